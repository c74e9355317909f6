// The samples of docs/samples in the programs they are for, with paths of this machine.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';
import { inShell, launcher, RunningProcess } from './icb-process.ts';

const samples = join(installationRoot, 'docs/samples');
const env = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' };

/** A sample with this icb and this configuration in it. */
function sample(name: string, configurationFile: string): string {
  return readFileSync(join(samples, name), 'utf8').replaceAll('/opt/icb/bin/icb', launcher).replaceAll('/opt/icb/backup.cfg', configurationFile);
}

function writeConfiguration(folder: string): string {
  const file = join(folder, 'backup.cfg');
  writeFileSync(file, '[generic]\nbackupdest: /nonexistent\n[orcl]\ndbid: 1\n[hr]\ndbid: 2\n[sales]\ndbid: 3\n');
  return file;
}

it('the Jenkinsfile asks for the work list and takes from it what is there', async () => {
  using folder = temporaryFolder();
  const text = sample('Jenkinsfile', writeConfiguration(folder.path));
  const icb = /def icb = '(.*)'/u.exec(text)?.[1] ?? '';
  const command = /script: "(.*?)", returnStdout/u.exec(text)?.[1]?.replace('${icb}', icb) ?? '';

  const { stdout } = await inShell(command);

  const work = JSON.parse(stdout) as readonly Record<string, string>[];
  expect(work.map(({ database }) => database)).toEqual(['orcl', 'hr', 'sales']);
  expect([...text.matchAll(/item\.(\w+)/gu)].map(([, key = '']) => key in (work[0] ?? {}))).toEqual([true, true]);
});

it('Ansible spreads the work list over its hosts (skipped where ansible-core is not installed)', async ({ skip }) => {
  const ansible = '/usr/bin/ansible-playbook';
  skip(!existsSync(ansible), 'needs the Debian package ansible-core');
  using folder = temporaryFolder();
  // Stands for icb where it would back up: the list is the real one.
  const icb = join(folder.path, 'icb');
  const list = join(folder.path, 'list');
  writeFileSync(icb, `#!/bin/sh\n${launcher} "$@" | sed 's#${launcher}#/bin/echo#' | tee ${list}\n`, { mode: 0o755 });
  const local = 'ansible_connection=local ansible_python_interpreter=/usr/bin/python3';
  writeFileSync(join(folder.path, 'hosts'), `[icb]\nh1 ${local}\nh2 ${local}\n`);
  const args = ['-v', '-i', join(folder.path, 'hosts'), join(samples, 'backup.yml'), '-e', `icb=${icb}`, '-e', `icb_config=${writeConfiguration(folder.path)}`];

  await using running = new RunningProcess(ansible, args, { env: { ...env, HOME: folder.path, ANSIBLE_NOCOLOR: '1' } });
  const { exitCode, stdout } = await running.ended;

  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('failed=0')]);
  expect([...stdout.matchAll(/^changed: \[(\w+)\] => \(item=(\w+)\)/gmu)].map(([, host, database]) => `${host} ${database}`).toSorted()).toEqual(['h1 orcl', 'h1 sales', 'h2 hr']);
  expect(stdout).toMatch(/"stdout": "--config \S+ backup hr imagecopywithsnap"/u);
});

it('systemd takes the service and its timer (skipped where systemd is not installed)', async ({ skip }) => {
  const analyze = '/usr/bin/systemd-analyze';
  skip(!existsSync(analyze), 'needs the Debian package systemd');
  using folder = temporaryFolder();
  const units = ['icb-backup.service', 'icb-backup.timer'].map((name) => join(folder.path, name));
  for (const unit of units) writeFileSync(unit, sample(unit.split('/').at(-1) ?? '', '/opt/icb/backup.cfg'));

  await using running = new RunningProcess(analyze, ['verify', '--man=no', ...units], { env });
  const { exitCode, stderr } = await running.ended;

  expect([exitCode, stderr]).toEqual([0, '']);
});
