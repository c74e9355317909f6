import { existsSync, readdirSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '#commands/message-log.ts';
import { run } from '#commands/snapper.ts';
import { acquireLock } from '#core/lock.ts';
import { currentProcess } from '#core/process-identity.ts';
import { snapshotName } from '#core/snapshot-name.ts';
import { openSnapperLab } from './snapper-lab.ts';

/** Two snapshots past both limits, one with a clone, one young. */
async function openWithExpired() {
  const lab = await openSnapperLab();
  const [first, second, cloned] = [await lab.takeSnapshot(), await lab.takeSnapshot(), await lab.takeSnapshot()];
  await lab.snapper('clone', cloned);
  lab.clock.advance({ days: 300 });
  const newest = await lab.takeSnapshot();
  return { ...lab, first, second, cloned, newest };
}

function ledgerLine(snapshotId: string, lowerTime: string, upperTime: string): string {
  return `${JSON.stringify({ snapshotId, dbid: '1', resetlogsId: '2', lowerScn: '3', upperScn: '4', lowerTime, upperTime })}\n`;
}

describe('icb snapper', () => {
  it('creates snapshots and lists them, oldest first', async () => {
    await using lab = await openSnapperLab();
    await writeFile(join(lab.appliance.shareFolder('orcl'), 'file'), Buffer.alloc(3 * 1024 * 1024, 'x'));
    const expected = snapshotName('orcl', lab.clock.now().toLocal());

    const created = await lab.snapper('create');
    lab.clock.advance({ hours: 1 });
    const second = await lab.takeSnapshot();
    const listed = await lab.snapper('list');

    expect(created.stdout).toBe(`Snapshot created: ${expected}\n`);
    expect(listed.stdout).toBe(
      `${expected} [2024-03-05 01:02:03 UTC] total=3MB unique=0B clones=0\n` +
        `${second} [2024-03-05 02:02:03 UTC] total=3MB unique=0B clones=0\n`,
    );
    expect([created.exitCode, listed.exitCode, listed.stderr]).toEqual([0, 0, '']);
  });

  it('lists a snapshot whose name holds line breaks and terminal codes in one harmless line', async () => {
    await using lab = await openSnapperLab();
    const answer = { snapshots: [{ name: 'a\u001b[2J\nOK: all is well', creation: '2024-03-05T01:02:03Z', numclones: 0 }] };
    lab.appliance.faults.add({ method: 'GET', pathMatch: 'snapshots$', nonJson: JSON.stringify(answer) });

    const { stdout } = await lab.snapper('list');

    expect(stdout).toBe(String.raw`a\u001b[2J\nOK: all is well [2024-03-05 01:02:03 UTC] total=? unique=? clones=0` + '\n');
  });

  it('lists for programs with every member of the contract', async () => {
    await using lab = await openSnapperLab();
    const id = await lab.takeSnapshot();

    const { stdout } = await lab.snapper('list', undefined, { json: true });

    expect(JSON.parse(stdout)).toEqual([
      { id, createdAt: '2024-03-05T01:02:03.000Z', totalBytes: 0, uniqueBytes: 0, cloneCount: 0, lockedUntil: null },
    ]);
  });

  it('says on stderr that there is nothing to list', async () => {
    await using lab = await openSnapperLab();

    const snapshots = await lab.snapper('list');
    const clones = await lab.snapper('listclones', undefined, { json: true });

    expect(snapshots).toEqual({ exitCode: 0, stdout: '', stderr: 'icb: orcl has no snapshots\n' });
    expect(clones).toEqual({ exitCode: 0, stdout: '[]\n', stderr: 'icb: orcl has no clones\n' });
  });

  it('refuses an unknown action, a missing word and a superfluous one, naming what is meant', async () => {
    await using lab = await openSnapperLab();

    await expect(lab.snapper('chekage')).rejects.toMatchObject({
      name: 'UsageError',
      exitCode: 2,
      message: expect.stringContaining('unknown action chekage (did you mean checkage?); allowed: list, clean, create,'),
    });
    await expect(lab.snapper('clone')).rejects.toMatchObject({ name: 'UsageError', message: 'clone needs the id of a snapshot' });
    await expect(lab.snapper('dropclone')).rejects.toMatchObject({ message: 'dropclone needs the name of a clone' });
    await expect(lab.snapper('search')).rejects.toMatchObject({ message: 'search needs a time' });
    await expect(lab.snapper('list', 'orcl-1')).rejects.toMatchObject({ message: 'list takes no further word: orcl-1' });
    await expect(lab.snapper('create', undefined, { dryRun: true })).rejects.toMatchObject({ name: 'UsageError' });
  });

  it('refuses a database that is not configured before the appliance is asked', async () => {
    await using lab = await openSnapperLab();

    const listing = run(['orlc', 'list'], {}, lab.contextOf().context);

    await expect(listing).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('did you mean orcl?') });
    expect(lab.appliance.stats.requests).toEqual([]);
  });
});

describe('icb snapper create', () => {
  it('takes no snapshot while somebody holds the lock of the backup area', async () => {
    await using lab = await openSnapperLab();
    const area = await configureArea(lab);
    await writeFile(join(area, 'backup.lck'), '');

    const creation = lab.snapper('create');

    await expect(creation).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`the lock ${area}/backup.lck is held since`),
      hint: expect.not.stringContaining('maxlockwait'),
    });
    expect(lab.appliance.stats.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    expect(existsSync(join(area, 'backup.lck'))).toBe(true);
  });

  it('names the run that holds the lock', async () => {
    await using lab = await openSnapperLab();
    const area = await configureArea(lab);
    const { context } = lab.contextOf();
    const self = currentProcess();
    await using _lock = await acquireLock({
      path: join(area, 'backup.lck'),
      command: 'icb backup orcl imagecopywithsnap',
      maxWaitMs: 0,
      clock: lab.clock,
      log: silentLog,
      self,
      signal: context.world.signal,
    });

    await expect(lab.snapper('create')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`by 'icb backup orcl imagecopywithsnap' (process ${self.pid} on ${self.host})`),
      hint: 'wait until that run has ended',
    });
  });

  it.each([
    ['after a snapshot', undefined],
    ['after a failure', { method: 'POST', status: 403 }],
  ])('holds the lock meanwhile and gives it back %s', async (_, fault) => {
    await using lab = await openSnapperLab();
    const area = await configureArea(lab);
    if (fault !== undefined) lab.appliance.faults.add(fault);

    const { exitCode, stdout } = await lab.snapper('create').catch(() => ({ exitCode: 1, stdout: '' }));

    expect([exitCode, existsSync(join(area, 'backup.lck'))]).toEqual([fault === undefined ? 0 : 1, false]);
    // What was in the area when the snapshot was taken is in the snapshot.
    const id = stdout.trim().replace('Snapshot created: ', '');
    if (fault === undefined) expect(readdirSync(join(lab.labDir, 'storage/snapshots/orcl', id))).toContain('backup.lck');
  });

  it('goes on without a lock on a host that does not see the backup area', async () => {
    await using lab = await openSnapperLab();
    await appendFile(lab.file, `[generic]\nbackupdest: ${lab.labDir}/nowhere\n`);

    const { exitCode } = await lab.snapper('create');

    expect(exitCode).toBe(0);
  });
});

/** Says in the configuration where the backup area is, and returns it. */
async function configureArea({ appliance, file }: Awaited<ReturnType<typeof openSnapperLab>>): Promise<string> {
  const area = appliance.shareFolder('orcl');
  await appendFile(file, `[generic]\nbackupdest: ${dirname(area)}\n`);
  return area;
}

describe('icb snapper search', () => {
  it('finds the oldest snapshot created at or after the time, for people and for programs', async () => {
    await using lab = await openSnapperLab();
    await lab.takeSnapshot();
    lab.clock.advance({ hours: 1 });
    const second = await lab.takeSnapshot();
    lab.clock.advance({ hours: 1 });
    await lab.takeSnapshot();

    const people = await lab.snapper('search', '2024-03-05T01:02:04Z');
    const programs = await lab.snapper('search', '2024-03-05T04:02:03+02:00', { json: true });

    expect(people).toEqual({ exitCode: 0, stdout: `${second} [2024-03-05 02:02:03 UTC]\n`, stderr: '' });
    expect(JSON.parse(programs.stdout)).toEqual({ id: second, createdAt: '2024-03-05T02:02:03.000Z' });
  });

  it('fails with exit code 1 when the time is after the last snapshot', async () => {
    await using lab = await openSnapperLab();
    await lab.takeSnapshot();
    lab.clock.advance({ minutes: 1 });

    const search = lab.snapper('search', '2024-03-05T01:02:04Z');

    await expect(search).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^no snapshot of orcl was created at or after 2024-03-05 01:02:04 UTC.*: the last restorable time is 2024-03-05 01:02:03 UTC/u),
      hint: expect.stringContaining('icb backup orcl imagecopywithsnap'),
    });
  });

  it('says without any snapshot when there will be one', async () => {
    await using lab = await openSnapperLab();

    await expect(lab.snapper('search', '2024-03-05T01:00:00Z')).rejects.toMatchObject({ hint: expect.stringContaining('every later one takes a snapshot') });
  });

  it('sends nobody to take a snapshot for a time in the future', async () => {
    await using lab = await openSnapperLab();
    await lab.takeSnapshot();

    await expect(lab.snapper('search', '2024-03-05T01:02:04Z')).rejects.toMatchObject({ exitCode: 1, hint: 'that time is in the future' });
  });

  it('knows from the ledger what fell into a refresh and what is before the first restorable time', async () => {
    await using lab = await openSnapperLab();
    const backupdest = join(lab.appliance.shareFolder('orcl'), '..');
    await appendFile(lab.file, `[generic]\nbackupdest: ${backupdest}\n`);
    const first = await lab.takeSnapshot();
    lab.clock.advance({ hours: 1 });
    const second = await lab.takeSnapshot();
    const ledger = ledgerLine(first, '2024-03-05T00:30:00Z', '2024-03-05T01:02:00Z') + ledgerLine(second, '2024-03-05T01:10:00Z', '2024-03-05T02:02:00Z');
    await writeFile(join(backupdest, 'orcl/snapshots.jsonl'), `${ledger}{"snapshotId":"half a li`);

    const inside = await lab.snapper('search', '2024-03-05T01:30:00Z');
    const inRefresh = await lab.snapper('search', '2024-03-05T01:05:00Z');
    const afterItsRedo = (): Promise<unknown> => lab.snapper('search', '2024-03-05T02:02:02Z');
    const before = (): Promise<unknown> => lab.snapper('search', '2024-03-05T00:29:59Z');

    expect(inside).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(second), stderr: '' });
    expect(inRefresh).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(second), stderr: expect.stringContaining(`its redo is in ${second}, its data files are in ${first}`) });
    await expect(afterItsRedo()).rejects.toMatchObject({ exitCode: 1, message: expect.stringContaining('no snapshot of orcl serves 2024-03-05 02:02:02 UTC'), hint: expect.stringContaining('icb backup orcl imagecopywithsnap') });
    await expect(before()).rejects.toMatchObject({ exitCode: 1, message: expect.stringMatching(/restorable times are 2024-03-05 00:30:01 UTC.* to 2024-03-05 02:02:00 UTC/u) });
  });

  it('takes a snapshot of known bounds though the clock of the appliance is behind the one of the database', async () => {
    await using lab = await openSnapperLab();
    const area = await configureArea(lab);
    const only = await lab.takeSnapshot();
    await writeFile(join(area, 'snapshots.jsonl'), ledgerLine(only, '2024-03-05T00:30:00Z', '2024-03-05T01:02:09Z'));

    const found = await lab.snapper('search', '2024-03-05T01:02:05Z');

    expect(found).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(only) });
  });

  it('passes over snapshots that icb did not make', async () => {
    await using lab = await openSnapperLab();
    lab.appliance.takeScheduledSnapshot('orcl');
    lab.clock.advance({ minutes: 1 });
    const own = await lab.takeSnapshot();

    const { stdout } = await lab.snapper('search', '2024-03-05T00:00:00Z');

    expect(stdout).toContain(own);
  });
});

describe('icb snapper clean', () => {
  it('drops what retention lets go and says why the rest stays', async () => {
    await using lab = await openWithExpired();

    const { exitCode, stdout } = await lab.snapper('clean');
    const left = (await lab.snapper('list')).stdout;

    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      `${lab.first} [2024-03-05 01:02:03 UTC] dropped, it is older than 6 months of 31 days\n` +
        `${lab.second} [2024-03-05 01:02:03 UTC] dropped, it is older than 6 months of 31 days\n` +
        `${lab.cloned} [2024-03-05 01:02:03 UTC] kept, it has a clone\n` +
        `${lab.newest} [2024-12-30 01:02:03 UTC] kept, it is the newest\n` +
        'Snapshots kept: 2, dropped: 2\n',
    );
    expect(left.split('\n').map((line) => line.split(' ')[0])).toEqual([lab.cloned, lab.newest, '']);
  });

  it('with --dry-run only shows it', async () => {
    await using lab = await openWithExpired();

    const people = await lab.snapper('clean', undefined, { dryRun: true });
    const programs = await lab.snapper('clean', undefined, { dryRun: true, json: true });

    expect(people.stdout).toContain('would be dropped, it is older');
    expect(JSON.parse(programs.stdout)).toEqual([
      { id: lab.first, createdAt: '2024-03-05T01:02:03.000Z', action: 'drop', reason: 'is older than 6 months of 31 days', done: false },
      { id: lab.second, createdAt: '2024-03-05T01:02:03.000Z', action: 'drop', reason: 'is older than 6 months of 31 days', done: false },
      { id: lab.cloned, createdAt: '2024-03-05T01:02:03.000Z', action: 'keep', reason: 'has a clone', done: false },
      { id: lab.newest, createdAt: '2024-12-30T01:02:03.000Z', action: 'keep', reason: 'is the newest', done: false },
    ]);
    expect(lab.appliance.stats.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  it('reports a snapshot that cannot be dropped, goes on with the rest and fails', async () => {
    await using lab = await openWithExpired();
    lab.appliance.faults.add({ method: 'DELETE', pathMatch: lab.first, status: 403, fault: { name: 'ERR_DENIED', message: 'no' } });

    const { exitCode, stdout, stderr } = await lab.snapper('clean', undefined, { json: true });

    const outcomes: { id: string; done: boolean; reason: string }[] = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(outcomes.map(({ id, done }) => [id, done])).toEqual([
      [lab.first, false],
      [lab.second, true],
      [lab.cloned, false],
      [lab.newest, false],
    ]);
    expect(outcomes[0]?.reason).toMatch(/but could not be dropped: .*ERR_DENIED/);
    expect(stderr).toContain(`snapshot ${lab.first} could not be dropped`);
  });

  it('drops nothing by guess when the configuration does not say when snapshots expire', async () => {
    await using lab = await openSnapperLab({ settings: '' });

    await expect(lab.snapper('clean')).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('snapexpirationdays is missing') });
  });
});
