// Several databases at once as real processes, and a signal in the middle of it.

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { listFaults, setFault } from '#lab/faults.ts';
import { openServedLab, processesBelow, until } from './icb-process.ts';

it('a signal to icb exec-all ends each of its runs, which give everything back; the next one does all the work', async () => {
  await using lab = await openServedLab({ databases: ['orcl', 'hr', 'sales'] });
  setFault(lab.directory, { name: 'rman-hang', times: 2 });

  await using run = lab.start(['exec-all', 'config', '--jobs', '2']);
  await until(() => listFaults(lab.directory).length === 0, 'both RMANs to hang');
  const children = processesBelow(run.pid);
  run.kill('SIGINT');
  const { exitCode, stdout, stderr } = await run.ended;
  const next = await lab.run(['exec-all', 'config', 'hr', '--jobs', '2']);

  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/^orcl {2}\| icb: interrupted by SIGINT$/m);
  expect(stderr).toMatch(/^hr {4}\| icb: interrupted by SIGINT$/m);
  expect(stderr).toMatch(/^icb: interrupted by SIGINT\n {2}every run that was under way has ended; databases that were not begun: 1$/m);
  expect(stdout).toContain('3 databases: 2 FAILED, 1 not started, in ');
  expect(children.length).toBeGreaterThanOrEqual(4);
  expect(children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  expect(['orcl', 'hr'].flatMap((database) => readdirSync(join(dirname(lab.area), database))).filter((name) => name.includes('.lck'))).toEqual([]);
  expect(next).toMatchObject({ exitCode: 0, stderr: '' });
  expect(next.stdout).toContain('2 databases: 2 done, in ');
});
