// The archive destination in the backup area: beyond the first nine, and when it does not deliver.

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { parameter } from '#lab/oracle/database.ts';
import { setParameter } from '#lab/oracle/parameters.ts';
import { backup, expectRecovery, openFailingLab, withImageCopy, work } from './failing-lab.ts';
import type { Ending, FailingLab } from './failing-lab.ts';
import { inDatabase } from './judged-lab.ts';
import type { TestLab } from './test-lab.ts';

let failing: FailingLab;
let lab: TestLab;

beforeAll(async () => {
  failing = await openFailingLab(async (lab) => {
    occupyNineSlots(lab);
    await withImageCopy(lab);
  });
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => failing.reset());

function occupyNineSlots(fresh: TestLab): void {
  inDatabase(fresh, (db) => {
    setParameter(db, 'log_archive_dest_1', 'LOCATION=USE_DB_RECOVERY_FILE_DEST MANDATORY');
    for (let slot = 2; slot <= 9; slot += 1) {
      const folder = join(fresh.directory, `dbhost/arch_${slot}`);
      mkdirSync(folder);
      setParameter(db, `log_archive_dest_${slot}`, `LOCATION=${folder}`);
    }
  });
}

const archivedLogs = (): readonly string[] => readdirSync(join(lab.area, 'archivelog'));
const parameterOf = (name: string): string => inDatabase(lab, (db) => parameter(db, name));
const set = (name: string, value: string): void => inDatabase(lab, (db) => setParameter(db, name, value));
const warningsOf = ({ stdout }: Ending): string => stdout.split('\n').filter((line) => line.includes('WARNING')).join('\n');

it('takes the tenth where nine are in use, and gets every log there', async () => {
  expect(parameterOf('log_archive_dest_10')).toBe(`LOCATION=${lab.area}/archivelog/ OPTIONAL VALID_FOR=(ALL_LOGFILES,ALL_ROLES)`);
  const before = archivedLogs().length;

  work(lab);

  expect(archivedLogs().length).toBeGreaterThan(before);
  expect(warningsOf(await backup(lab))).toBe('');
});

it.each([
  ['deferred', () => set('log_archive_dest_state_10', 'defer'), 'log_archive_dest_10 is DEFERRED', 'icb backup orcl config sets the destination up'],
  ['only the alternate of another', () => set('log_archive_dest_state_10', 'alternate'), 'log_archive_dest_10 is ALTERNATE', 'log_archive_dest_state_10 = enable'],
  ['in error', () => setFault(lab.directory, { name: 'archive-dest-error', dest: 10 }), 'log_archive_dest_10 is ERROR (ORA-', 'log_archive_dest_state_10 = enable'],
  ['not set any more', () => set('log_archive_dest_10', ''), 'no log_archive_dest_n is ', 'icb backup orcl config sets the destination up'],
] as const)('that is %s leaves its logs to the backup, which says why', async (_what, spoil, reason, remedy) => {
  spoil();
  work(lab);

  const ending = await backup(lab);

  expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ending.stdout.trimEnd().split('\n').slice(-12).join('\n')).toContain(`- archived logs do not get into the backup area by themselves: ${reason}`);
  expect(ending.stdout).toContain(remedy);
  await expectRecovery(lab);
});

it('that was deferred is enabled by config, once', async () => {
  set('log_archive_dest_state_10', 'defer');

  const first = await backup(lab, 'config');
  const second = await backup(lab, 'config');

  expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('changed: enabled log_archive_dest_10, which was deferred') });
  expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing to change') });
  expect(parameterOf('log_archive_dest_state_10')).toBe('enable');
});

it.each([
  ['the area could stop the database', () => set('log_archive_dest_10', `LOCATION=${lab.area}/archivelog MANDATORY`), 'log_archive_dest_10 is MANDATORY'],
  ['nothing goes to the recovery area', () => set('log_archive_dest_state_1', 'defer'), 'nothing is archived to the recovery area: log_archive_dest_1 is DEFERRED'],
  ['an alternate is not for it to enable', () => set('log_archive_dest_state_10', 'alternate'), 'archived logs do not get into the backup area: log_archive_dest_10 is ALTERNATE'],
] as const)('config warns that %s, and changes nothing', async (_what, spoil, warning) => {
  spoil();

  const ending = await backup(lab, 'config');

  expect(ending).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing to change') });
  expect(warningsOf(ending)).toContain(warning);
});
