import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderLock } from '#core/lock/lock-holder.ts';
import { findMount, parseMountTable } from '#core/mount-table.ts';
import { currentProcess } from '#core/process-identity.ts';
import type { ProcessIdentity } from '#core/process-identity.ts';
import { hangObstacle, inPrivateMounts, mountObstacle } from '../core/private-mounts.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';
import { backup, expectRecovery, filesOf, leftovers, openFailingLab, rewrite, snapshotsOf, withImageCopy } from './failing-lab.ts';
import type { FailingLab } from './failing-lab.ts';
import type { Outcome, TestLab } from './test-lab.ts';

let failing: FailingLab;
let lab: TestLab;

beforeAll(async () => {
  failing = await openFailingLab(withImageCopy);
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => failing.reset());

describe('a backup area', () => {
  it('that is missing is never created', async () => {
    const area = lab.area;
    renameSync(area, `${area}.away`);

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 2, stdout: '', sentence: `icb: the backup area ${area} does not exist` });
    expect(ending.remedy).toContain('mount its share; icb never creates the area itself');
    expect(readdirSync(join(area, '..'))).toEqual(['orcl.away']);
    renameSync(`${area}.away`, area);
    await expectRecovery(lab);
  });

  it('that is a file is no area', async () => {
    renameSync(lab.area, `${lab.area}.away`);
    writeFileSync(lab.area, '');

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 2, sentence: `icb: the backup area ${lab.area} is a regular empty file, not a folder` });
    expect(ending.remedy).toContain('correct backupdest');
  });

  it('on the root file system is refused unless requiremount says otherwise', async ({ skip }) => {
    const mount = findMount(lab.area, parseMountTable(readFileSync('/proc/self/mountinfo', 'utf8')));
    skip(mount?.mountPoint !== '/', 'the folder for temporary files is a mounted file system here');
    const before = filesOf(lab);
    rewrite(lab, 'backup.cfg', 'requiremount: false', 'requiremount: true');

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 2, stdout: '', sentence: `icb: the backup area ${lab.area} is not on a mounted file system` });
    expect(ending.remedy).toContain('mount its share and run again, or set requiremount: false');
    expect(filesOf(lab)).toEqual(before);
  });

  it('without a usable folder for session logs is not touched', async () => {
    rmSync(join(lab.area, 'backup_logs'), { recursive: true });
    writeFileSync(join(lab.area, 'backup_logs'), '');
    const before = filesOf(lab);

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 2, stdout: '', sentence: `icb: cannot create a session log in ${lab.area}/backup_logs: not a directory` });
    expect(ending.remedy).not.toContain('because:');
    expect(filesOf(lab)).toEqual(before);
    expect(leftovers(lab)).toEqual([]);
  });

  it('without a folder for archived logs says how to get one', async () => {
    rmSync(join(lab.area, 'archivelog'), { recursive: true });

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 1, sentence: `icb: cannot read the archived logs in ${lab.area}/archivelog: no such file or directory` });
    expect(ending.remedy).toContain('run icb backup orcl config: it creates the folder');
    expect(await backup(lab, 'config')).toMatchObject({ exitCode: 0 });
    await expectRecovery(lab);
  });

  it('is left alone when there is no room for temporary files', async () => {
    rmSync(join(lab.directory, 'tmp'), { recursive: true });

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 1, sentence: `icb: cannot write a temporary file in ${lab.directory}/tmp: no such file or directory` });
    expect(ending.remedy).toContain('point TMPDIR to another folder');
    mkdirSync(join(lab.directory, 'tmp'));
    expect(leftovers(lab)).toEqual([]);
  });
});

const lockFile = (): string => join(lab.area, 'backup.lck');

function holdLock(changes: Partial<ProcessIdentity>): string {
  const process = { ...currentProcess(), ...changes };
  const text = renderLock({ token: '11111111-2222-4333-8444-555555555555', process, command: 'icb backup orcl config', since: '2026-11-21T01:00:00.000Z' });
  writeFileSync(lockFile(), text);
  return text;
}

describe('a lock', () => {
  it('held by another host is waited for and never broken', async () => {
    rewrite(lab, 'backup.cfg', 'maxlockwait: 30', 'maxlockwait: 2');
    const text = holdLock({ host: 'db02', machineId: 'elsewhere', pid: 4711 });
    const before = filesOf(lab);
    const start = lab.clock.now();

    const ending = await backup(lab);

    expect(ending).toMatchObject({
      exitCode: 2,
      sentence: `icb: the lock ${lockFile()} is held since 2026-11-21 01:00:00 UTC by 'icb backup orcl config' (process 4711 on db02)`,
    });
    expect(ending.remedy).toContain(`only when process 4711 is surely gone from db02, remove it: rm '${lockFile()}'`);
    expect(ending.stdout).toContain('waiting for the lock');
    expect(lab.clock.now().diff(start).as('minutes')).toBeGreaterThanOrEqual(2);
    expect(readFileSync(lockFile(), 'utf8')).toBe(text);
    expect(filesOf(lab)).toEqual(before);
  });

  it('of the toolset before is respected, even without time to wait', async () => {
    rewrite(lab, 'backup.cfg', 'maxlockwait: 30', 'maxlockwait: 0');
    writeFileSync(lockFile(), '2026-11-21 01:00:00.123456');

    const ending = await backup(lab);

    expect(ending.exitCode).toBe(2);
    expect(ending.sentence).toMatch(/^icb: the lock .*backup\.lck is held since .* by another program, perhaps the toolset before icb$/);
    expect(ending.remedy).toContain(`make sure that no backup of this database runs on any host, then remove it: rm '${lockFile()}'`);
    expect(leftovers(lab)).toEqual(['backup.lck']);
  });

  it('of a dead process is taken over with a warning', async () => {
    const snapshots = snapshotsOf(lab);
    holdLock({ pid: 4_194_305, startTicks: '1' });

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ending.stdout).toMatch(/WARNING.* taking over the lock of a process that is gone .*pid=4194305/);
    expect(snapshotsOf(lab)).toHaveLength(snapshots.length + 1);
    expect(leftovers(lab)).toEqual([]);
  });
});

/** Lets {@link file://./area-trouble.ts} run in mounts of its own. */
async function areaTrouble<Result>(trouble: string): Promise<Result> {
  using folder = temporaryFolder();
  const script = 'TMPDIR="$1" exec "$2" "$3" "$4"';
  const program = new URL('area-trouble.ts', import.meta.url).pathname;
  const output = await inPrivateMounts(script, [folder.path, process.execPath, program, trouble]);
  expect(readdirSync(folder.path)).toEqual([]);
  return JSON.parse(output) as Result;
}

describe('the file system of the area', () => {
  interface SmallFileSystem {
    readonly prepared: readonly number[];
    readonly readOnly: Outcome;
    readonly full: Outcome & { readonly leftovers: readonly string[] };
    readonly fullHalfWay: Outcome & { readonly leftovers: readonly string[] };
    readonly next: Outcome;
    readonly differences: readonly number[];
  }

  it('may be read-only, full, or full in the middle of the refresh: a sentence each, and then a good run', async ({ skip }) => {
    skip(mountObstacle !== undefined, mountObstacle);

    const { prepared, readOnly, full, fullHalfWay, next, differences } = await areaTrouble<SmallFileSystem>('small');

    expect(prepared).toEqual([0, 0, 0]);
    expect(readOnly).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^icb: the backup area \S+ is mounted read-only\n {2}mount it read-write/) });
    expect(full).toMatchObject({ exitCode: 2, leftovers: [], stderr: expect.stringMatching(/^icb: the backup area \S+ is full\n {2}expire snapshots or enlarge the volume/) });
    expect(fullHalfWay).toMatchObject({ exitCode: 1, leftovers: [] });
    expect(fullHalfWay.stderr).toMatch(/^icb: orcl: refresh the image copy: RMAN failed: ORA-1950\d: .* "\S+\/orcl\/\S+".*: ORA-27\d+: .* Error: 28: No space left on device\n {2}the file system is full: make room/);
    expect(fullHalfWay.stdout).toMatch(/the image copy is still usable, from .* \(SCN \d+\) on/);
    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
    expect(differences.length).toBeGreaterThanOrEqual(4);
    expect(new Set(differences)).toEqual(new Set([0]));
  });

  it('that no longer answers ends the command in time, and nothing waits for it', async ({ skip }) => {
    skip(hangObstacle !== undefined, hangObstacle);

    const ending = await areaTrouble<Outcome>('dead');

    expect(ending).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^icb: the backup area \S+\/orcl does not answer within 0\.3 seconds\n.*the mount is stale/) });
  });
});
