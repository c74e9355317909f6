// What can go wrong around a backup, each with its whole ending: the documented exit code, the cause on the last lines of the
// screen, an image copy from which the lab restores, and a next run that is good. An area that is full, read-only or dead is in
// area-failures, an appliance that fails in appliance-failures, signals and what hangs in signals, kill -9 in crash.

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import type { Fault } from '#lab/faults.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { proveArea } from '#lab/proof.ts';
import { RestoredArea } from '#lab/restored-area.ts';
import { backup, expectRecovery, filesOf, openFailingLab, rewrite, withImageCopy } from './failing-lab.ts';
import type { Ending, FailingLab } from './failing-lab.ts';
import { inDatabase } from './judged-lab.ts';
import type { TestLab } from './test-lab.ts';

let failing: FailingLab;
let lab: TestLab;

beforeAll(async () => {
  failing = await openFailingLab(async (lab) => {
    rewrite(lab, 'backup.cfg', 'parallel: 2', 'parallel: 4');
    await withImageCopy(lab);
  });
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => failing.reset());

interface Ended {
  /** In the first line on stderr. */
  readonly cause: string;
  /** Below it. */
  readonly remedy: string;
  readonly files: 'untouched' | 'usable';
}

const writeError = (code: number, text: string): readonly string[] => [
  'RMAN-03002: failure of backup command at 2026-11-21 03:00:00',
  'RMAN-03009: failure of backup command on ORA_DISK_1 channel at 2026-11-21 03:00:00',
  'ORA-19502: write error on file "/backup/orcl/0a_1_1", block number 640 (block size=8192)',
  'ORA-27072: File I/O error',
  `Linux-x86_64 Error: ${code}: ${text}`,
];
const badStorage = writeError(5, 'Input/output error');

const rows: readonly (readonly [string, readonly Fault[], Ended])[] = [
  ['a wrong password', [{ name: 'login-error', code: 'ORA-01017' }], { cause: 'could not log in to /@orcl: ORA-01017', remedy: 'the login in the wallet is wrong', files: 'untouched' }],
  ['an expired account', [{ name: 'login-error', code: 'ORA-28001' }], { cause: 'could not log in to /@orcl: ORA-28001', remedy: 'the password of the account has expired', files: 'untouched' }],
  ['an alias that nobody knows', [{ name: 'login-error', code: 'ORA-12154' }], { cause: 'could not log in to /@orcl: ORA-12154', remedy: 'add it in the folder that tnsadmin names', files: 'untouched' }],
  ['a listener that is down', [{ name: 'login-error', code: 'ORA-12541' }], { cause: 'could not log in to /@orcl: ORA-12541', remedy: 'no listener answers', files: 'untouched' }],
  ['a recovery area that is full', [{ name: 'archive-dest-error', dest: 1, stack: ['ORA-19809: limit exceeded for recovery files', 'ORA-19804: cannot reclaim 5120 bytes disk space from 4385144832 bytes limit'] }], { cause: 'ORA-19804: cannot reclaim 5120 bytes disk space', remedy: 'the recovery area is full', files: 'usable' }],
  ['storage that fails while it is read', [{ name: 'rman-error', at: 'backup-database', stack: badStorage }], { cause: 'Linux-x86_64 Error: 5', remedy: 'the storage answers with input/output errors', files: 'usable' }],
  ['a disk that is full', [{ name: 'rman-error', at: 'backup-database', stack: writeError(28, 'No space left on device') }], { cause: 'Linux-x86_64 Error: 28', remedy: 'the file system is full', files: 'usable' }],
  ['one of four channels that fails', [{ name: 'rman-channel-error', channel: 'ORA_DISK_3', at: 'backup-database', stack: badStorage }], { cause: 'ORA-19502', remedy: 'the storage answers with input/output errors', files: 'usable' }],
  ['a failure when the copy is rolled forward', [{ name: 'rman-error', at: 'recover-copy', stack: badStorage }], { cause: 'refresh the image copy: RMAN failed: ORA-19502', remedy: 'input/output errors', files: 'usable' }],
  ['a stack with exit code 0', [{ name: 'rman-exit-0' }, { name: 'rman-error', at: 'recover-copy', stack: badStorage }], { cause: 'ORA-19502', remedy: 'input/output errors', files: 'usable' }],
  ['an RMAN that dies half-way', [{ name: 'rman-die', at: 'recover-copy', afterBlocks: 3 }], { cause: 'refresh the image copy: RMAN was killed by SIGKILL', remedy: 'out-of-memory killer', files: 'usable' }],
  ['a failure when incrementals are deleted', [{ name: 'rman-error', at: 'delete-backupset', stack: badStorage }], { cause: 'tidy up and back up the control file: RMAN failed: ORA-19502', remedy: 'input/output errors', files: 'usable' }],
  ['a control file that is busy', [{ name: 'rman-error', at: 'backup-control-file', stack: ['RMAN-03009: failure of backup command on ORA_DISK_1 channel at 2026-11-21 03:00:00', 'ORA-00230: operation disallowed: snapshot control file enqueue unavailable'] }], { cause: 'ORA-00230: operation disallowed', remedy: 'another backup or resync holds the snapshot control file', files: 'usable' }],
];

it.each(rows)('%s ends the backup with its cause, a usable image copy, and a good next run', async (_what, faults, expected) => {
  const before = filesOf(lab);
  for (const fault of faults) setFault(lab.directory, fault);

  const ending = await backup(lab);

  expect({ exitCode: ending.exitCode, cause: ending.sentence, remedy: ending.remedy }).toEqual({
    exitCode: 1,
    cause: expect.stringContaining(expected.cause) as string,
    remedy: expect.stringContaining(expected.remedy) as string,
  });
  expect(lastLines(ending)).toContain(expected.cause);
  expect(ending.remedy).toMatch(/session log: .*_imagecopywithsnap\.log$/);
  if (expected.files === 'untouched') expect(filesOf(lab)).toEqual(before);
  else expect(rowsMissingIn(ending)).toBe(0);
  // A destination that failed is tried again after REOPEN seconds.
  lab.clock.advance(300_000);
  await expectRecovery(lab);
});

/** Of what the screen shows, without scrolling back. */
function lastLines({ stdout }: Ending): string {
  return stdout.trimEnd().split('\n').slice(-4).join('\n');
}

/** The lab restores the area as it was left, to the point that the screen names. */
function rowsMissingIn({ stdout }: Ending): number {
  if (stdout.includes('the image copy is as the previous run left it')) return proveArea(lab.directory, lab.area).differences;
  const [, scn, condition] = /the image copy is still usable, from .* \(SCN (\d+)\) on(, once the current log has been archived)?; the next run/.exec(stdout) ?? [];
  if (scn === undefined) throw new Error(`the screen does not say from when on the image copy is usable:\n${stdout}`);
  if (condition !== undefined) inDatabase(lab, (db) => archiveLogCurrent(db));
  using restored = new RestoredArea(lab.area, { cutShort: true });
  restored.recoverUntil({ scn: Number(scn) });
  return restored.compare(lab.directory, { scn: Number(scn) }).differences;
}
