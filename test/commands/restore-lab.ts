import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { DateTime } from 'luxon';
import type { World } from '#commands/context.ts';
import { instances } from '#lab/oracle/instance.ts';
import { runWorkload } from '#lab/workload.ts';
import { openTestLab, standingTime, tickingTime } from '../end-to-end/test-lab.ts';
import type { Outcome, TestLab } from '../end-to-end/test-lab.ts';

const hourMs = 3_600_000;

/** Bounds of one snapshot, as the ledger has them. */
export interface Served {
  readonly snapshotId: string;
  readonly lowerTime: DateTime;
  readonly upperTime: DateTime;
}

export interface RestoreLab extends AsyncDisposable {
  readonly lab: TestLab;
  /** Empty, to mount clones on. */
  readonly mountFolder: string;
  /** $TMPDIR of every command. */
  readonly temporary: string;
  served(): readonly [Served, Served, Served];
  /** `icb restore orcl ...` as an ordinary user of an isolated host, answers from stdin. */
  restore(args: readonly string[], options?: { readonly answers?: readonly string[]; readonly world?: Partial<World> }): Promise<Outcome>;
  /** Like {@link restore} with all that must be told: `--yes` and a time. */
  restoreTo(target: DateTime, ...more: string[]): Promise<Outcome>;
  /** What is left of restores: clones, instances, what is mounted or made below the mount folder. */
  leftovers(): { readonly clones: readonly string[]; readonly instances: readonly string[]; readonly mounted: readonly string[] };
}

/** A lab with three backups that took snapshots, half a day of work between them; when time is ticking, backups take some of it. */
export async function openRestoreLab({ ticking = false } = {}): Promise<RestoreLab> {
  const lab = await openTestLab(ticking ? tickingTime() : standingTime);
  const { directory } = lab;
  const mountFolder = join(directory, 'pit');
  const temporary = join(directory, 'tmp');
  mkdirSync(mountFolder);
  mkdirSync(temporary);
  await mustSucceed(lab.icb('backup', 'orcl', 'config'));
  for (const hours of [0, 12, 12, 12]) {
    if (hours > 0) runWorkload(directory, { transactions: 60, spreadOverMs: hours * hourMs, switchEvery: 20, seed: hours, clock: lab.clock });
    await mustSucceed(lab.icb('backup', 'orcl', 'imagecopywithsnap'));
  }
  const restore: RestoreLab['restore'] = async (args, { answers = [], world = {} } = {}) => {
    const stdin = Readable.from(answers.map((answer) => `${answer}\n`));
    const env = { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: temporary };
    return await lab.icbIn({ effectiveUid: 1000, env, stdin, ...world }, 'restore', 'orcl', ...args);
  };
  return {
    lab,
    mountFolder,
    temporary,
    served: () => servedRanges(lab),
    restore,
    restoreTo: async (target, ...more) => restore(['--to', target.toUTC().toISO() ?? '', '--sid', 'pit', '--mount', mountFolder, '--yes', ...more]),
    leftovers: () => ({
      clones: readdirSync(join(directory, 'nfs/demo-backup')).filter((name) => name.startsWith('restore_')),
      instances: instances(directory).map(({ sid }) => sid),
      mounted: existsSync(mountFolder) ? readdirSync(mountFolder) : ['(the mount folder is gone)'],
    }),
    [Symbol.asyncDispose]: async () => lab[Symbol.asyncDispose](),
  };
}

/** Root, who reads the screen and does what it says, each command once. */
export function rootOf(directory: string): { obey(screen: string): void } {
  let done = 0;
  return {
    obey(screen) {
      const commands = [...screen.matchAll(/^ {2}(?:mount -t nfs -o \S+ (\S+)|umount) (\S+)$/gm)];
      for (const [, source, folder = ''] of commands.slice(done)) {
        rmSync(folder, { recursive: true });
        if (source === undefined) mkdirSync(folder);
        else symlinkSync(join(directory, 'nfs/demo-backup', basename(source)), folder);
      }
      done = commands.length;
    },
  };
}

/** Sets or replaces settings at the end of the lab's configuration. */
export function configure({ directory }: TestLab, section: string, lines: readonly string[]): void {
  const file = join(directory, 'backup.cfg');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n[${section}]\n${lines.join('\n')}\n`);
}

async function mustSucceed(run: Promise<Outcome>): Promise<void> {
  const { exitCode, stdout, stderr } = await run;
  if (exitCode !== 0) throw new Error(stdout + stderr);
}

function servedRanges({ area }: TestLab): readonly [Served, Served, Served] {
  const lines = readFileSync(join(area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n');
  const [first, second, third] = lines.map((line): Served => {
    const { snapshotId, lowerTime, upperTime } = JSON.parse(line) as Readonly<Record<'snapshotId' | 'lowerTime' | 'upperTime', string>>;
    return { snapshotId, lowerTime: DateTime.fromISO(lowerTime, { zone: 'utc' }), upperTime: DateTime.fromISO(upperTime, { zone: 'utc' }) };
  });
  if (first === undefined || second === undefined || third === undefined) throw new Error('the lab was to have three snapshots');
  return [first, second, third];
}
