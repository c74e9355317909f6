// The whole of `icb restore` on a host whose Oracle is only played: what is set up, what stays, and what is given back when any
// one step fails. The simulated Oracle proves in test/end-to-end/point-in-time.test.ts that the data is right.

import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { DateTime } from 'luxon';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cancelOnSignals } from '#core/signals.ts';
import { SavedLab } from '../end-to-end/lab-run.ts';
import type { Outcome } from '../end-to-end/test-lab.ts';
import { fakeRestoreHost } from './fake-restore-host.ts';
import type { FakeRestoreHost, HostOptions } from './fake-restore-host.ts';
import { configure, openRestoreLab, rootOf } from './restore-lab.ts';
import type { RestoreLab } from './restore-lab.ts';

let at: RestoreLab;
let saved: SavedLab;
let settings: string;
let options: Pick<HostOptions, 'dbid' | 'shares'>;

beforeAll(async () => {
  at = await openRestoreLab({ ticking: true });
  const { directory } = at.lab;
  configure(at.lab, 'autorestore', [`mountcommand: ${directory}/mount-clone -v`, `umountcommand: ${directory}/umount-clone`]);
  settings = configuration();
  options = { dbid: /^dbid: (\d+)$/m.exec(settings)?.[1] ?? '', shares: join(directory, 'nfs/demo-backup') };
  saved = new SavedLab(at.lab);
});

afterAll(async () => {
  saved[Symbol.dispose]();
  await at[Symbol.asyncDispose]();
});

/** A copy of the whole lab takes its time; after most restores there is nothing to be undone. */
afterEach(() => {
  const { clones, mounted } = at.leftovers();
  if (clones.length > 0 || mounted.length > 0 || journals().length > 0 || configuration() !== settings) saved.restore();
});

const configuration = (): string => readFileSync(join(at.lab.directory, 'backup.cfg'), 'utf8');

interface Run extends Outcome {
  readonly host: FakeRestoreHost;
}

async function restore(target: DateTime, more: readonly string[] = [], changes: Partial<HostOptions> & { readonly signal?: AbortSignal } = {}): Promise<Run> {
  const { signal, ...hostChanges } = changes;
  const host = fakeRestoreHost({ ...options, verified: target.toLocal().minus({ seconds: 3 }).toFormat('yyyy-MM-dd HH:mm:ss'), ...hostChanges });
  const args = ['--to', target.toISO() ?? '', '--sid', 'pit', '--mount', at.mountFolder, '--yes', ...more];
  const world = { launchTool: host.launch, ...(signal === undefined ? {} : { signal }) };
  return { host, ...(await at.restore(args, { world })) };
}

const journals = (): readonly string[] => readdirSync(join(at.lab.directory, 'restore/log')).filter((name) => name.startsWith('running-restore.'));

/** What each journal of a restore on this host has written down. */
function journaled(): readonly string[] {
  const held = journals().map((name) => JSON.parse(readFileSync(join(at.lab.directory, 'restore/log', name), 'utf8')) as { readonly held: readonly { readonly what: string }[] });
  return held.flatMap(({ held: things }) => things.map(({ what }) => what.replace(/restore_orcl_\d+_\d+/, 'restore_orcl').replace(at.lab.directory, '')));
}

const inside = (): DateTime => at.served()[1].upperTime.minus({ hours: 1 });
const inRefresh = (): DateTime => at.served()[1].upperTime.plus({ seconds: 1 });

describe('a restore that succeeds', () => {
  it('leaves a copy that is up, and says how to reach it and how to be rid of it', async () => {
    const { exitCode, stdout, stderr, host } = await restore(inside());

    expect([exitCode, stderr, host.isUp()]).toEqual([0, '', true]);
    expect(stdout).toMatch(/SID: pit\n[^]*requested time: [^]*verified time: [^]*difference: 0:00:03 \(older\)\n/);
    const { directory } = at.lab;
    const home = `${directory}/oracle_home`;
    const clone = at.leftovers().clones[0] ?? '';
    expect(stdout).toMatch(new RegExp(`  export ORACLE_SID=pit ORACLE_HOME=${home}\n`));
    expect(stdout.split('To give everything back:\n')[1]?.split('\n')).toEqual([
      `  1. echo shutdown abort | ORACLE_HOME=${home} ORACLE_SID=pit ${home}/bin/sqlplus -S / as sysdba`,
      `  2. ${directory}/umount-clone ${at.mountFolder}`,
      expect.stringMatching(new RegExp(`^  3. \\S+/bin/icb --config ${directory}/backup.cfg snapper orcl dropclone ${clone}$`)),
      '',
    ]);
    expect(clone).toMatch(/^restore_orcl_\d{8}_\d{6}$/);
    expect(readdirSync(at.mountFolder)).toContain('icb-restore-pit');
  });

  it('hands the copy over: no journal of it stays, and the next restore says nothing of it', async () => {
    const { stderr } = await restore(inside());

    const next = await at.restore(['--to', inside().toISO() ?? '', '--sid', 'pit2', '--mount', at.mountFolder, '--dry-run']);

    expect([journals(), stderr]).toEqual([[], '']);
    expect(next.stderr).not.toContain('was killed');
  });

  it('is one document for programs, everything else on stderr', async () => {
    const { exitCode, stdout, stderr } = await restore(inside(), ['--json']);

    expect(exitCode).toBe(0);
    const [clone] = at.leftovers().clones;
    expect(JSON.parse(stdout)).toMatchObject({
      database: 'orcl',
      sid: 'pit',
      snapshots: { dataFiles: at.served()[1].snapshotId, redo: null },
      clones: [clone],
      mounts: [at.mountFolder],
      target: inside().toISO(),
      reached: inside().minus({ seconds: 3 }).toISO(),
      differenceSeconds: -3,
      withinTolerance: true,
      cleanup: [expect.stringContaining('shutdown abort'), expect.stringContaining('umount-clone'), expect.stringContaining(`dropclone ${clone}`)],
      log: expect.stringContaining('/tmp/restore_'),
    });
    expect(stderr).toContain('difference: 0:00:03 (older)');
  });

  it('takes data files and redo from two clones inside a refresh window', async () => {
    const { exitCode, stdout, host } = await restore(inRefresh());

    expect([exitCode, host.isUp()]).toEqual([0, true]);
    expect(stdout).toContain(`  Snapshot of the data: ${at.served()[1].snapshotId}\n  Snapshot of the redo: ${at.served()[2].snapshotId}\n`);
    expect(at.leftovers()).toMatchObject({ clones: [expect.stringMatching(/^restore_orcl_\d+_\d+$/), expect.stringMatching(/_redo$/)], mounted: ['data', 'redo'] });
    expect(stdout).toMatch(/2\. \S+umount-clone \S+\/pit\/redo\n {2}3\. \S+umount-clone \S+\/pit\/data\n {2}4\. rmdir \S+\/redo\n {2}5\. rmdir \S+\/data\n {2}6\. [^\n]*_redo\n {2}7\. /);
  });

  it('finds out from the clone itself that it needs two, on a host that does not see the backup area', async () => {
    const target = inRefresh();
    configure(at.lab, 'generic', ['backupdest: /no/such/area']);

    const { exitCode, stdout } = await restore(target);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('its zone is known when the clone is mounted');
    expect(stdout).toMatch(/fell into a refresh: \S+ alone does not serve it/);
    expect(at.leftovers().mounted).toEqual(['data', 'redo']);
  });

  it('has root change the mounts when the clone that is mounted turns out not to be enough', async () => {
    const target = inRefresh();
    configure(at.lab, 'generic', ['backupdest: /no/such/area']);
    configure(at.lab, 'autorestore', ['mountcommand: mount']);
    const root = rootOf(at.lab.directory);
    let screen = '';
    const stdout = new PassThrough().on('data', (chunk: Buffer) => (screen += chunk.toString()));
    const clock = { ...at.lab.clock, sleep: async () => root.obey(screen) };
    const host = fakeRestoreHost({ ...options, verified: target.toLocal().toFormat('yyyy-MM-dd HH:mm:ss') });

    const { exitCode } = await at.restore(['--to', target.toISO() ?? '', '--sid', 'pit', '--mount', at.mountFolder, '--yes'], { world: { stdout, clock, launchTool: host.launch } });

    expect(exitCode).toBe(0);
    expect(screen).toMatch(/\n {2}mount -t nfs [^\n]+\/pit\n[^]*\n {2}umount \S+\/pit\n[^]*\n {2}mount [^\n]+\/pit\/data\n {2}mount [^\n]+\/pit\/redo\n/);
    expect(at.leftovers().mounted).toEqual(['data', 'redo']);
  });

  it('keeps a copy that is further from the target than allowed, with a warning and exit code 1', async () => {
    const { exitCode, stdout, host } = await restore(inside(), [], { verified: inside().toLocal().plus({ minutes: 61 }).toFormat('yyyy-MM-dd HH:mm:ss') });

    expect([exitCode, host.isUp()]).toEqual([1, true]);
    expect(stdout).toMatch(/WARNING +orcl +the newest data found is 1:01:00 newer than requested, allowed are 1:00:00: the copy stays up/);
    expect(stdout).toContain('To give everything back:\n');
  });

  it('opens a copy for use when that is wanted', async () => {
    const { exitCode, stdout, host } = await restore(inside(), ['--open', 'resetlogs']);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('The copy is open for reading and writing.');
    expect(host.runs).toContain('alter database open resetlogs');
  });
});

interface Step {
  readonly step: string;
  readonly at: RegExp;
  readonly target?: () => DateTime;
  readonly interrupted?: boolean;
}

const everyStep: readonly Step[] = [
  { step: 'mounting', at: /^mount-clone /, interrupted: true },
  { step: 'mounting the second clone', at: /^mount-clone .*redo/, target: inRefresh, interrupted: true },
  { step: 'start-up', at: /startup nomount/, interrupted: true },
  { step: 'restoring the control file', at: /restore controlfile/ },
  { step: 'asking for the known files', at: /v\$controlfile/ },
  { step: 'forgetting production', at: /uncatalog/ },
  { step: 'cataloging', at: /catalog start with/ },
  { step: 'switching', at: /switch datafile/ },
  { step: 'recovery', at: /recover database/, target: inRefresh, interrupted: true },
  { step: 'opening', at: /open read only/ },
  { step: 'verifying', at: /ICB\|verified/, interrupted: true },
];

describe('a restore of which one step fails', () => {
  it.each(everyStep)('$step: gives everything back', async ({ at: failing, target = inside }) => {
    const { exitCode, stdout, stderr, host } = await restore(target(), [], { failing });

    expect([exitCode, host.isUp(), at.leftovers()]).toEqual([1, false, { clones: [], instances: [], mounted: [] }]);
    expect(stderr).toMatch(/^icb: [^\n]+\n(?: {2}[^\n]+\n)* {2}session log: \S+\/restore_\S+_orcl\.log\n$/);
    expect(stdout).toMatch(/given back: clone restore_orcl_/);
    expect(readdirSync(at.temporary).filter((name) => !name.startsWith('restore_'))).toEqual([]);
  });

  it.each(everyStep.filter(({ interrupted }) => interrupted))('$step: does the same after a signal', async ({ at: step, target = inside }) => {
    const source = new EventEmitter();
    using cancellation = cancelOnSignals(source, () => undefined);
    const { signal } = cancellation;

    const { exitCode, stderr, host } = await restore(target(), [], { signal, interrupted: { at: step, interrupt: () => source.emit('SIGTERM') } });

    expect([exitCode, host.isUp(), at.leftovers()]).toEqual([143, false, { clones: [], instances: [], mounted: [] }]);
    expect(stderr).toMatch(/^icb: interrupted by SIGTERM\n {2}everything that had been set up is given back\n/);
  });

  it.each([
    ['mounting', /^mount-clone /, ['clone restore_orcl', 'mount /pit']],
    ['start-up', /startup nomount/, ['clone restore_orcl', 'mount /pit', 'instance pit']],
    ['recovery', /recover database/, ['clone restore_orcl', 'mount /pit', 'instance pit']],
  ])('has written down by %s what it holds, in case it is killed, and nothing after it gave all back', async (_, step, things) => {
    let written: readonly string[] = [];

    await restore(inside(), [], { failing: step, interrupted: { at: step, interrupt: () => (written = journaled()) } });

    expect(written).toEqual(things);
    expect(journals()).toEqual([]);
  });

  it('and cannot unmount: names what stays, with the commands, and gives back the rest', async () => {
    const { exitCode, stdout } = await restore(inRefresh(), [], { failing: /recover database|umount-clone .*redo/ });

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/still there: clone \S+_redo\n[^]*still there: folder \S+\/redo\n[^]*still there: mount \S+\/redo\n/);
    expect(stdout).toMatch(/by hand: \S+umount-clone \S+\/redo\n[^]*by hand: rmdir \S+\/redo\n[^]*by hand: [^\n]+dropclone \S+_redo\n/);
    expect(at.leftovers()).toMatchObject({ clones: [expect.stringMatching(/_redo$/)], mounted: ['redo'] });
  });

  it('and cannot end the instance: names it first, and keeps what it uses', async () => {
    const { exitCode, stdout } = await restore(inside(), [], { failing: /recover database|shutdown abort/ });

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/by hand: echo shutdown abort[^\n]+\n[^]*by hand: \S+umount-clone [^]*by hand: [^\n]+dropclone/);
    expect(at.leftovers().clones).toHaveLength(1);
    expect(journaled()).toEqual(['clone restore_orcl', 'mount /pit', 'instance pit']);
  });
});

describe('a restore that meets production', () => {
  it('is refused and gives everything back when one of its files is here', async () => {
    const { lab } = at;
    const file = join(lab.directory, 'system01.dbf');
    writeFileSync(file, '');
    const host = fakeRestoreHost({ ...options, verified: '' });
    const visible: typeof host.launch = async (invocation) =>
      host.launch({ ...invocation, onOutput: (chunk) => invocation.onOutput(chunk.replace('/no/such/host/system01.dbf', file)) });
    const args = ['--to', inside().toISO() ?? '', '--sid', 'pit', '--mount', at.mountFolder, '--yes'];

    const { exitCode, stderr } = await at.restore(args, { world: { launchTool: visible } });

    expect([exitCode, stderr.split('\n')[0]]).toEqual([3, `icb: orcl: this host can reach production: datafile ${file}`]);
    expect([host.isUp(), at.leftovers()]).toEqual([false, { clones: [], instances: [], mounted: [] }]);
  });
});
