import { IcbError } from '#core/errors.ts';
import { spellOut } from '#core/spelled-out.ts';
import type { CarefulSystem } from './careful-system.ts';
import { contractCases } from './cases.ts';
import { type ContractCase, tryCase } from './contract-case.ts';

/** How one case came out. */
interface CaseOutcome {
  readonly name: string;
  readonly outcome: 'ok' | 'skipped' | 'failed';
  /** What it needs and could not have, or why it failed. */
  readonly reason?: string;
}

interface ContractVerdict {
  /** Nothing failed. */
  readonly passed: boolean;
  /** For people. */
  readonly summary: string;
  readonly cases: readonly CaseOutcome[];
}

/**
 * Tries all cases, one after the other; ends early when something is left behind that it did not make or cannot drop.
 * @param show is given a line of each case as soon as it is over
 * @throws the reason of the signal, after cleaning up
 */
export async function tryContract(system: CarefulSystem, { signal, show }: { readonly signal: AbortSignal; readonly show: (line: string) => void }): Promise<ContractVerdict> {
  const cases: CaseOutcome[] = [];
  for await (const one of outcomes(system, signal)) {
    cases.push(one);
    show(lineOf(one));
  }
  const count = (outcome: CaseOutcome['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  const summary = `${count('ok')} cases hold, ${count('skipped')} could not be tried, ${count('failed')} failed\n`;
  return { passed: count('failed') === 0, summary, cases };
}

async function* outcomes(system: CarefulSystem, signal: AbortSignal): AsyncGenerator<CaseOutcome> {
  await system.requireEmpty();
  for (const one of contractCases) {
    const outcome = await outcomeOf(one, system);
    const left = await system.cleanUp();
    signal.throwIfAborted();
    yield outcome;
    if (left.length === 0) continue;
    const reason = `there is ${left.join(', ')}, which this trial did not make or could not drop; the cases after this one were not tried`;
    yield { name: 'leaves nothing behind', outcome: 'failed', reason };
    return;
  }
}

async function outcomeOf(one: ContractCase, system: CarefulSystem): Promise<CaseOutcome> {
  const { name } = one;
  try {
    const unmet = await tryCase(one, system);
    return unmet === undefined ? { name, outcome: 'ok' } : { name, outcome: 'skipped', reason: unmet };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const hint = error instanceof IcbError && error.hint !== undefined ? ` (${error.hint})` : '';
    return { name, outcome: 'failed', reason: `${error.message}${hint}` };
  }
}

const words = { ok: 'ok', skipped: 'skipped', failed: 'FAILED' } satisfies Record<CaseOutcome['outcome'], string>;

function lineOf({ name, outcome, reason }: CaseOutcome): string {
  const margin = ' '.repeat(9);
  const why = reason === undefined ? '' : outcome === 'skipped' ? ` (needs ${reason})` : `\n${margin}${spellOut(reason, margin)}`;
  return `${words[outcome].padEnd(8)} ${name}${why}\n`;
}
