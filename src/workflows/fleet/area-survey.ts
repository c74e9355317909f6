// What the backup area tells of a database that is not asked itself: what its snapshots serve, how far its archived logs reach, and
// how its last runs ended, by their session logs. One child process looks, with a time limit: the share may be dead.
import { basename } from 'node:path';
import { DateTime } from 'luxon';
import { IcbError } from '#core/errors.ts';
import { runBoundedScript } from '#core/bounded-script.ts';
import { backupLogNaming } from '#core/log/log-names.ts';
import { readLogEnding } from '#core/log/log-ending.ts';
import type { RunFinding } from '#reports/fleet/findings.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import { parseLedger } from '../ledger.ts';
import { filesInText } from './files-in-text.ts';

/** Runs that roll the image copy forward, and those that look for archived logs. */
const actionsOf = { backup: ['imagecopywithsnap', 'backupimagecopy'], archivedLogs: ['missingarchlog'] } as const;

export interface AreaSurvey {
  readonly ledger: readonly SnapshotBounds[];
  /** Names of the archived logs. */
  readonly logNames: ReadonlySet<string>;
  /** When the newest of them was written, by the file server's clock. */
  readonly newestLogAt: DateTime | undefined;
  /** Newest first. */
  readonly backupRuns: readonly RunFinding[];
  readonly archivedLogRuns: readonly RunFinding[];
}

/** `$1`: area, `$2`: database, then actions. Of each kind of logs the end of the newest ten; names sort by time. */
const script = `
cd -- "$1" || exit
database=$2
shift 2
test -e backup.lck && printf locked
printf '\\0'
test -e snapshots.jsonl && cat snapshots.jsonl
printf '\\0'
test -d archivelog && find archivelog -maxdepth 1 -type f -printf '%T@ %f\\n'
printf '\\0'
chosen=
for action; do
  set -- backup_logs/"$database"_????????T??????_"$action".log
  while [ $# -gt 10 ]; do shift; done
  test -e "$1" && chosen="$chosen $*"
done
test -z "$chosen" || exec tail -v -n 12 -- $chosen
`;

interface AreaPlace {
  readonly database: string;
  readonly area: string;
  /** Zone of the local times in session logs. */
  readonly zone: string;
  readonly timeLimitMs: number;
}

/** @throws {IcbError} when this host cannot see the area */
export async function surveyArea({ database, area, zone, timeLimitMs }: AreaPlace, signal: AbortSignal): Promise<AreaSurvey> {
  const actions = Object.values(actionsOf).flat();
  const answer = await runBoundedScript({ script, args: [area, database, ...actions], timeoutMs: timeLimitMs, signal });
  if (answer === 'no answer') throw new IcbError(`the backup area ${area} does not answer within ${timeLimitMs / 1000} s`);
  const [locked = '', ledger = '', written = '', ...ends] = answer.output.split('\0');
  if (answer.output === '') throw new IcbError(`the backup area ${area} cannot be read here: ${reasonIn(answer.complaint)}`);
  const files = written.split('\n').filter((line) => line !== '').map((line) => line.split(' '));
  const logs = filesInText(ends.join('\0'));
  const runsOf = (purpose: keyof typeof actionsOf): RunFinding[] => {
    const runs = actionsOf[purpose].flatMap((action) => [...logs].filter(([name]) => name.endsWith(`_${action}.log`)).flatMap(([name, end]) => runOf({ database, action, name: basename(name), end, zone })));
    return newestFirst(runs, { isLocked: locked === 'locked' });
  };
  return {
    ledger: parseLedger(ledger),
    logNames: new Set(files.map(([, ...name]) => name.join(' '))),
    newestLogAt: newestOf(files.map(([seconds]) => Number(seconds))),
    backupRuns: runsOf('backup'),
    archivedLogRuns: runsOf('archivedLogs'),
  };
}

/** Of instants in seconds. */
function newestOf(instants: readonly number[]): DateTime | undefined {
  return instants.length === 0 ? undefined : DateTime.fromSeconds(instants.reduce((one, other) => Math.max(one, other)), { zone: 'utc' });
}

function runOf({ database, action, name, end, zone }: { readonly database: string; readonly action: string; readonly name: string; readonly end: string; readonly zone: string }): RunFinding[] {
  const startedAt = backupLogNaming(database, action).startOf(name, zone)?.toUTC();
  if (startedAt === undefined) return [];
  const { at, isDone, error } = readLogEnding(end, zone);
  if (isDone) return [{ startedAt, finishedAt: at, outcome: 'succeeded', message: undefined }];
  return [{ startedAt, finishedAt: at, outcome: error === undefined ? 'interrupted' : 'failed', message: error }];
}

/** Whoever holds the lock of the area writes the newest log, if that has no end yet. */
function newestFirst(runs: readonly RunFinding[], { isLocked }: { readonly isLocked: boolean }): RunFinding[] {
  const [newest, ...others] = runs.toSorted((one, other) => other.startedAt.toMillis() - one.startedAt.toMillis());
  if (newest === undefined) return [];
  const isRunning = isLocked && newest.outcome === 'interrupted';
  return [isRunning ? { ...newest, outcome: 'running', finishedAt: undefined } : newest, ...others];
}

/** `sh: 2: cd: can't cd to /nfs/backup/orcl` and the like: what comes after the last colon. */
function reasonIn(complaint: string): string {
  const line = complaint.trim().split('\n').at(-1) ?? '';
  return line === '' ? 'nothing was found' : line.replace(/^.*: /u, '');
}
