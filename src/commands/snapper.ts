import { UsageError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest.ts';
import type { CommandContext } from './context.ts';
import type { SnapshotAction } from './snapper/actions.ts';

export interface SnapperOptions {
  /** `clean` shows what it would drop and drops nothing. */
  readonly dryRun?: boolean;
  /** `checkage` of every database: the first word is the action. */
  readonly all?: boolean;
  /** Seconds for `checkage`, as they were typed. */
  readonly timeout?: string;
  /** How long `create` locks its snapshot, as it was typed. */
  readonly lock?: string;
}

/** Below the time limits of the usual monitoring systems for their plugins. */
const defaultLimitSeconds = 30;

/** Ten years: what is longer is a slip of the keyboard. */
const longestLockHours = 3650 * 24;

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
export async function run(words: readonly (string | undefined)[], options: SnapperOptions, context: CommandContext): Promise<number> {
  const [database, action, name, surplus] = options.all === true ? [undefined, ...words] : words;
  // What Nagios makes of an empty argument: to it 2, the exit code of wrong usage, is an alarm.
  if (database === 'checkage' && action === undefined) {
    const { checkAge } = await import('./snapper/check-age.ts');
    return await checkAge(() => {
      throw new UsageError('snapper: <db> is missing; usage: icb snapper <db> checkage');
    }, context);
  }
  if (action === undefined) throw new UsageError(`snapper: <action> is missing (${Object.keys(actions).join(' | ')}); usage: icb snapper <db> <action> [name]`);
  if (!isAction(action)) {
    const allowed = Object.keys(actions);
    throw new UsageError(`unknown action ${action}${didYouMean(action, allowed)}; allowed: ${allowed.join(', ')}`);
  }
  const call = { action, name: surplus ?? name, options };
  if (action === 'checkage') {
    const { checkAge } = await import('./snapper/check-age.ts');
    return await checkAge(() => {
      checkWords(call);
      return { databases: database, limitMs: readLimit(options.timeout) * 1000 };
    }, context);
  }
  const word = checkWords(call);
  const { runSnapshotAction } = await import('./snapper/actions.ts');
  return await runSnapshotAction(database ?? '', { action, word, dryRun: options.dryRun === true, lockMs: options.lock === undefined ? undefined : readLockPeriod(options.lock) }, context);
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return defaultLimitSeconds;
  if (/^[1-9]\d{0,3}$/u.test(text)) return Number(text);
  throw new UsageError(`--timeout must be a whole number of seconds, 1 or more, not ${JSON.stringify(text)}`);
}

/** In milliseconds. A lock cannot be taken back, so what is typed must be a plain number of days or hours. */
function readLockPeriod(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([dh])$/u.exec(text) ?? [];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  if (count !== '' && hours <= longestLockHours) return hours * 3_600_000;
  throw new UsageError(`--lock must be a number of days or hours such as 30d or 12h, ${longestLockHours / 24}d at most, not ${JSON.stringify(text)}`);
}

function isAction(action: string): action is keyof typeof actions {
  return Object.hasOwn(actions, action);
}

interface Call {
  readonly action: keyof typeof actions;
  readonly name: string | undefined;
  readonly options: SnapperOptions;
}

/** The word behind the action; empty for an action that takes none. */
function checkWords({ action, name, options: { dryRun = false, all = false, timeout, lock } }: Call): string {
  if (dryRun && action !== 'clean') throw new UsageError(`--dry-run belongs to clean, not to ${action}`);
  if (all && action !== 'checkage') throw new UsageError(`--all belongs to checkage, not to ${action}`);
  if (timeout !== undefined && action !== 'checkage') throw new UsageError(`--timeout belongs to checkage, not to ${action}`);
  if (lock !== undefined && action !== 'create') throw new UsageError(`--lock belongs to create, not to ${action}`);
  const expected = actions[action];
  if (expected === undefined && name !== undefined) throw new UsageError(`${action} takes no further word: ${name}`);
  if (expected !== undefined && (name ?? '') === '') throw new UsageError(`${action} needs ${expected.what}`, { hint: expected.hint });
  return name ?? '';
}
