// RMAN's recovery catalog: a database is registered in it once, and a backup does not depend on it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { backup, openFailingLab, rewrite, withImageCopy } from './failing-lab.ts';
import type { FailingLab } from './failing-lab.ts';
import { recordToolCalls } from './recorded-tool-calls.ts';
import type { TestLab } from './test-lab.ts';

let failing: FailingLab;
let lab: TestLab;

beforeAll(async () => {
  failing = await openFailingLab(withImageCopy, 'orcl:19c-dataguard');
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => {
  failing.reset();
  rewrite(lab, 'backup.cfg', '[orcl]', '[rman]\ncatalog: /@rman\n[orcl]');
  rewrite(lab, 'backup.cfg', 'registercatalog: false', 'registercatalog: true');
});

async function config(): Promise<{ readonly changes: readonly string[] }> {
  return JSON.parse((await lab.icb('--json', 'backup', 'orcl', 'config')).stdout) as { changes: readonly string[] };
}

const registered = (): readonly { dbid: number; resyncTime: string }[] =>
  JSON.parse(readFileSync(join(lab.directory, 'world/recovery-catalog.json'), 'utf8')) as { dbid: number; resyncTime: string }[];

it('gets a database once, and is told again of it by each config', async () => {
  const first = await config();
  const [entry] = registered();
  lab.clock.advance(3_600_000);
  const second = await config();

  expect(first.changes).toEqual(['registered in the recovery catalog /@rman']);
  expect(second.changes).toEqual([]);
  expect(registered()).toEqual([{ ...entry, resyncTime: expect.not.stringMatching(entry?.resyncTime ?? '') as string }]);
});

it('takes part in the refresh, and is logged in to by its name alone', async () => {
  await config();
  const calls = recordToolCalls(lab);

  const ending = await backup(lab, 'imagecopywithsnap', { launchTool: calls.launch });

  expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
  expect(calls.take().flatMap((call) => /^-- rman (.*)$/m.exec(call)?.[1] ?? [])).toEqual(['target /@orcl catalog /@rman cmdfile=FILE', 'target /@orcl catalog /@rman cmdfile=FILE']);
});

it.each([
  ['cannot be logged in to', { name: 'login-error', code: 'ORA-28001', to: 'rman' }],
  ['is lost before the merge', { name: 'rman-error', at: 'recover-copy', times: 1, stack: ['RMAN-03002: failure of recover command at 2026-02-03 12:00:00', 'RMAN-03014: implicit resync of recovery catalog failed', 'RMAN-06003: ORACLE error from target database:', 'ORA-03113: end-of-file on communication channel'] }],
])('that %s is done without, which is said', async (_, fault) => {
  await config();
  setFault(lab.directory, fault);

  const ending = await backup(lab);

  expect(ending.exitCode).toBe(0);
  expect(ending.stdout.match(/WARNING.*the recovery catalog \/@rman cannot be used; the backup goes on without it/g)).toHaveLength(1);
});

it('does not take a standby whose primary it does not know', async () => {
  await using standby = await openFailingLab(undefined, 'orcl:19c-standby');
  rewrite(standby.lab, 'backup.cfg', '[orcl]', '[rman]\ncatalog: /@rman\n[orcl]');
  rewrite(standby.lab, 'backup.cfg', 'registercatalog: false', 'registercatalog: true');

  const ending = await backup(standby.lab, 'config');

  expect(ending).toMatchObject({ exitCode: 1, sentence: 'icb: orcl is not known to the recovery catalog /@rman, and a standby cannot be registered' });
  expect(ending.remedy).toContain('register the primary');
});
