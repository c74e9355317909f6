// What became of the databases of one `icb autorestore`: as lines, as JSON, and as an exit code.

import { NotStartedError, RefusedError } from '#core/errors.ts';
import type { IcbError } from '#core/errors.ts';
import { certificateContent } from '#reports/restore-certificate.ts';
import type { SessionOutcome } from './test-session.ts';

/** What became of one database: a test that passed or failed, or why there was none. */
export type Verdict = { readonly database: string; readonly outcome: SessionOutcome } | { readonly database: string; readonly error: IcbError };

/** 3 when one was refused for safety, 2 when none could even be started, else 1 when one failed. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.some((verdict) => ('error' in verdict ? verdict.error instanceof RefusedError : verdict.outcome.isRefused))) return 3;
  if (verdicts.every((verdict) => 'error' in verdict && verdict.error instanceof NotStartedError)) return 2;
  return verdicts.every(isGood) ? 0 : 1;
}

/** One line per database, and one for all. */
export function summaryOf(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map((verdict) => `${verdict.database}: ${describe(verdict)}\n`);
  const failed = verdicts.filter((verdict) => !hasPassed(verdict)).length;
  const unrecorded = verdicts.filter((verdict) => hasPassed(verdict) && !isGood(verdict)).length;
  const tests = verdicts.length === 1 ? '1 restore test' : `${verdicts.length} restore tests`;
  const recording = unrecorded === 0 ? '' : `, ${unrecorded === 1 ? '1 result' : `${unrecorded} results`} not recorded`;
  return `${lines.join('')}${tests}, ${failed === 0 ? 'all passed' : `${failed} failed`}${recording}\n`;
}

/** The content of the certificate, and where it is. */
export function documentOf(verdict: Verdict): Readonly<Record<string, unknown>> {
  if ('error' in verdict) return { database: verdict.database, success: false, error: verdict.error.message };
  const { result, certificate, isCataloged } = verdict.outcome;
  return { ...certificateContent(result), success: result.failure === undefined, certificate: certificate ?? null, cataloged: isCataloged };
}

/** What is left of a test that a signal ended. */
export function describeGivenBack(verdict: Verdict): string {
  if ('error' in verdict) return `${verdict.database} was not tested, nothing had been set up`;
  const { isGivenBack, result } = verdict.outcome;
  if (isGivenBack) return 'instance, mount, clone and lock are given back';
  return `not all of instance, mount and clone could be given back: the session log names what is left, the next test clears it: ${result.logFile}`;
}

function hasPassed(verdict: Verdict): boolean {
  return 'outcome' in verdict && verdict.outcome.result.failure === undefined;
}

/** A result that nobody can look up is not a good one. */
function isGood(verdict: Verdict): boolean {
  if (!hasPassed(verdict) || 'error' in verdict) return false;
  const { certificate, isCataloged } = verdict.outcome;
  return certificate !== undefined && isCataloged;
}

function describe(verdict: Verdict): string {
  if ('error' in verdict) return `FAILED, not tested: ${verdict.error.message}`;
  const { result, certificate, isCataloged } = verdict.outcome;
  if (result.failure !== undefined) return `FAILED: ${result.failure.step}: ${result.failure.message}`;
  const verified = `passed, verified ${result.reached?.verifiedLocalTime ?? ''} (${result.differenceSeconds ?? 0} s from the target)`;
  if (certificate === undefined) return `${verified}, but NOT RECORDED: its certificate could not be written`;
  return isCataloged ? verified : `${verified}, but NOT RECORDED: the result catalog could not take it, the next run sends it`;
}
