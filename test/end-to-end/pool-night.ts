// pool-night.ts DATASET FOLDER: backups of a lab's database into a dataset of a real ZFS, mounted in FOLDER, and a restore test from
// a clone. A process of its own, as only those in the pool's mount namespace see its files. Prints what it saw as JSON.
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#core/clock.ts';
import { instances } from '#lab/oracle/instance.ts';
import { proveArea } from '#lab/proof.ts';
import { runWorkload } from '#lab/workload.ts';
import { type Outcome, openTestLab, type TestLab } from './test-lab.ts';

export interface PoolNight {
  readonly tested: { readonly exitCode: number; readonly verdicts: readonly string[]; readonly said: string };
  /** Of each snapshot, oldest first: the rows in a clone of it, and how many are not what was committed. */
  readonly proofs: readonly { readonly rows: number; readonly differences: number; readonly cloneCount: number }[];
  readonly left: { readonly clones: string; readonly instances: readonly string[]; readonly mounts: readonly string[] };
}

const minuteMs = 60_000;
const [dataset = '', folder = ''] = process.argv.slice(2);
const lab = await openTestLab(systemClock);
try {
  configure(lab);
  process.stdout.write(JSON.stringify(await spendNight(lab)));
} finally {
  await lab[Symbol.asyncDispose]();
}

/** In real time, as the pool's is, but for the minutes that the workload takes; clones are mounted as files of this host, as no NFS server is there. */
function configure({ directory }: TestLab): void {
  const file = join(directory, 'backup.cfg');
  const shares = join(directory, 'nfs/demo-backup');
  rmSync(shares, { recursive: true });
  symlinkSync(folder, shares);
  const mount = join(folder, 'mount-dataset');
  writeFileSync(mount, '#!/bin/sh\nexec mount --bind "${ICB_MOUNT_SOURCE#*:}" "$1"\n', { mode: 0o755 });
  const configuration = readFileSync(file, 'utf8')
    .replace(/^storage: .*$/m, 'storage: openzfs')
    .replace(/^backupdest: .*$/m, `backupdest: ${folder}`)
    .replace(/^mountcommand: .*$/m, `mountcommand: ${mount}`)
    .replace(/^umountcommand: .*$/m, 'umountcommand: umount')
    .replace(/^autorestorecatalog: .*$/m, `autorestorecatalog: sqlite:${join(directory, 'results.db')}`)
    .replace(/^\[zfssa\]$/m, `[openzfs]\ndataset: ${dataset}\n\n[zfssa]`);
  writeFileSync(file, configuration);
}

async function spendNight(lab: TestLab): Promise<PoolNight> {
  await succeed(lab.icb('backup', 'orcl', 'config'));
  for (const seed of [1, 2, 3]) {
    await succeed(lab.icb('backup', 'orcl', 'imagecopywithsnap'));
    runWorkload(lab.directory, { database: 'orcl', transactions: 40, spreadOverMs: minuteMs, switchEvery: 15, seed, clock: lab.clock });
  }
  const restoreHost = { env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } };
  await succeed(lab.icbIn(restoreHost, 'autorestore', '--createcatalog'));
  const { exitCode, stdout, stderr } = await lab.icbIn(restoreHost, 'autorestore', 'orcl', '--json');
  const verdicts = (JSON.parse(stdout) as readonly { readonly verdict: string }[]).map(({ verdict }) => verdict);
  const left = {
    clones: (await lab.icb('snapper', 'orcl', 'listclones')).stdout,
    instances: instances(lab.directory).map(({ sid }) => sid),
    mounts: readFileSync('/proc/self/mounts', 'utf8').split('\n').filter((line) => line.includes(join(lab.directory, 'restore'))),
  };
  return { tested: { exitCode, verdicts, said: stderr }, left, proofs: await proveClones(lab) };
}

async function proveClones(lab: TestLab): Promise<PoolNight['proofs']> {
  const proofs: PoolNight['proofs'][number][] = [];
  for (const { id } of await list<{ readonly id: string }>(lab, 'list')) {
    await succeed(lab.icb('snapper', 'orcl', 'clone', id));
    const [clone] = await list<{ readonly name: string; readonly mountPoint: string }>(lab, 'listclones');
    const counted = (await list<{ readonly id: string; readonly cloneCount: number }>(lab, 'list')).find((snapshot) => snapshot.id === id);
    proofs.push({ ...proveArea(lab.directory, clone?.mountPoint ?? ''), cloneCount: counted?.cloneCount ?? 0 });
    await succeed(lab.icb('snapper', 'orcl', 'dropclone', clone?.name ?? ''));
  }
  return proofs;
}

async function list<T>(lab: TestLab, what: string): Promise<readonly T[]> {
  return JSON.parse((await succeed(lab.icb('snapper', 'orcl', what, '--json'))).stdout) as readonly T[];
}

async function succeed(run: Promise<Outcome>): Promise<Outcome> {
  const outcome = await run;
  if (outcome.exitCode !== 0) throw new Error(outcome.stdout + outcome.stderr);
  return outcome;
}
