// icb over a real ssh, as a Jenkins job starts it: no terminal, hardly any environment, the exit code is all that counts.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFaults, setFault } from '#lab/faults.ts';
import { startSshServer } from '../storage/openzfs/ssh-server.ts';
import { launcher, openServedLab, RunningProcess, until } from './icb-process.ts';
import type { ServedLab } from './icb-process.ts';

const server = await startSshServer();

it('has a real sshd to meet (skipped where there is none)', ({ skip }) => {
  if (typeof server === 'string') skip(server);

  expect(server).toMatchObject({ clientConfig: expect.any(String) });
});

describe.each(typeof server === 'string' ? [] : [server])('icb over ssh', (running) => {
  let lab: ServedLab;

  beforeAll(async () => {
    lab = await openServedLab();
    mkdirSync(join(lab.directory, 'tmp'));
  });

  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
    await running[Symbol.asyncDispose]();
  });

  const ssh = (line: string, ...options: readonly string[]): RunningProcess => new RunningProcess('/usr/bin/ssh', ['-F', running.clientConfig, '-o', 'BatchMode=yes', ...options, 'storage', line], { env: { PATH: '/usr/bin:/bin' } });
  const icb = (words: string): string => `${launcher} --config ${lab.directory}/backup.cfg ${words}`;

  it('streams the whole log while it runs, and ends with its exit code', async () => {
    await using good = ssh(`BACKUP_LOG_TO_SCREEN=TRUE ${icb('backup orcl config')}`);
    const { exitCode, stdout, stderr } = await good.ended;
    await using wrong = ssh(icb('backup orlc config'));
    const refused = await wrong.ended;

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Recovery Manager complete.');
    expect(stdout).toMatch(/INFO {5}orcl {12}done\n$/u);
    expect([refused.exitCode, refused.stderr.split('\n')[0]]).toEqual([2, expect.stringMatching(/^icb: no database orlc in .* \(did you mean orcl\?\)$/u)]);
  });

  it('is ended, and cleans up, when the terminal of its user goes away', async () => {
    setFault(lab.directory, { name: 'rman-hang', times: 1 });
    const note = join(lab.directory, 'tmp', 'ended');

    await using client = ssh(`${icb('exec-all backupimagecopy')} >${note} 2>&1; echo "exit code $?" >>${note}`, '-tt');
    await until(() => listFaults(lab.directory).length === 0, 'RMAN to hang');
    client.kill('SIGKILL');
    await client.ended;

    await until(() => readFileSync(note, 'utf8').includes('1 database: 1 FAILED'), 'the end of exec-all');
    expect(readFileSync(note, 'utf8')).toContain('orcl | icb: interrupted by SIGHUP\n');
  });
});
