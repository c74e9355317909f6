// Labs whose storage system clones thinly and is not the appliance of all other tests: nights of backups, and a restore test.
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveSnapshots } from '#lab/proof.ts';
import { runWorkload } from '#lab/workload.ts';
import { mustSucceed } from './night-lab.ts';
import { openTestLab, standingTime, type TestLab } from './test-lab.ts';

const systems = [
  {
    storage: 'ontap',
    snapshotName: /^orcl_\d{8}T\d{6}$/,
    mountSource: (clone: string) => ` 127.0.0.1:/${clone} `,
    made: (lab: TestLab) => lab.filer.stats.requests.filter(({ method }) => method === 'POST').map(({ path }) => path),
    needed: ['/api/storage/volumes'],
    openSessions: () => 0,
  },
  {
    storage: 'dorado',
    snapshotName: /^orcl-\d{8}T\d{6}$/,
    mountSource: (clone: string) => ` 127.0.0.1:/${clone}/ `,
    made: (lab: TestLab) => lab.array.stats.requests.filter(({ method }) => method === 'POST').map(({ path }) => path.split('/').at(-1)),
    needed: ['filesystem', 'NFSHARE', 'NFS_SHARE_AUTH_CLIENT'],
    openSessions: (lab: TestLab) => lab.array.sessionCount(),
  },
] as const;

describe.each(systems)('nights on $storage', ({ storage, snapshotName, mountSource, made, needed, openSessions }) => {
  let lab: TestLab;

  beforeAll(async () => {
    lab = await openTestLab(standingTime, { storage });
    const file = join(lab.directory, 'backup.cfg');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^autorestorecatalog:.*\n/mu, ''));
    for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap', 'imagecopywithsnap']) {
      runWorkload(lab.directory, { transactions: 20, spreadOverMs: 600_000, switchEvery: 10, clock: lab.clock });
      await mustSucceed(lab.icb('backup', 'orcl', action));
    }
  });

  afterAll(async () => lab[Symbol.asyncDispose]());

  async function listed(): Promise<ReadonlyArray<{ readonly id: string; readonly cloneCount: number }>> {
    const { stdout } = await mustSucceed(lab.icb('snapper', 'orcl', 'list', '--json'));
    return JSON.parse(stdout) as ReadonlyArray<{ readonly id: string; readonly cloneCount: number }>;
  }

  it('give snapshots with every row that was committed, at both ends of their ranges', async () => {
    const snapshots = await listed();

    const proofs = proveSnapshots(lab.directory, lab.area);

    expect(snapshots.map(({ id }) => id)).toEqual([expect.stringMatching(snapshotName), expect.stringMatching(snapshotName)]);
    expect(new Set(proofs.map(({ snapshotId }) => snapshotId))).toEqual(new Set(snapshots.map(({ id }) => id)));
    expect(proofs.filter(({ rows, differences }) => rows === 0 || differences > 0)).toEqual([]);
  });

  it('blame a snapshot that is not there, not the name a clone of it would have had', async () => {
    const { exitCode, stderr } = await lab.icb('snapper', 'orcl', 'clone', 'hourly.2026-11-21_0005');

    expect(exitCode).toBe(1);
    expect(stderr).toContain('there is no snapshot hourly.2026-11-21_0005');
  });

  it('pass a restore test, which leaves no clone and no session behind', async () => {
    const { exitCode, stdout } = await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, 'autorestore');

    expect(stdout).toContain('orcl: passed');
    expect(exitCode).toBe(0);
    expect(made(lab)).toEqual(expect.arrayContaining([...needed]));
    expect(readdirSync(join(lab.directory, 'nfs/demo-backup'))).toEqual(['orcl']);
    expect(openSessions(lab)).toBe(0);
  });

  it('give a clone with a mount command by hand, and take it away', async () => {
    const [{ id } = { id: '' }] = await listed();

    const { stdout } = await mustSucceed(lab.icb('snapper', 'orcl', 'clone', id));
    const [, name = ''] = /^Clone created: (\S+) /u.exec(stdout) ?? [];
    const during = existsSync(join(lab.directory, 'nfs/demo-backup', name, 'autorestore.cfg'));
    await mustSucceed(lab.icb('snapper', 'orcl', 'dropclone', name));

    expect(stdout).toContain(mountSource(name));
    expect(during).toBe(true);
    expect((await listed()).map(({ cloneCount }) => cloneCount)).toEqual([0, 0]);
  });

  it('have a configuration that icb finds nothing wrong with', async () => {
    const { exitCode, stderr } = await lab.icb('config', 'check');

    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  it.runIf(storage === 'ontap')('go on with the configuration of the toolset before as it is, the filer beside the login', async () => {
    const now = readFileSync(join(lab.directory, 'backup.cfg'), 'utf8');
    const [, filer = ''] = /^filer: (.*)$/mu.exec(now) ?? [];
    const before = join(lab.directory, 'before.cfg');
    const login = join(lab.directory, 'netappcredentials.cfg');
    appendFileSync(login, `[netapp]\nfiler: ${filer}\n`);
    writeFileSync(before, now.replace('storage: ontap', 'snappermodule: netapp\nsnapperclass: Netapp').replace('[ontap]', '[netapp]').replace(/^filer: .*\n/mu, ''));

    const checked = await lab.icb('--config', before, 'config', 'check');
    const { stdout } = await mustSucceed(lab.icb('--config', before, 'snapper', 'orcl', 'list', '--json'));
    writeFileSync(before, readFileSync(before, 'utf8').replace('[netapp]', '[netapp]\nfiler: 127.0.0.1:1'));
    const instead = await lab.icb('--config', before, 'snapper', 'orcl', 'list');
    writeFileSync(before, readFileSync(before, 'utf8').replace('[orcl]', '[orcl]\nnetappfiler: 127.0.0.1:2'));
    const own = await lab.icb('--config', before, 'snapper', 'orcl', 'list');

    expect(checked).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(await listed());
    expect(instead).toMatchObject({ exitCode: 0 });
    expect(own.stderr).toContain('127.0.0.1:2: the connection was refused');
  });
});
