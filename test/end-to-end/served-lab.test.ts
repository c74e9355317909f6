// A lab that is served by a process, and backups as Jenkins, DBMS_SCHEDULER and people at a terminal start them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { inShell, openServedLab, startIcb, until } from './icb-process.ts';
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

    expect(whileWorking).toContain('2> run {');
    expect(whileWorking).not.toContain('interrupted');
    expect([exitCode, stderr.split('\n')[0]]).toEqual([143, 'icb: interrupted by SIGTERM']);
    const [log = ''] = sessionLogs().toReversed();
    expect(readFileSync(log, 'utf8').trimEnd()).toMatch(/ERROR {4}orcl {12}interrupted by SIGTERM$/);
  });

  it('prints nothing but JSON when it is told to', async () => {
    const { exitCode, stdout, stderr } = await lab.run(['backup', 'orcl', 'imagecopywithsnap'], { BACKUP_LOG_TO_SCREEN: 'TRUE', ICB_LOG_FORMAT: 'json' });

    const records = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { msg: string; database: string; level: unknown });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(records.every(({ database, level }) => database === 'orcl' && level !== undefined)).toBe(true);
    expect(records.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['Recovery Manager complete.', 'step 10 of 10: totals', 'done']));
  });

  it('succeeds though nobody listens, and though nobody reads for long', async () => {
    const backup = `"$0" --config ${lab.directory}/backup.cfg backup orcl imagecopywithsnap`;
    const deaf = await inShell(`exec ${backup} >&- 2>&- <&-`);
    setFault(lab.directory, { name: 'rman-chatty', megabytes: 1, times: 1 });
    const slow = await inShell(`BACKUP_LOG_TO_SCREEN=TRUE ${backup} | { while [ ! -e ${lab.area}/backup.lck ]; do :; done; while [ -e ${lab.area}/backup.lck ]; do :; done; cat; }`);

    expect(deaf.exitCode).toBe(0);
    expect(slow.stderr).toBe('');
    expect(slow.stdout.length).toBeGreaterThan(1024 ** 2);
    expect(slow.stdout.slice(-200)).toContain('INFO     orcl            done\n');
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

  it('goes to another port when its own is taken, and a lab.json left by a killed one does not stop it', async () => {
    await using other = await openServedLab();
    await other.server.killAll();
    const port = /^url: .*:(\d+)$/m.exec(readFileSync(join(other.directory, 'backup.cfg'), 'utf8'))?.[1] ?? '';
    expect(existsSync(join(other.directory, 'lab.json'))).toBe(true);

    await using squatter = startIcb(['lab', 'serve', other.directory]);
    await until(() => squatter.stdout.includes('ready at'), 'the second service');

    expect(squatter.stdout).toContain(`:${port}`);
  });
});

function sessionLogs(): readonly string[] {
  const folder = join(lab.area, 'backup_logs');
  return readdirSync(folder).filter((name) => name.endsWith('_imagecopywithsnap.log')).toSorted().map((name) => join(folder, name));
}
