// `icb autorestore` as it is really run: the built program, as a user who may do nothing, with an empty environment. Killed in
// the middle it leaves an instance, a mount and a clone behind; the next run reports that test and clears it away.

import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { createLab } from '#lab/create-lab.ts';
import { listFaults, setFault, type Fault } from '#lab/faults.ts';
import { instances } from '#lab/oracle/instance.ts';
import { readableInstallation, unprivilegedUser, type ReadableInstallation } from '#lab/unprivileged.ts';
import { inPrivateMounts, mountObstacle } from '../core/private-mounts.ts';
import { launcher, processesBelow, RunningProcess, until, type Ended } from './icb-process.ts';

/** Each takes seconds of real processes: `npm run test:full` tries all places. */
const isFull = process.env['ICB_TEST_FULL'] === '1';
const isRoot = process.geteuid?.() === 0;
const user = isRoot ? unprivilegedUser() : { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };

const directory = mkdtempSync(join(tmpdir(), 'icb-process-'));
let installation: ReadableInstallation;
let server: RunningProcess;

beforeAll(async () => {
  installation = readableInstallation(user);
  await createLab({ directory, clock: systemClock });
  mkdirSync(join(directory, 'tmp'));
  // Nothing listens for results here.
  const file = join(directory, 'backup.cfg');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^autorestorecatalog:.*\n/mu, ''));
  if (isRoot) spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, directory]);
  server = startAsUser('lab', 'serve', directory);
  await until(() => existsSync(join(directory, 'lab.json')), 'lab.json');
  for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap']) {
    await succeed('lab', 'workload', directory, '20');
    await succeed('backup', 'orcl', action);
  }
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
  installation[Symbol.dispose]();
});

function startAsUser(...words: string[]): RunningProcess {
  const env = { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: join(directory, 'tmp') };
  const program = join(installation.root, 'bin/icb');
  return new RunningProcess(program, ['--config', join(directory, 'backup.cfg'), ...words], { env, ...(isRoot ? { user } : {}) });
}

async function succeed(...words: string[]): Promise<void> {
  await using running = startAsUser(...words);
  const { exitCode, stdout, stderr } = await running.ended;
  if (exitCode !== 0) throw new Error(stdout + stderr);
}

/** What a DBA types who was told to. */
async function mustSucceedInShell(command: string): Promise<void> {
  await using running = new RunningProcess('/bin/sh', ['-c', command], { env: { PATH: '/usr/bin:/bin' }, ...(isRoot ? { user } : {}) });
  const { exitCode, stdout, stderr } = await running.ended;
  if (exitCode !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
}

async function run(): Promise<Ended> {
  await using running = startAsUser('autorestore');
  return await running.ended;
}

/** Starts a test and waits until it has met the fault, where it hangs. */
async function startUntil(fault: Fault): Promise<RunningProcess> {
  setFault(directory, { ...fault, times: 1 });
  const running = startAsUser('autorestore', '--canary');
  await until(() => listFaults(directory).length === 0, `${fault.name} to strike`);
  return running;
}

function leftovers() {
  return {
    instances: instances(directory).map(({ sid }) => sid),
    clones: readdirSync(join(directory, 'nfs/demo-backup')).filter((name) => name !== 'orcl'),
    mounted: readdirSync(join(directory, 'restore/mnt')),
    journalsAndLocks: readdirSync(join(directory, 'restore/log')).filter((name) => name.startsWith('running-') || name.includes('.lck')),
    temporary: readdirSync(join(directory, 'tmp')).filter((name) => !name.startsWith('restore_')),
  };
}

const nothing = { instances: [], clones: [], mounted: [], journalsAndLocks: [], temporary: [] };

/** Of the newest certificates, newest first: what they say. */
function newestVerdicts(count: number): readonly string[] {
  const folder = join(directory, 'restore/log');
  const found = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Certificate);
  return found.toSorted((one, other) => other.number - one.number).slice(0, count).map(({ verdict, failure }) => (failure === null ? verdict : `${verdict}: ${failure.message}`));
}

interface Certificate {
  readonly number: number;
  readonly verdict: string;
  readonly failure: { readonly message: string } | null;
}

it('passes with nothing in its environment but the word that the host is isolated', async () => {
  const { exitCode, stdout, stderr } = await run();

  expect([exitCode, stdout, stderr]).toEqual([0, expect.stringContaining('1 restore test, all passed'), '']);
  expect(leftovers()).toEqual(nothing);
});

it.runIf(isRoot)('refuses root', async () => {
  await using running = new RunningProcess(launcher, ['--config', join(directory, 'backup.cfg'), 'autorestore'], { env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } });

  const { exitCode, stderr } = await running.ended;

  expect(exitCode).toBe(3);
  expect(stderr).toContain('restoring as root is refused');
});

const inMount: [number, Fault] = [0, { name: 'mount-error', hang: true }];
const inRecovery: [number, Fault] = [1, { name: 'rman-hang', at: 'recover-database' }];
const elsewhere: ReadonlyArray<[number, Fault]> = [
  [0, { name: 'sqlplus-hang', match: 'startup' }],
  [1, { name: 'sqlplus-hang', match: 'read only' }],
  [1, { name: 'rman-hang', at: 'backup-validate' }],
];

it.each(isFull ? [inRecovery, inMount, ...elsewhere] : [inRecovery])('killed with %j instances at %j is reported and cleared by the next run, which passes', async (count, fault) => {
  await using running = await startUntil(fault);
  await running.killAll();
  const left = leftovers();

  const { exitCode, stdout } = await run();

  expect(left.clones).toEqual(['autorestore']);
  expect(left.instances).toHaveLength(count);
  expect(stdout).toContain('a restore test was interrupted and never reported');
  expect(exitCode).toBe(0);
  expect(newestVerdicts(2)).toEqual(['passed', expect.stringMatching(/^failed: process \d+ died in the middle of the test/u)]);
  expect(leftovers()).toEqual(nothing);
});

it.each(isFull ? [inMount, inRecovery] : [inMount])('killed alone, it leaves a program that hangs (%j instances, at %j), which the next run ends before it clears the rest', async (_, fault) => {
  await using running = await startUntil(fault);
  const [, ...programs] = [running.pid, ...processesBelow(running.pid)];

  running.kill('SIGKILL');
  await until(() => !existsSync(`/proc/${running.pid}`), 'icb to be gone');
  const orphans = programs.filter((pid) => existsSync(`/proc/${pid}`));
  const { exitCode, stdout } = await run();

  expect(orphans).not.toEqual([]);
  expect(stdout).toMatch(/ending a program of an icb that was killed program=\S+ pid=\d+ signal=SIGTERM\n/u);
  expect(orphans.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  expect(exitCode).toBe(0);
  expect(leftovers()).toEqual(nothing);
});

it('names what an `icb restore` left that was killed, with the commands that clear it, and touches none of it', async () => {
  const mountFolder = join(directory, 'pit');
  mkdirSync(mountFolder);
  if (isRoot) chownSync(mountFolder, user.uid, user.gid);
  const target = systemClock.now().minus({ seconds: 1 }).toISO();
  setFault(directory, { name: 'rman-hang', at: 'recover-database', times: 1 });
  await succeed('lab', 'workload', directory, '5');
  await succeed('backup', 'orcl', 'imagecopywithsnap');
  await using running = startAsUser('restore', 'orcl', '--to', target, '--sid', 'pit', '--mount', mountFolder, '--yes');
  await until(() => listFaults(directory).length === 0, 'RMAN to hang');
  await running.killAll();

  const { stdout, exitCode } = await run();
  await using next = startAsUser('restore', 'orcl', '--to', target, '--sid', 'pit', '--mount', mountFolder, '--yes');
  const { stderr } = await next.ended;

  const clone = readdirSync(join(directory, 'nfs/demo-backup')).find((name) => name.startsWith('restore_orcl_')) ?? '';
  expect(exitCode).toBe(0);
  for (const told of [stdout, stderr]) {
    expect(told).toContain(`clone ${clone}, mount ${mountFolder}, instance pit`);
    expect(told).toMatch(/1\. echo shutdown abort \| [^\n]+ORACLE_SID=pit/u);
    expect(told).toContain(`2. ${directory}/bin/umount-clone ${mountFolder}`);
    expect(told).toMatch(new RegExp(`3\\. \\S+ --config \\S+ snapper orcl dropclone ${clone}`, 'u'));
  }
  expect(instances(directory).map(({ sid }) => sid)).toEqual(['pit']);
  const commands = [...stdout.matchAll(/to clear it, \d\. (?<command>.+)$/gmu)].map(({ groups }) => groups?.['command'] ?? '');
  for (const command of commands) await mustSucceedInShell(command);
  expect(leftovers()).toEqual(nothing);
});

it.skipIf(mountObstacle !== undefined)(`reports a full scratch folder and gives everything back${mountObstacle === undefined ? '' : `: ${mountObstacle}`}`, async () => {
  // The folder itself may not be a mount point.
  const script = `mkdir "$3/small"
    mount -t tmpfs -o size=16k,uid=$1,gid=$2 none "$3/small"
    sed "s|^autorestoredestination:.*|autorestoredestination: $3/small/dest|" "$3/backup.cfg" > "$3/small.cfg"
    as_user="setpriv --reuid=$1 --regid=$2 --clear-groups env -i AUTORESTORE_SAFE_SANDBOX=TRUE TMPDIR=$3/tmp"
    $as_user mkdir "$3/small/dest"
    $as_user "$4/bin/icb" --config "$3/small.cfg" autorestore 2>&1 || echo "exit code $?"`;

  const output = await inPrivateMounts(script, [String(user.uid), String(user.gid), directory, installation.root]);

  expect(output).toMatch(/^exit code 1$/mu);
  expect(newestVerdicts(1)).toEqual([expect.stringMatching(/^failed: .*No space left on device/u)]);
  expect(leftovers()).toEqual(nothing);
});

const toldToEndAt: readonly Fault[] = [{ name: 'rman-hang', at: 'recover-database' }];
const toldToEndAtMore: readonly Fault[] = [
  { name: 'mount-error', hang: true },
  { name: 'sqlplus-hang', match: 'startup' },
];

it.each(isFull ? [...toldToEndAt, ...toldToEndAtMore] : toldToEndAt)('told to end at %j, it ends its children and gives everything back', async (fault) => {
  await using running = await startUntil(fault);
  const children = processesBelow(running.pid);

  running.kill('SIGTERM');
  const { exitCode } = await running.ended;

  expect(exitCode).toBe(143);
  expect(children.length).toBeGreaterThan(0);
  expect(children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  expect(newestVerdicts(1)).toEqual(['failed: interrupted by SIGTERM']);
  expect(leftovers()).toEqual(nothing);
});
