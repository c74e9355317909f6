// icb as a plugin of a real Nagios, configured by our own sample.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openServedLab, until } from './icb-process.ts';
import { nagiosProgram, startNagios } from './real-nagios.ts';

it('Nagios shows OK, WARNING, CRITICAL and UNKNOWN as the lab changes (skipped where nagios4-core is not installed)', async ({ skip }) => {
  skip(!existsSync(nagiosProgram), 'needs the Debian package nagios4-core');
  await using lab = await openServedLab();
  const file = join(lab.directory, 'backup.cfg');
  const original = readFileSync(file, 'utf8');
  const limits = (warning: number, critical: number): void =>
    writeFileSync(file, original.replace(/^warningsnapage: .*$/mu, `warningsnapage: ${warning}`).replace(/^criticalsnapage: .*$/mu, `criticalsnapage: ${critical}`));
  expect(await lab.run(['snapper', 'orcl', 'create'])).toMatchObject({ exitCode: 0 });

  await using nagios = await startNagios(file);
  const orcl = () => nagios.status('icb orcl');
  const seen = async (state: number): Promise<void> => until(() => orcl().state === state, `state ${state}`);
  await seen(0);
  const ok = orcl();
  await until(() => nagios.status('icb all databases').state === 0, 'the check of all databases');
  const all = nagios.status('icb all databases');
  limits(0, 99);
  await seen(1);
  const warning = orcl();
  limits(0, 0);
  await seen(2);
  lab.server.kill('SIGTERM');
  await lab.server.ended;
  await seen(3);

  expect(ok.output).toMatch(/^OK: The latest snapshot age 0:00:\d\d ?$/u);
  expect(ok.performanceData).toMatch(/^age=\d+s(?::|;)93600/u);
  expect(warning.output).toMatch(/^WARNING: The latest snapshot age /u);
  expect(all.output).toMatch(/^OK: 1 database: 1 OK ?$/u);
  expect(all.longOutput).toMatch(/^OK: orcl: The latest snapshot age /u);
  expect(orcl().output).toMatch(/^UNKNOWN: .*the connection was refused/u);
});
