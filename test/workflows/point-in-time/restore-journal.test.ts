import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { ProcessIdentity } from '#core/process-identity.ts';
import { openRestoreJournal, tellAbandonedRestores } from '#workflows/point-in-time/restore-journal.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const self: ProcessIdentity = { host: 'restore1', machineId: 'm', bootId: 'b', pidNamespace: 'n', pid: 2, startTicks: '20' };
const restore = {
  database: 'orcl',
  startedAt: DateTime.fromISO('2026-11-21T05:18:48Z', { zone: 'utc' }) as DateTime<true>,
  process: { ...self, pid: 1, startTicks: '10' },
  logFile: '/tmp/restore.log',
};
const held = [
  { what: 'clone restore_orcl', commands: ['icb snapper orcl dropclone restore_orcl'] },
  { what: 'mount /mnt/pit', commands: ['umount /mnt/pit'] },
];

function told(folders: readonly string[], state: 'gone' | 'alive' = 'gone'): readonly string[] {
  const log = recordedLog();
  tellAbandonedRestores(folders, { self, table: { look: () => (state === 'gone' ? 'gone' : { startTicks: '10' }) }, log });
  return log.lines.map(({ level, message }) => `${level}: ${message}`);
}

describe('the journal of a restore whose process is gone', () => {
  it('tells what may be left and the commands that clear it, newest thing first, and stays', async () => {
    using folder = temporaryFolder();
    await openRestoreJournal(folder.path, restore).write(held);

    const lines = told([folder.path, folder.path]);

    const path = join(folder.path, 'running-restore.orcl.20261121T051848.1.json');
    expect(lines).toEqual([
      'warn: an icb restore of orcl, begun 2026-11-21T05:18:48.000Z, was killed or could not give everything back; look whether it left: clone restore_orcl, mount /mnt/pit',
      'warn: its session log: /tmp/restore.log',
      'warn: to clear it, 1. umount /mnt/pit',
      'warn: to clear it, 2. icb snapper orcl dropclone restore_orcl',
      `warn: to clear it, 3. rm ${path}`,
    ]);
    expect(told([folder.path])).toEqual(lines);
  });

  it('names a program that outlived it, to be ended first', async () => {
    using folder = temporaryFolder();
    const journal = openRestoreJournal(folder.path, restore);
    await journal.write(held);
    await journal.noteProgram({ program: '/u01/bin/rman', pid: 7, startTicks: '12' });
    const log = recordedLog();

    tellAbandonedRestores([folder.path], { self, table: { look: (pid) => (pid === 7 ? { startTicks: '12' } : 'gone') }, log });

    expect(log.lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['a program it started still runs: /u01/bin/rman, process 7', 'to clear it, 1. kill -- -7', 'to clear it, 2. umount /mnt/pit']),
    );
  });

  it('is told to be damaged', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'running-restore.orcl.20261121T051848.1.json'), '{"database":');

    expect(told([folder.path])).toEqual([expect.stringContaining('cannot be read: ')]);
  });
});

describe('nothing is told', () => {
  it('of a restore under way', async () => {
    using folder = temporaryFolder();
    await openRestoreJournal(folder.path, restore).write(held);

    expect(told([folder.path], 'alive')).toEqual([]);
  });

  it('of a copy that was handed over, nor when all was given back', async () => {
    using folder = temporaryFolder();
    const journal = openRestoreJournal(folder.path, restore);
    await journal.write(held);
    await journal.remove();
    await journal.write(held);
    await journal.write([]);

    expect(told([folder.path, '/no/such/folder'])).toEqual([]);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
