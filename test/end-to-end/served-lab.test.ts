// A lab that is served by a process, and backups as Jenkins, DBMS_SCHEDULER and people at a terminal start them.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { inShell, launcher, openServedLab, RunningProcess, startIcb, until } from './icb-process.ts';
import type { ServedLab } from './icb-process.ts';

let lab: ServedLab;

beforeAll(async () => {
  lab = await openServedLab();
  expect(await lab.run(['backup', 'orcl', 'config'])).toMatchObject({ exitCode: 0, stderr: '' });
});

afterAll(async () => lab[Symbol.asyncDispose]());

describe('icb backup orcl imagecopywithsnap without any environment', () => {
  it('streams what RMAN prints while it works, when it is told to', async () => {
    setFault(lab.directory, { name: 'rman-hang', at: 'recover-copy', times: 1 });
    await using run = lab.start(['backup', 'orcl', 'imagecopywithsnap'], { BACKUP_LOG_TO_SCREEN: 'TRUE' });

    await until(() => run.stdout.includes('Finished backup at'), 'output of RMAN');
    const whileWorking = run.stdout;
    run.kill('SIGTERM');
    const { exitCode, stderr } = await run.ended;

    expect(whileWorking).toContain('3> run {');
    expect(whileWorking).not.toContain('interrupted');
    expect([exitCode, stderr.split('\n')[0]]).toEqual([143, 'icb: interrupted by SIGTERM']);
    const [log = ''] = sessionLogs().toReversed();
    expect(readFileSync(log, 'utf8').trimEnd()).toMatch(/ERROR {4}orcl {12}interrupted by SIGTERM\n/);
  });

  it('prints nothing but JSON when it is told to', async () => {
    const { exitCode, stdout, stderr } = await lab.run(['backup', 'orcl', 'imagecopywithsnap'], { BACKUP_LOG_TO_SCREEN: 'TRUE', ICB_LOG_FORMAT: 'json' });

    const records = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { msg: string; database: string; level: unknown });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(records.every(({ database, level }) => database === 'orcl' && level !== undefined)).toBe(true);
    expect(records.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['Recovery Manager complete.', 'step 10 of 10: totals', 'done']));
  });

  it('succeeds though nobody listens', async () => {
    const { exitCode } = await inShell(`exec "$0" --config ${lab.directory}/backup.cfg backup orcl imagecopywithsnap >&- 2>&- <&-`);

    expect(exitCode).toBe(0);
    expect(readFileSync(sessionLogs().at(-1) ?? '', 'utf8')).toContain('INFO     orcl            done\n');
  });

  it('does not wait for a reader who takes his time, and tells him everything', async () => {
    setFault(lab.directory, { name: 'rman-chatty', megabytes: 1, times: 1 });
    const doorbell = join(lab.directory, 'doorbell');
    execFileSync('/usr/bin/mkfifo', [doorbell]);
    const config = `BACKUP_LOG_TO_SCREEN=TRUE "$0" --config ${lab.directory}/backup.cfg backup orcl config`;
    await using run = new RunningProcess('/bin/sh', ['-c', `${config} | { read -r _ <${doorbell}; cat; }`, launcher], { env: { PATH: '/usr/bin:/bin' } });

    await until(() => existsSync(join(lab.area, 'backup.lck')), 'the lock');
    await until(() => !existsSync(join(lab.area, 'backup.lck')), 'the end of the work');
    writeFileSync(doorbell, '\n');
    const { stdout, stderr } = await run.ended;

    expect(stderr).toBe('');
    expect(stdout.length).toBeGreaterThan(1024 ** 2);
    expect(stdout.slice(-200)).toContain('INFO     orcl            done\n');
  });
});

describe('icb lab serve', () => {
  it('refuses to serve what is served already', async () => {
    const { exitCode, stderr } = await startIcb(['lab', 'serve', lab.directory]).ended;

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^icb: lab \S+ is served already, at https:\/\/127\.0\.0\.1:\d+\n/);
    expect(existsSync(join(lab.directory, 'lab.json'))).toBe(true);
  });

  it('ends on SIGTERM with 0 and takes lab.json with it', async () => {
    await using other = await openServedLab();
    const { zfssa } = JSON.parse(readFileSync(join(other.directory, 'lab.json'), 'utf8')) as { zfssa: Record<string, string> };

    other.server.kill('SIGTERM');
    const { exitCode, stderr } = await other.server.ended;

    expect(Object.keys(zfssa)).toEqual(expect.arrayContaining(['url', 'user', 'password', 'cacert']));
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(existsSync(join(other.directory, 'lab.json'))).toBe(false);
  });

  it('does not mind what a killed one left, and goes to another port when its own is taken', async () => {
    await using other = await openServedLab();
    await other.server.killAll();
    const configuration = join(other.directory, 'backup.cfg');
    const [, port] = /^url: .*:(\d+)$/m.exec(readFileSync(configuration, 'utf8')) ?? [];
    await using squatter = createServer((socket) => void socket.destroy());
    await new Promise<void>((resolve) => squatter.listen(Number(port), '127.0.0.1', resolve));

    await using second = startIcb(['lab', 'serve', other.directory]);
    await until(() => second.stdout.includes('ready at'), 'the second service');

    expect(second.stdout).toContain('the port of the simulated appliance is taken');
    expect(second.stdout).toContain(/^url: (.*)$/m.exec(readFileSync(configuration, 'utf8'))?.[1] ?? 'no url');
    expect(second.stdout.match(/:\d+/g)).not.toContain(`:${port}`);
  });
});

function sessionLogs(): readonly string[] {
  const folder = join(lab.area, 'backup_logs');
  return readdirSync(folder).filter((name) => name.endsWith('_imagecopywithsnap.log')).toSorted().map((name) => join(folder, name));
}
