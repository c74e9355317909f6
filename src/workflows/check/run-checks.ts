// Runs the checks of one subject in their order. What one of them comes to never keeps the others from being run: a failure is a
// finding, one that takes too long is given up, and what could not be looked at because of another finding says so.

import type { Clock } from '#core/clock.ts';
import { IcbError } from '#core/errors.ts';
import { untilAborted } from '#core/until-aborted.ts';
import { UnansweredError } from './asked-once.ts';
import { fail, skip } from './check.ts';
import type { Check, CheckGroup, CheckStatus, Finding } from './check.ts';

/** What one check came to. */
export interface CheckOutcome {
  readonly group: string;
  readonly name: string;
  readonly title: string;
  readonly status: CheckStatus;
  readonly finding: string;
  /** Only of a WARN or FAIL. */
  readonly remedy: string | undefined;
  /** Of a SKIP: the check whose failure stands in the way, directly or through others. */
  readonly blockedBy: string | undefined;
  readonly durationMs: number;
}

export interface CheckRun {
  /** For each check. */
  readonly limitMs: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly signal: AbortSignal;
}

/** @throws the reason of the signal when it is aborted */
export async function runChecks<Subject>(groups: readonly CheckGroup<Subject>[], subject: Subject, run: CheckRun): Promise<CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  for (const { title: group, checks } of groups) {
    for (const check of checks) {
      const startedAt = run.clock.now();
      const missing = outcomes.find(({ name, status }) => check.needs.includes(name) && (status === 'FAIL' || status === 'SKIP'));
      const blockedBy = missing?.status === 'FAIL' ? missing.name : missing?.blockedBy;
      const found = missing === undefined ? await findingOf(check, subject, run) : skip(whyLeftOut(missing));
      const durationMs = run.clock.now().diff(startedAt).toMillis();
      outcomes.push(outcomeOf(check, found, { group, durationMs, blockedBy }));
    }
  }
  return outcomes;
}

/** The same checks where there is nothing to run them on. */
export function skipChecks<Subject>(groups: readonly CheckGroup<Subject>[], blockedBy: string): CheckOutcome[] {
  return groups.flatMap(({ title: group, checks }) => checks.map((check) => outcomeOf(check, skip(`needs ${blockedBy}`), { group, durationMs: 0, blockedBy })));
}

/** By the first cause: a check that was itself left out for another names that one, one that does not apply says why. */
function whyLeftOut({ name, status, blockedBy, finding }: CheckOutcome): string {
  return status === 'FAIL' || blockedBy !== undefined ? `needs ${blockedBy ?? name}` : finding;
}

function outcomeOf<Subject>({ name, title, remedy }: Check<Subject>, found: Finding, rest: Pick<CheckOutcome, 'group' | 'durationMs' | 'blockedBy'>): CheckOutcome {
  const { status, finding } = found;
  const isBad = status === 'WARN' || status === 'FAIL';
  return { ...rest, name, title, status, finding, remedy: isBad ? (found.remedy ?? remedy) : undefined };
}

async function findingOf<Subject>(check: Check<Subject>, subject: Subject, { limitMs, signal }: CheckRun): Promise<Finding> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(noAnswer(limitMs)), limitMs);
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    // What ignores the signal is left behind.
    return await untilAborted(either, begin(check, subject, either));
  } catch (error) {
    signal.throwIfAborted();
    return findingFor(limit.signal.aborted ? limit.signal.reason : error);
  } finally {
    clearTimeout(timer);
  }
}

function noAnswer(limitMs: number): IcbError {
  return new IcbError(`no answer within ${limitMs / 1000} s`, { hint: 'find out what keeps this host, the network or the database from answering, then run icb check again' });
}

/** Async, so that what it throws at once is a rejection like any other. */
async function begin<Subject>(check: Check<Subject>, subject: Subject, signal: AbortSignal): Promise<Finding> {
  return await check.run(subject, signal);
}

/** A defect of one check is no reason to keep what the others found from a DBA. */
function findingFor(error: unknown): Finding {
  if (error instanceof UnansweredError) return skip(error.message);
  if (error instanceof IcbError) return fail(error.message, error.hint);
  return fail(`internal error, please report it: ${error instanceof Error ? error.message : String(error)}`);
}
