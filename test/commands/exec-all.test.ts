import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { run } from '#commands/exec-all.ts';
import type { ExecAllOptions } from '#commands/exec-all.ts';
import type { IcbLauncher, IcbRun } from '#commands/exec-all/icb-process.ts';
import { InterruptedError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { fakeClock } from '../core/fake-clock.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

interface Printed {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Plays icb for each database: what it prints, and how it ends. */
class FakeIcb {
  readonly runs: IcbRun[] = [];
  readonly #printed: Readonly<Record<string, Printed>>;

  constructor(printed: Readonly<Record<string, Printed>> = {}) {
    this.#printed = printed;
  }

  readonly launch: IcbLauncher = async (icbRun) => {
    this.runs.push(icbRun);
    const { exitCode = 0, stdout = '', stderr = '' } = this.#printed[icbRun.args.at(-2) ?? ''] ?? {};
    return { stdout: Readable.from([Buffer.from(stdout)]), stderr: Readable.from([Buffer.from(stderr)]), exitCode: Promise.resolve(exitCode) };
  };
}

function launchTool(): Promise<never> {
  return Promise.reject(new Error('not expected'));
}

interface Setting extends ExecAllOptions {
  readonly action?: string;
  readonly exclude?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly isTerminal?: boolean;
}

async function execAll(launch: IcbLauncher, { action = 'missingarchlog', exclude = '', json = false, quiet = false, env = {}, signal = new AbortController().signal, isTerminal = false, ...options }: Setting = {}) {
  using folder = temporaryFolder();
  const file = join(folder.path, 'backup.cfg');
  writeFileSync(file, '[generic]\n[orcl]\ndbid: 1\n[hr]\ndbid: 2\n[sales]\ndbid: 3\n');
  const stdout = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: isTerminal });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const world = { env, cwd: folder.path, stdin: new PassThrough(), stdout, stderr, clock: fakeClock('2026-02-03T12:00:00Z'), launchTool, effectiveUid: 1000, signal };
  const exitCode = await run(action, exclude, options, { world, options: { config: file, json, quiet, verbose: false, color: false } }, launch);
  return { exitCode, file, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

describe('icb exec-all', () => {
  it('runs icb for each database of the file, and labels what it prints', async () => {
    const icb = new FakeIcb({
      orcl: { stdout: 'copied: 2\ndone\n' },
      hr: { exitCode: 1, stderr: 'icb: hr: archive: ORA-12541: no listener\n  start it\nicb: another\n' },
    });

    const { exitCode, file, stdout, stderr } = await execAll(icb.launch, { env: { OSPASSWORD: 'secret' } });

    expect(exitCode).toBe(1);
    expect(icb.runs.map(({ args, env }) => [...args, env['OSPASSWORD']])).toEqual(['orcl', 'hr', 'sales'].map((database) => ['--config', file, 'backup', database, 'missingarchlog', 'secret']));
    expect(stdout.split('\n')).toEqual([
      'orcl  | icb backup orcl missingarchlog: starts (1 of 3)',
      'orcl  | copied: 2',
      'orcl  | done',
      'orcl  | icb backup orcl missingarchlog: done',
      'hr    | icb backup hr missingarchlog: starts (2 of 3)',
      'hr    | icb backup hr missingarchlog: FAILED with exit code 1',
      'sales | icb backup sales missingarchlog: starts (3 of 3)',
      'sales | icb backup sales missingarchlog: done',
      '',
      'database  result       duration  exit',
      'orcl      done          0:00:00     0',
      'hr        FAILED        0:00:00     1  hr: archive: ORA-12541: no listener',
      'sales     done          0:00:00     0',
      '3 databases: 2 done, 1 FAILED, in 0:00:00',
      '',
    ]);
    expect(stderr).toBe('hr    | icb: hr: archive: ORA-12541: no listener\nhr    |   start it\nhr    | icb: another\n');
  });

  it('gives programs one document, with that of each run in it', async () => {
    const icb = new FakeIcb({ orcl: { stdout: '{"log": "/x"}', stderr: 'a log line\n' }, hr: { exitCode: 137, stdout: '{"lo' } });

    const { exitCode, stdout, stderr } = await execAll(icb.launch, { json: true, exclude: 'sales' });

    expect(exitCode).toBe(1);
    expect(icb.runs.every(({ args }) => args.includes('--json'))).toBe(true);
    expect(JSON.parse(stdout)).toMatchObject({
      action: 'missingarchlog',
      databases: [{ database: 'orcl', exitCode: 0, document: { log: '/x' } }, { database: 'hr', exitCode: 137, document: null }],
    });
    expect(stderr).toContain('orcl | a log line\n');
  });

  it.each([
    ['on the screen', { stdout: '22:00:01 WARNING  orcl            a log is missing\n22:00:02 INFO     orcl            WARNING \n' }],
    ['in the whole log', { stdout: '2026-11-20 22:00:01,592 WARNING  orcl            a log is missing\n' }],
    ['in JSON lines', { stdout: '{"level":40,"msg":"a log is missing"}\n{"level":30,"msg":"done"}\n' }],
  ])('counts the warnings of a run that was done, %s', async (_where, printed) => {
    const { exitCode, stdout } = await execAll(new FakeIcb({ orcl: printed }).launch, { exclude: 'hr' });

    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['orcl      done          0:00:00     0  1 warning', 'sales     done          0:00:00     0']));
  });

  it('leaves the JSON lines of a log as they are', async () => {
    const icb = new FakeIcb({ orcl: { stdout: '{"msg":"done"}\n' } });

    const { stdout } = await execAll(icb.launch, { exclude: 'hr,sales', env: { ICB_LOG_FORMAT: 'json' } });

    expect(stdout.split('\n')).toContain('{"msg":"done"}');
  });

  it('says nothing of its own under --quiet while all goes well', async () => {
    const { exitCode, stdout, stderr } = await execAll(new FakeIcb().launch, { quiet: true });
    const failed = await execAll(new FakeIcb({ hr: { exitCode: 1 } }).launch, { quiet: true });

    expect([exitCode, stdout, stderr]).toEqual([0, '', '']);
    expect(failed.stdout).toContain('3 databases: 2 done, 1 FAILED');
  });

  it('tells on a terminal how far it has come, on a last line that goes in the end', async () => {
    const icb = new FakeIcb({ orcl: { stdout: 'a line\n' } });

    const { stdout } = await execAll(icb.launch, { exclude: 'hr,sales', isTerminal: true });
    const pipe = await execAll(icb.launch, { exclude: 'hr,sales' });

    const erase = '\r\u001B[2K';
    expect(stdout).toContain(`${erase}0 of 1 done; running: orcl 0:00:00${erase}orcl | a line\n`);
    expect(stdout.endsWith('1 database: 1 done, in 0:00:00\n')).toBe(true);
    expect(stdout.lastIndexOf(erase)).toBeLessThan(stdout.indexOf('database  result'));
    expect(pipe.stdout).not.toContain(erase);
  });

  it('counts a run that cannot be started among the failures', async () => {
    const { exitCode, stdout, stderr } = await execAll(() => Promise.reject(new Error('cannot start icb')), { exclude: 'hr,sales' });

    expect(exitCode).toBe(1);
    expect(stdout).toContain('orcl      FAILED        0:00:00     1  cannot start icb\n');
    expect(stderr).toBe('orcl | icb: cannot start icb\n');
  });

  it('shows the work as a list, for people and for an engine that spreads it', async () => {
    const icb = new FakeIcb();

    const people = await execAll(icb.launch, { list: true, exclude: 'hr' });
    const programs = await execAll(icb.launch, { list: true, exclude: 'hr', json: true });

    expect(people.stdout).toBe('orcl\nsales\n');
    const command = (database: string): string => `${installationRoot}/bin/icb --config ${programs.file} backup ${database} missingarchlog`;
    expect(JSON.parse(programs.stdout)).toEqual(['orcl', 'sales'].map((database) => ({ database, action: 'missingarchlog', command: command(database) })));
    expect(icb.runs).toEqual([]);
  });

  it('is ended by a signal when all its runs have ended', async () => {
    const controller = new AbortController();
    const icb = new FakeIcb({ orcl: { exitCode: 130, stderr: 'icb: interrupted by SIGINT\n' } });
    const launch: IcbLauncher = async (icbRun) => {
      controller.abort(new InterruptedError('SIGINT', 2));
      return await icb.launch(icbRun);
    };

    const ending = execAll(launch, { signal: controller.signal });

    await expect(ending).rejects.toMatchObject({ exitCode: 130, hint: 'every run that was under way has ended; databases that were not begun: 2' });
    expect(icb.runs).toHaveLength(1);
  });

  it.each([
    [{ action: 'imagecopy' }, 'unknown action imagecopy (did you mean imagecopywithsnap?); allowed: config, '],
    [{ jobs: '0' }, '--jobs must be a whole number of databases at once, 1 or more, not "0"'],
    [{ jobs: 'two' }, '--jobs must be a whole number of databases at once, 1 or more, not "two"'],
  ])('refuses %j', async (setting, message) => {
    const icb = new FakeIcb();

    await expect(execAll(icb.launch, setting)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
    expect(icb.runs).toEqual([]);
  });
});
