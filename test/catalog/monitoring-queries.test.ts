import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { sqliteCatalog } from '#catalog/sqlite-catalog.ts';
import { systemClock } from '#core/clock.ts';
import { recordedLog } from '../core/recorded-log.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

it('finds failed, forgotten and average tests with the queries of the manual', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'results.db');
  const catalog = sqliteCatalog(path, { log: recordedLog(), clock: systemClock, hostZone: 'local' });
  const { signal } = new AbortController();
  await catalog.create(signal);
  await catalog.record([result('orcl', 9, 20, true), result('orcl', 8, 40, true), result('sales', 2, 10, true), result('sales', 1, 10, false)], signal);

  using database = new DatabaseSync(path);
  const [failed = '', forgotten = '', averages = ''] = queriesOfManual();
  const ask = (sql: string): unknown[] => database.prepare(sql).all().map((row) => row['db_unique_name']);

  expect(ask(failed)).toEqual(['sales']);
  expect(ask(forgotten)).toEqual(['orcl']);
  expect(database.prepare(averages).all().map((row) => ({ ...row }))).toEqual([
    { db_unique_name: 'orcl', minutes: 30 },
    { db_unique_name: 'sales', minutes: 10 },
  ]);
});

function result(database: string, daysAgo: number, minutes: number, success: boolean) {
  const startedAt = DateTime.utc().minus({ days: daysAgo });
  const unknown = { verificationDifferenceSeconds: undefined, snapshotId: undefined, restoreTarget: undefined };
  return { ...unknown, database, startedAt, finishedAt: startedAt.plus({ minutes }), success, logFile: '/gone.log', validatedCorruption: false };
}

/** The first query serves both databases; of the others, those for SQLite. */
function queriesOfManual(): string[] {
  const manual = readFileSync(join(import.meta.dirname, '../../docs/restore-catalog.md'), 'utf8');
  const blocks = [...manual.matchAll(/```(sql|sqlite)\n([^`]*)```/g)];
  return blocks.filter(([, language], index) => index === 0 || language === 'sqlite').map(([, , sql = '']) => sql);
}
