// The site's own commands and the dead-man's switch around the backups of a lab.

import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '#core/errors.ts';
import { clearFault, setFault } from '#lab/faults.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';
import { openPingService } from '../workflows/notices/ping-service.ts';
import type { PingService } from '../workflows/notices/ping-service.ts';
import { openTestLab } from './test-lab.ts';
import type { TestLab } from './test-lab.ts';

let lab: TestLab;
let service: PingService;
/** Outside the lab, whose launcher knows simulated programs only. */
const folder = temporaryFolder();
const notes = join(folder.path, 'notes');

beforeAll(async () => {
  lab = await openTestLab();
  service = await openPingService();
  mkdirSync(notes);
  // Notes the variables of each hook in a file of its own; and is unwilling where a file says so.
  const script = `#!/bin/sh\nenv | grep ^ICB_ | sort > ${notes}/$ICB_HOOK\necho "$ICB_HOOK was here"\n[ ! -e ${folder.path}/unwilling-$ICB_HOOK ]\n`;
  writeFileSync(join(folder.path, 'hook'), script);
  chmodSync(join(folder.path, 'hook'), 0o755);
  const file = join(lab.directory, 'backup.cfg');
  const hooks = ['hookpre', 'hookpost', 'hookfailure'].map((key) => `${key}: ${folder.path}/hook\n`).join('');
  const text = readFileSync(file, 'utf8').replace('[generic]\n', `[generic]\n${hooks}pingcacert: ${service.caFile}\n`);
  writeFileSync(file, text.replace('[orcl]\n', `[orcl]\npingurl: ${service.origin}/5e-cr3t\n`));
  expect(await lab.icb('backup', 'orcl', 'config')).toMatchObject({ exitCode: 0 });
  expect(await lab.icb('backup', 'orcl', 'imagecopywithsnap')).toMatchObject({ exitCode: 0 });
});

beforeEach(() => {
  service.heard.length = 0;
  clearFault(lab.directory);
  for (const name of readdirSync(notes)) rmSync(join(notes, name));
  for (const name of readdirSync(folder.path).filter((one) => one.startsWith('unwilling'))) rmSync(join(folder.path, name));
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

function noted(hook: string): Readonly<Record<string, string>> {
  const lines = readFileSync(join(notes, hook), 'utf8').trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/su).slice(0, 2)));
}

describe('a backup', () => {
  it('that succeeds is told before and after, with what there is to know', async () => {
    const { exitCode, stdout } = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    const log = /session log: (.*)/u.exec(stdout)?.[1] ?? '';
    const common = { ICB_COMMAND: 'backup', ICB_DATABASE: 'orcl', ICB_ACTION: 'imagecopywithsnap', ICB_CONFIG: join(lab.directory, 'backup.cfg'), ICB_AREA: lab.area, ICB_LOG: log };
    expect(exitCode).toBe(0);
    expect(readdirSync(notes)).toEqual(['post', 'pre']);
    expect(noted('pre')).toMatchObject({ ...common, ICB_HOOK: 'pre' });
    expect(noted('post')).toMatchObject({ ...common, ICB_HOOK: 'post', ICB_EXIT_CODE: '0', ICB_SNAPSHOT: expect.stringMatching(/^orcl-\d{8}T\d{6}$/u), ICB_WARNINGS: expect.stringMatching(/^\d+$/u) });
    expect(service.heard).toEqual(['GET /5e-cr3t/start', 'GET /5e-cr3t']);
    expect(readFileSync(log, 'utf8')).toContain('\npost was here\n');
    expect(readFileSync(log, 'utf8')).not.toContain('5e-cr3t');
  });

  it('is not begun when the command before it fails', async () => {
    writeFileSync(join(folder.path, 'unwilling-pre'), '');

    const { exitCode, stdout, stderr } = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^icb: nothing was begun, because the site's own command failed: hookpre \(.*\/hook\) ended with exit code 1: pre was here\n/u);
    expect(stdout).not.toContain('step 1');
    expect(noted('failure')).toMatchObject({ ICB_EXIT_CODE: '2', ICB_ERROR: expect.stringContaining('nothing was begun') });
    expect(service.heard).toEqual(['GET /5e-cr3t/start', 'GET /5e-cr3t/fail']);
    expect(readdirSync(lab.area).filter((name) => name.includes('.lck'))).toEqual([]);
  });

  it('stays a good one when the command after it fails', async () => {
    writeFileSync(join(folder.path, 'unwilling-post'), '');

    const { exitCode, stdout } = await lab.icb('backup', 'orcl', 'missingarchlog', '--json');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ warnings: 1, warningTexts: [expect.stringContaining("the work is done, but the site's own command failed afterwards: hookpost")] });
    expect(service.heard).toEqual([]);
  });

  it('that fails is told with its cause, once', async () => {
    setFault(lab.directory, { name: 'rman-error', at: 'backup', lines: ['RMAN-03009: failure', 'ORA-19502: write error'] });

    const { exitCode, stderr } = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    expect(exitCode).toBe(1);
    expect(readdirSync(notes)).toEqual(['failure', 'pre']);
    expect(stderr).toContain(`icb: ${noted('failure')['ICB_ERROR']}\n`);
    expect(service.heard).toEqual(['GET /5e-cr3t/start', 'GET /5e-cr3t/fail']);
  });

  it('that cannot even have a log is told, too', async () => {
    rmSync(join(lab.area, 'backup_logs'), { recursive: true });
    writeFileSync(join(lab.area, 'backup_logs'), 'in the way');

    const { exitCode } = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    rmSync(join(lab.area, 'backup_logs'));
    expect(exitCode).not.toBe(0);
    expect(readdirSync(notes)).toEqual(['failure']);
    expect(service.heard).toEqual(['GET /5e-cr3t/fail']);
  });

  it('that a signal ends is told', async () => {
    const signal = AbortSignal.abort(new InterruptedError('SIGTERM', 15));

    const { exitCode } = await lab.icbIn({ signal }, 'backup', 'orcl', 'imagecopywithsnap');

    expect(exitCode).toBe(143);
    expect(noted('failure')).toMatchObject({ ICB_EXIT_CODE: '143', ICB_ERROR: 'interrupted by SIGTERM' });
    expect(service.heard).toEqual(['GET /5e-cr3t/fail']);
  });
});

it('a look for trouble that finds some is told as a failure', async () => {
  expect(await lab.icb('backup', 'orcl', 'report')).toMatchObject({ exitCode: 0 });
  expect(readdirSync(notes)).toEqual(['post', 'pre']);
  rmSync(join(notes, 'post'));
  const [copy = ''] = readdirSync(lab.area).filter((name) => name.startsWith('data_'));
  rmSync(join(lab.area, copy));

  const { exitCode, stderr } = await lab.icb('backup', 'orcl', 'validatebackup');

  expect(exitCode).toBe(1);
  expect(readdirSync(notes)).toEqual(['failure', 'pre']);
  expect(stderr).toContain(`${noted('failure')['ICB_ERROR']}`);
});
