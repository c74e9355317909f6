import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { elevenTwo } from '../oracle/srvctl-outputs.ts';
import { openTestLab } from './test-lab.ts';

it('icb dbinfo tells services and patches of a lab, and ends with 1 for what it could not find out', async () => {
  await using lab = await openTestLab(undefined, { databases: ['orcl:11.2'] });
  const file = join(lab.directory, 'backup.cfg');
  writeFileSync(file, readFileSync(file, 'utf8').replace('gimanaged: false', 'gimanaged: true'));

  const without = await lab.icb('dbinfo', 'orcl');
  // The simulated host has no clusterware: a fault stands for one.
  for (const lines of [['PRKO-2002 : Invalid command line option: -db'], ['Database unique name: orcl'], elevenTwo.trimEnd().split('\n')]) {
    setFault(lab.directory, { name: 'tool-error', tool: 'srvctl', lines, exitCode: lines.length === 1 && lines[0]?.startsWith('PRKO') === true ? 2 : 0, times: 1 });
  }
  const withCluster = await lab.icb('dbinfo', 'orcl', '--json');

  expect(without.exitCode).toBe(1);
  expect(without.stderr).toMatch(/^icb: orcl: srvctl config database -d orcl ended with exit code 1: PRCD-1027 : /u);
  expect(without.stdout).toContain('#   31537677  Database Patch Set Update : 11.2.0.4.201020 (31537677)\n');
  expect([withCluster.exitCode, withCluster.stderr]).toEqual([0, '']);
  expect(JSON.parse(withCluster.stdout)).toMatchObject({ services: [{ name: 'crm', commands: [expect.stringMatching(/^srvctl add service -d orcl -s crm -r orcl1 -a orcl2 /u)] }] });
});
