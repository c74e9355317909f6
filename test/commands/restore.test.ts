// What `icb restore` says and refuses before an instance is started; test/end-to-end/point-in-time.test.ts goes on from there.

import { mkdirSync, rmdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import type { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '#cli.ts';
import type { World } from '#commands/context.ts';
import { cancelOnSignals } from '#core/signals.ts';
import { forgetInstance, saveInstance } from '#lab/oracle/instance.ts';
import { SavedLab } from '../end-to-end/lab-run.ts';
import { configure, openRestoreLab, rootOf } from './restore-lab.ts';
import type { RestoreLab } from './restore-lab.ts';

const nothing = { clones: [], instances: [], mounted: [] };

let at: RestoreLab;
let saved: SavedLab;
let insideSecond: DateTime;

beforeAll(async () => {
  at = await openRestoreLab();
  configure(at.lab, 'autorestore', ['mountcommand: mount', 'umountcommand: umount']);
  saved = new SavedLab(at.lab);
  insideSecond = at.served()[1].upperTime.minus({ hours: 1 });
});

afterAll(async () => {
  saved[Symbol.dispose]();
  await at[Symbol.asyncDispose]();
});

beforeEach(() => saved.restore());

const answers = (last: string): string[] => [at.mountFolder, '2026-02-04 11:00:00', 'y', 'pit', last];
const logs = (): string[] => readdirSync(at.temporary);

describe('icb restore refuses', () => {
  it('to run as root', async () => {
    const { exitCode, stderr } = await at.restore(['--to', '2026-02-04 11:00:00', '--utc', '--sid', 'pit'], { world: { effectiveUid: 0 } });

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^icb: restoring as root is refused[^\n]*\n {2}run it as the owner of the Oracle home/);
    expect(stderr).toMatch(/\/bin\/icb --config \S+\/backup\.cfg restore orcl --to '2026-02-04 11:00:00' --sid pit --utc\n$/);
  });

  it('--yes without the word that this host is isolated', async () => {
    const { exitCode, stdout, stderr } = await at.restore(['--to', '2026-02-04 06:00:00', '--sid', 'pit', '--mount', at.mountFolder, '--yes'], { world: { env: {} } });

    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^icb: nobody has said that this host is isolated from production\n[^]*Oracle may overwrite or delete[^]*AUTORESTORE_SAFE_SANDBOX=TRUE/);
  });

  it.each([
    [['--sid', 'way_too_long'], 2, 'cannot be the name of an instance'],
    [['--to', 'noon'], 2, '"noon" is not a time'],
    [['--open', 'wide'], 2, 'allowed: readonly, resetlogs'],
    [['--too'], 2, 'unknown option --too (did you mean --to?)'],
    [['--mount', '/etc', '--yes'], 3, '/etc must not be used: it belongs to the system'],
    [['--to', '2026-02-04', '11:00:00'], 2, '"2026-02-04" is not a time but a date'],
    [['--mount', 'pit', '--yes'], 2, 'is not an absolute path'],
    [['--yes'], 2, '--mount DIR is missing, and nobody answers'],
  ])('%j', async (args, expected, message) => {
    const { exitCode, stderr } = await at.restore(args);

    expect(stderr.split('\n')[0]).toContain(message);
    expect(exitCode).toBe(expected);
  });

  it.each([
    ['restore/mnt', 'is the mount point of icb autorestore'],
    ['restore/log/pit', String.raw`lies in \S+, the log folder of icb autorestore`],
    ['restore/dest/pit', String.raw`lies in \S+, the scratch folder of icb autorestore`],
    ['nfs/demo-backup/orcl/pit', String.raw`lies in \S+, the backup area of orcl`],
  ])('to mount a clone on %s', async (path, what) => {
    const folder = join(at.lab.directory, path);
    mkdirSync(folder, { recursive: true });

    const { exitCode, stderr } = await at.restore(['--to', '2026-02-04 06:00:00', '--sid', 'pit', '--mount', folder, '--yes']);

    expect(stderr).toMatch(new RegExp(`^icb: ${folder} must not be used: \\S+ ${what}`));
    expect(exitCode).toBe(3);
    if (path.endsWith('/pit')) rmdirSync(folder);
  });

  it('an unknown database and a configuration file that is none', async () => {
    await expect(runCommandLine(['restore', join(at.lab.directory, 'backup.cfg'), 'orlc'], around(worldOf()))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('did you mean orcl?'),
    });
    await expect(runCommandLine(['restore', 'no-such.cfg', 'orcl'], around(worldOf()))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('configuration file no-such.cfg, named by the command, does not exist'),
    });
    await expect(runCommandLine(['restore'], around(worldOf()))).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('<db> is missing') });
  });

  it('a mount folder that lies where icb autorestore empties everything, or in the backup area', async () => {
    const scratch = join(at.lab.directory, 'scratch/inside');
    mkdirSync(scratch, { recursive: true });
    configure(at.lab, 'autorestore', [`autorestoredestination: ${join(at.lab.directory, 'scratch')}`]);

    const inScratch = await at.restore(['--mount', scratch, '--yes']);
    const inArea = await at.restore(['--mount', join(at.lab.area, 'archivelog'), '--yes']);

    expect([inScratch.exitCode, inScratch.stderr]).toEqual([3, expect.stringContaining(`${scratch} must not be used: it lies in ${dirname(scratch)}, the scratch folder of icb autorestore, which empties it`)]);
    expect([inArea.exitCode, inArea.stderr]).toEqual([2, expect.stringContaining('is not empty')]);
  });

  it('a mount folder that restore tests or another database use', async () => {
    const { directory } = at.lab;
    const inside = (folder: string): string => join(directory, folder, 'pit');
    for (const folder of ['others/sales', 'logs', 'nightly']) mkdirSync(inside(folder), { recursive: true });
    configure(at.lab, 'autorestore', [`autorestorelogdir: ${join(directory, 'logs')}/`, `autorestoremountpoint: ${inside('nightly')}`]);
    configure(at.lab, 'sales', [`genericbackupdest: ${join(directory, 'others')}`]);

    const [inArea, inLogs, onMountPoint, aroundArea] = [
      await at.restore(['--mount', inside('others/sales'), '--yes']),
      await at.restore(['--mount', inside('logs'), '--yes']),
      await at.restore(['--mount', inside('nightly'), '--yes']),
      await at.restore(['--mount', join(directory, 'others'), '--yes']),
    ];

    expect([inArea.exitCode, inArea.stderr]).toEqual([3, expect.stringContaining(`it lies in ${join(directory, 'others/sales')}, the backup area of sales`)]);
    expect([inLogs.exitCode, inLogs.stderr]).toEqual([3, expect.stringContaining('the log folder of icb autorestore')]);
    expect([onMountPoint.exitCode, onMountPoint.stderr]).toEqual([3, expect.stringContaining('it is the mount point of icb autorestore')]);
    expect([aroundArea.exitCode, aroundArea.stderr]).toEqual([2, expect.stringContaining('is not empty')]);
  });

  it.each([
    ['before the range', () => at.served()[0].lowerTime.minus({ seconds: 1 }), /restorable times are 2026-02-03 12:00:01 UTC.* to 2026-02-05 00:00:00 UTC.*\n$/],
    ['after the range', () => at.served()[2].upperTime.plus({ seconds: 1 }), /restorable times are [^\n]*\n {2}that time is in the future\n$/],
  ])('a time %s, telling the range', async (_, target, message) => {
    const { exitCode, stderr } = await at.restoreTo(target());

    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect([at.leftovers(), logs()]).toEqual([nothing, []]);
  });

  it('a time after the newest snapshot, telling how to take one first', async () => {
    at.lab.clock.advance(3_600_000);

    const { exitCode, stderr } = await at.restoreTo(at.served()[2].upperTime.plus({ minutes: 30 }));

    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('run a backup first, it archives the current log and takes the snapshot that serves this time: icb backup orcl imagecopywithsnap')]);
  });

  it('storage that makes no clones, before anything is asked', async () => {
    writeFileSync(join(at.lab.directory, 'poor.mjs'), 'export class Poor { capabilities = { clones: false }; async listSnapshots() { return []; } async createSnapshot() {} async dropSnapshot() {} }');
    configure(at.lab, 'generic', ['storage:', 'snappermodule: poor.mjs', 'snapperclass: Poor']);

    const { exitCode, stdout, stderr } = await at.restore([]);

    expect([exitCode, stdout, stderr.split('\n')[0]]).toEqual([2, '', 'icb: the storage system of orcl makes no clones, and without one there is nothing to restore from']);
  });
});

describe('icb restore --dry-run', () => {
  it('shows parameters and scripts, and changes nothing', async () => {
    const { exitCode, stdout, stderr } = await at.restoreTo(insideSecond, '--dry-run');

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`  Snapshot:             ${at.served()[1].snapshotId}\n`);
    expect(stdout).toContain('  Target time, source:  2026-02-04 11:00:00+00:00 UTC\n');
    expect(stdout).toContain(`  set until time "to_date('2026-02-04 11:00:00', 'yyyy-mm-dd hh24:mi:ss')";\n`);
    expect([at.leftovers(), logs()]).toEqual([nothing, []]);
  });

  it('needs neither folder nor name to tell what can be had, and root may ask it', async () => {
    const { exitCode, stdout, stderr } = await at.restore(['--to', insideSecond.toUTC().toISO() ?? '', '--dry-run'], { world: { effectiveUid: 0, env: {} } });

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('  Mount folder:         /path/to/mount/folder (an example; --mount DIR names it)\n');
    expect(stdout).toContain('  Instance (SID):       COPY (an example; --sid SID names it)\n');
    expect(stdout).toMatch(/\n--- init\.ora \(as the backup area has it now\)\n\*\.compatible='19[.\d]+'\n\*\.control_files='\/path\/to\/mount\/folder\/icb-restore-COPY\/restore\.cf'\n[^]*\n\n--- startup-nomount\.sql\n/);
    expect(stdout).toContain("startup nomount pfile='/path/to/mount/folder/icb-restore-COPY/init.ora'");
  });

  it('says what only the clone can tell on a host that does not see the backup area', async () => {
    configure(at.lab, 'generic', ['backupdest: /no/such/folder']);

    const { exitCode, stdout } = await at.restoreTo(insideSecond, '--dry-run');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/--- init\.ora \(this host does not see the backup area[^\n]*\n\*\.compatible='see compatible in autorestore\.cfg of the clone'\n/);
  });

  it('says the same in one document', async () => {
    const { exitCode, stdout, stderr } = await at.restoreTo(insideSecond, '--dry-run', '--json', '--open', 'resetlogs');

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      database: 'orcl',
      dryRun: true,
      sid: 'pit',
      open: 'resetlogs',
      target: '2026-02-04T11:00:00.000Z',
      snapshots: { dataFiles: at.served()[1].snapshotId, redo: null },
      scripts: expect.arrayContaining([{ name: 'open-resetlogs.sql', condition: null, text: 'alter database open resetlogs;\n' }]),
    });
  });

  it('takes the configuration file before the database', async () => {
    const world: World = { ...worldOf(), stdout: new PassThrough() };
    const args = ['--to', '2026-02-04T11:00:00Z', '--sid', 'pit', '--mount', at.mountFolder, '--dry-run'];

    const exitCode = await runCommandLine(['restore', join(at.lab.directory, 'backup.cfg'), 'orcl', ...args], around(world));

    expect(exitCode).toBe(0);
  });
});

describe('the dialogue of icb restore', () => {
  it('asks, shows, and does nothing when the answer is no', async () => {
    const { exitCode, stdout, stderr } = await at.restore([], { answers: answers('n') });

    expect([exitCode, stderr]).toEqual([2, 'icb: not restored, as you wish; nothing has been changed\n']);
    expect(stdout).toMatch(/Snapshot: +orcl-20260204T120000\n[^]*Restore with these parameters\? \(y\/n\) n\n$/);
    expect([at.leftovers(), logs()]).toEqual([nothing, []]);
  });

  it('asks on stderr when stdout is for a program', async () => {
    const { exitCode, stdout, stderr } = await at.restore(['--json'], { answers: answers('n') });

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: 'not restored, as you wish; nothing has been changed' } });
    expect(stderr).toContain('Restore with these parameters? (y/n) n\n');
  });

  it('shows root the mount command, and asks again until it was obeyed', async () => {
    startInstance('pit');
    const stdin = new PassThrough();
    const root = rootOf(at.lab.directory);
    const answersOfRoot = ['n\n', 'y\n', 'y\n'];
    let screen = answers('y').map((answer) => `${answer}\n`).join('');
    stdin.write(screen);
    const stdout = new PassThrough().on('data', (chunk: Buffer) => {
      screen += chunk.toString();
      if (!chunk.toString().startsWith('Has it been done?')) return;
      const answer = answersOfRoot.shift() ?? '';
      if (answersOfRoot.length === 0) root.obey(screen);
      stdin.write(answer);
    });

    const { exitCode, stderr } = await at.restore([], { world: { stdin, stdout } });

    expect(screen).toMatch(/To be executed as root[^]*Has it been done\? \(y\/n\) n\nicb waits[^]*Has it been done\? \(y\/n\) y\n[^]*nothing is mounted on [^\n]* yet\n[^]*Has it been done\? \(y\/n\) y\n[^]* 127\.0\.0\.1:\S+ is mounted on /);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^icb: orcl: start the instance: SQL\*Plus failed: ORA-01081/)]);
  });
});

describe('a restore that fails before its instance is up', () => {
  it('is in a private session log, and touches nothing else in the temporary folder', async () => {
    configure(at.lab, 'generic', ['requiremount: true']);
    const others = join(at.temporary, 'restore_20200101T000000_orcl.log');
    writeFileSync(others, '');

    await at.restore(['--to', insideSecond.toISO() ?? '', '--sid', 'pit', '--mount', at.mountFolder, '--yes']);

    const [own = '', ...more] = logs().filter((name) => name !== 'restore_20200101T000000_orcl.log');
    expect([own, more]).toEqual([expect.stringMatching(/^restore_20260205T\d{6}_orcl\.log$/), []]);
    expect(statSync(join(at.temporary, own)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(at.temporary, own), 'utf8')).toMatch(/clone snapshot orcl-20260204T120000 as restore_orcl_20260205_\d{6}$/m);
  });

  it('waits for root no longer than half an hour, and drops the clone', async () => {
    configure(at.lab, 'generic', ['requiremount: true']);
    const { exitCode, stdout, stderr } = await at.restore(['--to', insideSecond.toISO() ?? '', '--sid', 'pit', '--mount', at.mountFolder, '--yes']);

    expect([exitCode, stderr.split('\n')[0]]).toEqual([1, expect.stringMatching(/^icb: nothing is mounted on \S+ yet, after 0:30:00 of waiting$/)]);
    expect(stdout).toMatch(/given back: clone restore_orcl_20260205_\d{6}\n/);
    expect(at.leftovers()).toEqual(nothing);
  });

  it('names what root has mounted and only root can give back, with the commands', async () => {
    startInstance('pit');
    const root = rootOf(at.lab.directory);
    let screen = '';
    const stdout = new PassThrough().on('data', (chunk: Buffer) => (screen += chunk.toString()));
    const clock = { ...at.lab.clock, sleep: async () => root.obey(screen) };

    const { exitCode } = await at.restore(['--to', insideSecond.toISO() ?? '', '--sid', 'pit', '--mount', at.mountFolder, '--yes'], { world: { stdout, clock } });

    expect(exitCode).toBe(1);
    expect(screen).toMatch(/still there: clone restore_orcl_20260205_\d{6}\n[^]*still there: mount \S+\/pit\n/);
    expect(screen).toMatch(/by hand: umount \S+\/pit {3}# as root\n[^]*by hand: \S+\/bin\/icb --config \S+\/backup\.cfg snapper orcl dropclone restore_orcl_20260205_\d{6}\n/);
    expect(at.leftovers()).toMatchObject({ clones: [expect.stringMatching(/^restore_orcl_/)], instances: ['pit'] });
  });

  it('keeps the clone when a signal comes after root has mounted it, and before anybody said so', async () => {
    const source = new EventEmitter();
    using cancellation = cancelOnSignals(source, () => undefined);
    const root = rootOf(at.lab.directory);
    let screen = answers('y').map((answer) => `${answer}\n`).join('');
    const stdin = new PassThrough();
    stdin.write(screen);
    const stdout = new PassThrough().on('data', (chunk: Buffer) => {
      screen += chunk.toString();
      if (!chunk.toString().startsWith('Has it been done?')) return;
      root.obey(screen);
      source.emit('SIGINT');
    });

    const { exitCode, stderr } = await at.restore([], { world: { stdin, stdout, signal: cancellation.signal } });

    expect([exitCode, stderr]).toEqual([130, expect.stringMatching(/^icb: interrupted by SIGINT\n {2}clone \S+, mount \S+ could not be given back; by hand: umount /)]);
    expect(at.leftovers().clones).toHaveLength(1);
  });

  it('drops the clone when a signal comes while it waits for root', async () => {
    const source = new EventEmitter();
    using cancellation = cancelOnSignals(source, () => undefined);
    const clock = {
      ...at.lab.clock,
      sleep: async () => {
        source.emit('SIGTERM');
        cancellation.signal.throwIfAborted();
      },
    };

    const { exitCode, stderr } = await at.restore(['--to', insideSecond.toISO() ?? '', '--sid', 'pit', '--mount', at.mountFolder, '--yes'], { world: { clock, signal: cancellation.signal } });

    expect([exitCode, stderr]).toEqual([143, expect.stringMatching(/^icb: interrupted by SIGTERM\n {2}everything that had been set up is given back\n/)]);
    expect(at.leftovers()).toEqual(nothing);
  });
});

/** An instance of another DBA. */
function startInstance(sid: string): void {
  const { directory } = at.lab;
  forgetInstance(directory, sid);
  saveInstance(directory, { sid, oracleHome: join(directory, 'oracle_home'), status: 'STARTED', parameters: { db_name: 'orcl' }, startedAt: '2026-02-04 00:00:00' });
}

function worldOf(): World {
  return {
    env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: at.temporary },
    cwd: '/',
    stdin: Readable.from([]),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    clock: at.lab.clock,
    launchTool: () => Promise.reject(new Error('no Oracle program is started')),
    effectiveUid: 1000,
    signal: new AbortController().signal,
  };
}

function around(world: World) {
  return { stdout: world.stdout, openWorld: async () => world };
}
