import { describe, expect, it } from 'vitest';
import { archivedLogFileName, firstRedoGap, missingLogs, queryArchivedLogs } from '#oracle/archived-logs.ts';
import type { ArchivedLogCopy } from '#oracle/archived-logs.ts';
import { Rows } from '#oracle/programs/rows.ts';
import type { OracleTools } from '#oracle/tools.ts';

const folder = '/backup/orcl/archivelog';

function log(sequence: number, name: string, changes: Partial<ArchivedLogCopy> = {}): ArchivedLogCopy {
  return { thread: 1, sequence, resetlogsId: '905892048', bytes: 1024, name, ...changes };
}

describe('missing archived logs', () => {
  it('are those with no row in the folder', () => {
    const logs = [log(90, '/fra/o1_mf_1_90.arc'), log(90, `${folder}/1_90_905892048.dbf`), log(91, '/fra/o1_mf_1_91.arc')];

    const missing = missingLogs(logs, folder, new Map([['1_90_905892048.dbf', 1536]]));

    expect(missing).toEqual([{ thread: 1, sequence: 91, resetlogsId: '905892048', existsElsewhere: true }]);
  });

  it('include one whose file was removed although the dictionary still names it', () => {
    const logs = [log(90, '/fra/o1_mf_1_90.arc'), log(90, `${folder}/1_90_905892048.dbf`)];

    expect(missingLogs(logs, folder, new Map())).toHaveLength(1);
  });

  it('include one whose file is shorter than its redo', () => {
    const logs = [log(90, '/fra/o1_mf_1_90.arc'), log(90, `${folder}/1_90_905892048.dbf`)];

    expect(missingLogs(logs, folder, new Map([['1_90_905892048.dbf', 1023]]))).toHaveLength(1);
    expect(missingLogs(logs, folder, new Map([['1_90_905892048.dbf', 1024]]))).toHaveLength(0);
  });

  it('are lost when they were nowhere else', () => {
    const missing = missingLogs([log(90, `${folder}/1_90_905892048.dbf`)], folder, new Map());

    expect(missing.map(({ existsElsewhere }) => existsElsewhere)).toEqual([false]);
  });

  it('are told apart by redo thread', () => {
    const logs = [log(90, `${folder}/1_90_1.dbf`), log(90, '/fra/2_90.arc', { thread: 2 })];

    const missing = missingLogs(logs, folder, new Map([['1_90_1.dbf', 2048]]));

    expect(missing.map(({ thread, sequence }) => [thread, sequence])).toEqual([[2, 90]]);
  });

  it('do not count files in folders that merely begin alike', () => {
    const logs = [log(90, `${folder}_old/1_90_905892048.dbf`), log(91, `${folder}/old/1_91_905892048.dbf`)];

    expect(missingLogs(logs, folder, new Map([['1_90_905892048.dbf', 2048], ['old/1_91_905892048.dbf', 2048]]))).toHaveLength(2);
  });

  it('come back under the name an archiver gives them', () => {
    const name = archivedLogFileName({ thread: 2, sequence: 17, resetlogsId: '905892048' });

    expect(name).toBe('2_17_905892048.dbf');
  });
});

describe('the redo between two SCNs', () => {
  const line = [{ key: '1', resetlogsId: '9', resetlogsScn: 1n, resetlogsTime: '2026-01-01 00:00:00', priorKey: '0', status: 'CURRENT' }];
  const log = { thread: 1, sequence: 7, resetlogsId: '9', firstScn: 100n, nextScn: 200n, firstTime: '2026-02-03 12:00:00' };

  it('is not complete while an open thread has archived none of it', () => {
    const redo = [log, { ...log, sequence: 8, firstScn: 200n, nextScn: 300n }, { ...log, thread: 2, sequence: 3 }];
    const present = new Set(['9/1/7', '9/1/8', '9/2/3']);

    expect(firstRedoGap({ redo, openThreads: [1, 2], line }, present, { from: 200n, to: 300n })).toEqual({ thread: 2, sequence: 4, resetlogsId: '9', scn: 200n, time: '2026-02-03 12:00:00', pending: true });
    expect(firstRedoGap({ redo, openThreads: [1], line }, present, { from: 200n, to: 300n })).toBeUndefined();
    expect(firstRedoGap({ redo: [], openThreads: [1], line }, new Set(), { from: 200n, to: 300n })).toMatchObject({ thread: 1, sequence: 1, pending: true });
  });
});

it('an answer without a current incarnation is not one in which nothing is missing', async () => {
  const rows = new Map([['log', ['1|7|9|1024|/fra/1_7_9.arc']], ['incarnation', ['1|9|1|2026-01-01 00:00:00|0|PARENT']]]);
  const tools = { sql: () => Promise.resolve(new Rows('archived-logs.sql', rows)) } as unknown as OracleTools;

  await expect(queryArchivedLogs(tools, new AbortController().signal)).rejects.toThrow('the database names no current incarnation');
});
