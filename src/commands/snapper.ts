import { UsageError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest.ts';
import type { CommandContext } from './context.ts';
import type { SnapshotAction } from './snapper/actions.ts';

export interface SnapperOptions {
  /** `clean` shows what it would drop and drops nothing. */
  readonly dryRun: boolean;
}

/** The word an action needs behind it, and where the operator finds it. */
interface Word {
  readonly what: string;
  readonly hint: string;
}

const snapshotId: Word = { what: 'the id of a snapshot', hint: 'icb snapper <db> list shows them' };
const actions: Readonly<Record<SnapshotAction | 'checkage', Word | undefined>> = {
  list: undefined,
  clean: undefined,
  create: undefined,
  checkage: undefined,
  clone: snapshotId,
  dropclone: { what: 'the name of a clone', hint: 'icb snapper <db> listclones shows them' },
  listclones: undefined,
  autoclone: undefined,
  search: { what: 'a time', hint: '"yyyy-mm-dd hh:mm:ss" in local time, or ISO 8601 with an offset or Z' },
};

/**
 * `icb snapper <db> <action> [name]`. Only `create` takes the database's lock: what the others do the storage system does at
 * one stroke, beside a backup or not, and of two runs of `clean` one only finds some snapshots gone already.
 */
export async function run(
  database: string,
  action: string,
  name: string | undefined,
  { dryRun }: SnapperOptions,
  context: CommandContext,
): Promise<number> {
  if (!isAction(action)) {
    const allowed = Object.keys(actions);
    throw new UsageError(`unknown action ${action}${didYouMean(action, allowed)}; allowed: ${allowed.join(', ')}`);
  }
  if (action === 'checkage') {
    const { checkAge } = await import('./snapper/check-age.ts');
    return await checkAge(database, context, { checkUsage: () => void checkWords(action, name, dryRun) });
  }
  const word = checkWords(action, name, dryRun);
  const { runSnapshotAction } = await import('./snapper/actions.ts');
  return await runSnapshotAction(database, { action, word, dryRun }, context);
}

function isAction(action: string): action is keyof typeof actions {
  return Object.hasOwn(actions, action);
}

/** The word behind the action; empty for an action that takes none. */
function checkWords(action: keyof typeof actions, name: string | undefined, dryRun: boolean): string {
  if (dryRun && action !== 'clean') throw new UsageError(`--dry-run belongs to clean, not to ${action}`);
  const expected = actions[action];
  if (expected === undefined && name !== undefined) throw new UsageError(`${action} takes no further word: ${name}`);
  if (expected !== undefined && (name ?? '') === '') throw new UsageError(`${action} needs ${expected.what}`, { hint: expected.hint });
  return name ?? '';
}
