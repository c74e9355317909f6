import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { autobackupName, expandFormat } from '#lab/oracle/backup/backup-names.ts';
import { readPiece } from '#lab/oracle/backup/backup-piece.ts';
import { backupControlFile, backupControlFileAutomatically, backupSpfile, extractControlFile } from '#lab/oracle/backup/control-file-backup.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { copyAllDatafiles, linesOf, openTestDatabase } from './test-database.ts';

function countIn(controlFile: string, table: string): unknown {
  using control = new DatabaseSync(controlFile, { readOnly: true });
  return control.prepare(`select count(*) as count from ${table}`).get()?.['count'];
}

describe('control file backups', () => {
  it('law 20: a backup holds every record known before it, not itself and nothing later', () => {
    using test = openTestDatabase();
    const piece = join(test.area, 'after_backup_controlfile.cf');
    copyAllDatafiles(test);
    backupControlFile(test.db, { path: piece, tag: 't' });
    archiveLogCurrent(test.db);
    const restored = join(test.area, 'control.db');

    extractControlFile(piece, restored);

    expect([countIn(restored, 'datafile_copy'), countIn(restored, 'backup_piece'), countIn(restored, 'archived_log')]).toEqual([5, 0, 0]);
    expect(test.db.sql.all('select kind, tag from backup_piece')).toMatchObject([{ kind: 'controlfile', tag: 'T' }]);
  });

  it('law 20: without REUSE an existing file is ORA-27038 and stays as it is', () => {
    using test = openTestDatabase();
    const path = join(test.area, 'piece');
    writeFileSync(path, 'precious');

    const lines = linesOf(() => backupControlFile(test.db, { path, tag: null }));

    expect(lines.slice(0, 2)).toEqual([`ORA-19504: failed to create file "${path}"`, 'ORA-27038: created file already exists']);
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('law 20: with REUSE the file is replaced and its former record is gone', () => {
    using test = openTestDatabase();
    const path = join(test.area, 'piece');
    backupControlFile(test.db, { path, tag: null });

    backupControlFile(test.db, { path, tag: null, reuse: true });

    expect(test.db.sql.all('select recid, status, handle from backup_piece order by recid')).toMatchObject([
      { recid: 1, status: 'D', handle: null },
      { recid: 2, status: 'A', handle: path },
    ]);
  });

  it('law 19: autobackups are named by DBID, day and a count that begins again each day', () => {
    using test = openTestDatabase();
    const names = [autobackupName(test.db), autobackupName(test.db)];
    test.clock.advance(86_400_000);

    names.push(autobackupName(test.db));
    backupControlFileAutomatically(test.db, join(test.area, names[0] ?? ''));

    expect(names).toEqual(['c-1433672784-20260203-00', 'c-1433672784-20260203-01', 'c-1433672784-20260204-00']);
    expect(test.db.sql.one('select kind, tag from backup_piece')).toMatchObject({ kind: 'autobackup', tag: null });
  });

  it('law 28: a restored control file knows the paths of production', () => {
    using test = openTestDatabase();
    const piece = join(test.area, 'piece');
    backupControlFile(test.db, { path: piece, tag: null });

    extractControlFile(piece, join(test.area, 'control.db'));
    using control = new DatabaseSync(join(test.area, 'control.db'), { readOnly: true });

    expect(control.prepare('select name from datafile order by file').all()).toEqual(test.db.sql.all('select name from datafile order by file'));
  });

  it('backs up the parameters that are set as text', () => {
    using test = openTestDatabase();
    const path = join(test.area, 'spfile');

    backupSpfile(test.db, { path, tag: 't' });

    expect(readPiece(path).content.toString('utf8')).toContain("*.undo_tablespace='UNDOTBS1'\n");
    expect(linesOf(() => extractControlFile(path, join(test.area, 'control.db')))[0]).toContain('RMAN-06172');
  });
});

describe('names of backups', () => {
  it('law 11: %U names an image copy by database, tablespace and file, and no two alike', () => {
    using test = openTestDatabase();
    const facts = { kind: 'datafile copy', tablespace: 'USERS', file: 4 } as const;

    const names = [expandFormat(test.db, '/area/%U', facts), expandFormat(test.db, '/area/%U', facts)];

    expect(names[0]).toMatch(/^\/area\/data_D-ORCL_I-1433672784_TS-USERS_FNO-4_[0-9a-v]{8}$/);
    expect(names[1]).not.toBe(names[0]);
  });

  it('%U names a backup piece by its set, %F an autobackup', () => {
    using test = openTestDatabase();

    expect(expandFormat(test.db, '%U', { kind: 'backup piece' })).toMatch(/^[0-9a-v]{8}_1_1$/);
    expect(expandFormat(test.db, '/area/%F', { kind: 'autobackup' })).toBe('/area/c-1433672784-20260203-00');
  });
});
