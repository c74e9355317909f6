import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blockSize, isUnformatted, readRawBlock } from '#lab/oracle/blocks.ts';
import { runJob } from '#lab/oracle/backup/block-job.ts';
import { enableChangeTracking } from '#lab/oracle/change-tracking.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { addDatafile, createTablespace, dropTablespace, resizeDatafile, setTablespaceOnline, setTablespaceReadOnly } from '#lab/oracle/datafile-administration.ts';
import { datafile } from '#lab/oracle/datafiles.ts';
import { beginDatafileCopy } from '#lab/oracle/backup/datafile-copy-job.ts';
import { readFileHeader } from '#lab/oracle/file-header.ts';
import { beginIncremental } from '#lab/oracle/backup/incremental-job.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { commitTransaction } from '#lab/oracle/transactions.ts';
import { validateDatafile } from '#lab/oracle/backup/validate.ts';
import { copyAllDatafiles, currentScn, linesOf, openTestDatabase, work } from './test-database.ts';

const users = 4;

function checkpoint(db: LabDatabase, file: number): number {
  const inHeader = readFileHeader(db.files.descriptor(datafile(db, file).name))?.checkpointChange;
  expect(inHeader).toBe(datafile(db, file).checkpoint_change);
  return inHeader ?? 0;
}

/** A block that holds rows, so that damage matters. */
function formattedBlock(db: LabDatabase): number {
  const descriptor = db.files.descriptor(datafile(db, users).name);
  for (let block = 2; block <= 160; block += 1) if (!isUnformatted(readRawBlock(descriptor, block))) return block;
  throw new Error('no formatted block');
}

describe('blocks', () => {
  it('law 7: a block carries file, block, SCN and a checksum over all of it', () => {
    using test = openTestDatabase();
    const change = { action: 'put', file: users, block: 7, slot: 3, key: 1, text: 'a row' } as const;
    const { scn } = commitTransaction(test.db, [change]);
    const block = readRawBlock(test.db.files.descriptor(datafile(test.db, users).name), 7);

    const validation = validateDatafile(test.db, users);

    expect([block.readUInt32BE(8), block.readUInt32BE(12), block.readUIntBE(16, 6)]).toEqual([users, 7, scn]);
    expect(validation).toMatchObject({ examined: 160, corrupt: [], highScn: scn });
    expect(block).toHaveLength(blockSize);
  });

  it('law 10: a damaged block is noticed by a query and by validation', () => {
    using test = openTestDatabase();
    work(test.db, 20);
    const block = formattedBlock(test.db);
    damageBlock(test.db.files.path(datafile(test.db, users).name), block);

    expect(linesOf(() => readRows(test.db))[0]).toBe(`ORA-01578: ORACLE data block corrupted (file # 4, block # ${block})`);
    expect(validateDatafile(test.db, users).corrupt).toEqual([{ block, type: 'CHECKSUM', scn: 0 }]);
  });

  it('law 10: an incremental without change tracking notices a damaged block, one with it does not read it', () => {
    using test = openTestDatabase();
    work(test.db, 20);
    copyAllDatafiles(test);
    damageBlock(test.db.files.path(datafile(test.db, users).name), formattedBlock(test.db));
    const untracked = { file: users, sinceScn: currentScn(test.db), path: join(test.area, 'untracked'), tag: 't' };
    const failure = linesOf(() => runJob(test.db, beginIncremental(test.db, untracked)));
    enableChangeTracking(test.db);
    const tracked = { ...untracked, sinceScn: currentScn(test.db), path: join(test.area, 'tracked') };

    const result = runJob(test.db, beginIncremental(test.db, tracked));

    expect(failure).toEqual([`ORA-19566: exceeded limit of 0 corrupt blocks for file ${datafile(test.db, users).name}`]);
    expect(result).toMatchObject({ usedChangeTracking: true, blocksRead: 0 });
  });

  it('law 10: a copy by the operating system takes a damaged block along, RMAN does not', () => {
    using test = openTestDatabase();
    work(test.db, 20);
    const { name } = datafile(test.db, users);
    damageBlock(test.db.files.path(name), formattedBlock(test.db));

    copyFileSync(test.db.files.path(name), join(test.area, 'by-cp'));

    expect(existsSync(join(test.area, 'by-cp'))).toBe(true);
    expect(linesOf(() => runJob(test.db, beginDatafileCopy(test.db, { file: users, path: join(test.area, 'by-rman'), tag: 't' })))[0]).toContain('ORA-19566');
  });
});

describe('files that do not move', () => {
  it('a log switch moves the checkpoint of every other file', () => {
    using test = openTestDatabase();
    const before = [1, 2, 3, 4, 5].map((file) => checkpoint(test.db, file));
    archiveLogCurrent(test.db);

    const after = [1, 2, 3, 4, 5].map((file) => checkpoint(test.db, file));

    expect(new Set(after).size).toBe(1);
    expect(after[0]).toBeGreaterThan(Math.max(...before));
  });

  it('law 8: a read-only file keeps its checkpoint, takes no changes, and gives an empty incremental', () => {
    using test = openTestDatabase();
    setTablespaceReadOnly(test.db, 'users', true);
    const before = checkpoint(test.db, users);
    archiveLogCurrent(test.db);
    const request = { file: users, sinceScn: before, path: join(test.area, 'piece'), tag: 't' };
    const piece = runJob(test.db, beginIncremental(test.db, request));

    const refused = linesOf(() => commitTransaction(test.db, [{ action: 'put', file: users, block: 2, slot: 0, key: 1, text: '' }]));

    expect(checkpoint(test.db, users)).toBe(before);
    expect(piece).toMatchObject({ blocks: 0, checkpointChange: before });
    expect(refused[0]).toBe('ORA-00372: file 4 cannot be modified at this time');
  });

  it('law 8: an offline file keeps its checkpoint until it is online again', () => {
    using test = openTestDatabase();
    setTablespaceOnline(test.db, 'users', false);
    const before = checkpoint(test.db, users);
    archiveLogCurrent(test.db);
    const offline = checkpoint(test.db, users);

    setTablespaceOnline(test.db, 'users', true);

    expect(offline).toBe(before);
    expect(checkpoint(test.db, users)).toBeGreaterThan(before);
  });
});

describe('datafile administration', () => {
  it('names a new file as Oracle-managed files are named, differently each time', () => {
    using test = openTestDatabase();
    const names = ['history', 'archive'].map((name) => datafile(test.db, createTablespace(test.db, name, 10)).name);

    expect(names[0]).toMatch(/\/oradata\/ORCL\/datafile\/o1_mf_history_[0-9a-z]{8}_\.dbf$/);
    expect(new Set(names.map((name) => name.slice(-14))).size).toBe(2);
  });

  it('does not cut off blocks that are in use', () => {
    using test = openTestDatabase();
    commitTransaction(test.db, [{ action: 'put', file: users, block: 150, slot: 0, key: 1, text: 'high' }]);

    expect(linesOf(() => resizeDatafile(test.db, users, 100))).toEqual(['ORA-03297: file contains used data beyond requested RESIZE value']);
  });
});

describe('the temporary tablespace', () => {
  it('takes no datafile and stays', () => {
    using test = openTestDatabase();

    expect(() => addDatafile(test.db, 'temp', 20)).toThrow('ORA-03217');
    expect(() => setTablespaceReadOnly(test.db, 'temp', true)).toThrow('ORA-03217');
    expect(() => dropTablespace(test.db, 'temp')).toThrow('ORA-12906');
    expect(test.db.sql.all("select file from datafile join tablespace using (ts) where contents = 'TEMPORARY'")).toEqual([]);
  });
});
