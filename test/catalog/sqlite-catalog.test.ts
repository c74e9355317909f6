import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { ResultRow } from '#catalog/result-catalog.ts';
import { sqliteCatalog } from '#catalog/sqlite-catalog.ts';
import type { Clock } from '#core/clock.ts';
import { recordedLog } from '../core/recorded-log.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

const { signal } = new AbortController();
const clock: Clock = { now: () => DateTime.fromISO('2026-11-21T03:00:00Z', { zone: 'utc' }) as DateTime<true>, sleep: async () => undefined };

describe('the result catalog in an SQLite file', () => {
  it('stores a row once, in local time and with the text of its log', async () => {
    using folder = temporaryFolder();
    const { catalog, row, select } = openIn(folder.path);
    writeFileSync(row.logFile, 'restored\n');
    await catalog.create(signal);

    await catalog.record([row], signal);
    await catalog.record([row], signal);

    expect(select()).toEqual([
      {
        id: 1,
        db_unique_name: 'orcl',
        start_time: '2026-11-21 03:00:00',
        finish_time: '2026-11-21 03:10:00',
        success: 1,
        logfile: row.logFile,
        logfilecontents: 'restored\n',
        verificationtimediffseconds: -3,
        snapid: 'snap-1',
        restore_target: '2026-11-20 23:00:00',
        validated_corruption: 0,
      },
    ]);
  });

  it('removes rows older than 100 days, and records a result whose log is gone', async () => {
    using folder = temporaryFolder();
    const { catalog, row, select, log } = openIn(folder.path);
    await catalog.create(signal);

    await catalog.record([{ ...row, startedAt: clock.now().minus({ days: 101 }) }, { ...row, startedAt: clock.now().minus({ days: 99 }) }], signal);

    expect(select()).toMatchObject([{ start_time: '2026-08-14 05:00:00', logfilecontents: null }]);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { logFile: row.logFile, reason: 'it does not exist any more' } });
  });

  it('leaves a table that is there as it is', async () => {
    using folder = temporaryFolder();
    const { catalog, row, select, log } = openIn(folder.path);
    await catalog.create(signal);
    await catalog.record([row], signal);

    await catalog.create(signal);

    expect(select()).toHaveLength(1);
    expect(log.lines.at(-1)?.message).toBe('table RESTOREACTION is there already and stays');
  });

  it('can be looked at, and does not make what is not there', async () => {
    using folder = temporaryFolder();
    const { catalog } = openIn(folder.path);

    await expect(catalog.look(signal)).rejects.toMatchObject({ message: expect.stringMatching(/is not there$/), hint: expect.stringContaining('--createcatalog') });
    await expect(catalog.look(signal)).rejects.toThrow('is not there');
    await catalog.create(signal);

    await expect(catalog.look(signal)).resolves.toBeUndefined();
  });

  it('names the remedy when the table is missing or the folder is', async () => {
    using folder = temporaryFolder();
    const { catalog, row } = openIn(folder.path);

    await expect(catalog.record([row], signal)).rejects.toMatchObject({ message: expect.stringContaining('has no table RESTOREACTION'), hint: 'run: icb autorestore --createcatalog' });
    await expect(openIn(join(folder.path, 'missing')).catalog.create(signal)).rejects.toMatchObject({ name: 'IcbError', message: expect.stringContaining('unable to open database file') });
  });
});

function openIn(folder: string) {
  const path = join(folder, 'results.db');
  const log = recordedLog();
  const row: ResultRow = {
    database: 'orcl',
    startedAt: DateTime.fromISO('2026-11-21T02:00:00Z', { zone: 'utc' }),
    finishedAt: DateTime.fromISO('2026-11-21T02:10:00Z', { zone: 'utc' }),
    success: true,
    logFile: join(folder, 'orcl.log'),
    verificationDifferenceSeconds: -3,
    snapshotId: 'snap-1',
    restoreTarget: DateTime.fromISO('2026-11-20T22:00:00Z', { zone: 'utc' }),
    validatedCorruption: false,
  };
  const select = (): unknown[] => {
    using database = new DatabaseSync(path);
    return database.prepare('SELECT * FROM restoreaction').all().map((found) => ({ ...found }));
  };
  return { catalog: sqliteCatalog(path, { log, clock, hostZone: 'Europe/Berlin' }), row, select, log };
}
