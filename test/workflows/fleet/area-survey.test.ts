import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { surveyArea } from '#workflows/fleet/area-survey.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const { signal } = new AbortController();

/** An area with logs by name: what the last line says, at the end of the hour. */
function area(folder: string, logs: Readonly<Record<string, string>>): string {
  mkdirSync(join(folder, 'backup_logs'));
  for (const [name, end] of Object.entries(logs)) {
    const [, year, month, day, hour] = /_(\d{4})(\d\d)(\d\d)T(\d\d)/u.exec(name) ?? [];
    writeFileSync(join(folder, 'backup_logs', name), `${year}-${month}-${day} ${hour}:30:00,000 ${end}\n`);
  }
  return folder;
}

const done = 'INFO     orcl            done';
const failed = 'ERROR    orcl            it failed';

it('tells how the runs of a database ended, and since when its redo is there', async () => {
  using folder = temporaryFolder();
  area(folder.path, {
    'orcl_20261119T020000_imagecopywithsnap.log': failed,
    'orcl_20261120T020000_backupimagecopy.log': done,
    'orcl_20261121T020000_imagecopywithsnap.log': 'INFO     orcl            step 5',
    'orcl_20261121T040000_missingarchlog.log': done,
    'orcl_20261121T050000_report.log': failed,
    'orcl2_20261121T050000_missingarchlog.log': failed,
  });
  mkdirSync(join(folder.path, 'archivelog'));
  for (const [name, time] of [['1_1_1.dbf', '2026-11-21T01:00:00Z'], ['1_2_1.dbf', '2026-11-21T03:00:00Z']] as const) {
    writeFileSync(join(folder.path, 'archivelog', name), '');
    utimesSync(join(folder.path, 'archivelog', name), new Date(time), new Date(time));
  }

  const { logNames, newestLogAt, backupRuns, archivedLogRuns } = await surveyArea({ database: 'orcl', area: folder.path, zone: 'Europe/Berlin', timeLimitMs: 10_000 }, signal);

  expect(logNames).toEqual(new Set(['1_1_1.dbf', '1_2_1.dbf']));
  expect(newestLogAt?.toISO()).toBe('2026-11-21T03:00:00.000Z');
  expect(backupRuns.map(({ startedAt, outcome, message }) => [startedAt.toISO(), outcome, message])).toEqual([
    ['2026-11-21T01:00:00.000Z', 'interrupted', undefined],
    ['2026-11-20T01:00:00.000Z', 'succeeded', undefined],
    ['2026-11-19T01:00:00.000Z', 'failed', 'it failed'],
  ]);
  expect(archivedLogRuns.map(({ finishedAt, outcome }) => [finishedAt?.toISO(), outcome])).toEqual([['2026-11-21T03:30:00.000Z', 'succeeded']]);
});

it('takes a log without an end for a run while somebody holds the lock', async () => {
  using folder = temporaryFolder();
  area(folder.path, { 'orcl_20261121T020000_imagecopywithsnap.log': 'INFO     orcl            step 5' });
  writeFileSync(join(folder.path, 'backup.lck'), '');

  const { backupRuns } = await surveyArea({ database: 'orcl', area: folder.path, zone: 'utc', timeLimitMs: 10_000 }, signal);

  expect(backupRuns).toMatchObject([{ outcome: 'running', finishedAt: undefined }]);
});

it('reads the ends of the newest ten logs of a kind', async () => {
  using folder = temporaryFolder();
  const names = Array.from({ length: 12 }, (_, index) => `orcl_202611${String(10 + index)}T020000_imagecopywithsnap.log`);
  area(folder.path, Object.fromEntries(names.map((name) => [name, done])));

  const { backupRuns } = await surveyArea({ database: 'orcl', area: folder.path, zone: 'utc', timeLimitMs: 10_000 }, signal);

  expect(backupRuns).toHaveLength(10);
  expect(backupRuns[0]?.startedAt.toISODate()).toBe('2026-11-21');
});

it('finds nothing in an area that is empty, and says so of one that is not there', async () => {
  using folder = temporaryFolder();
  const survey = { database: 'orcl', zone: 'utc', timeLimitMs: 10_000 };

  expect(await surveyArea({ ...survey, area: folder.path }, signal)).toEqual({ ledger: [], logNames: new Set(), newestLogAt: undefined, backupRuns: [], archivedLogRuns: [] });
  await expect(surveyArea({ ...survey, area: join(folder.path, 'away') }, signal)).rejects.toMatchObject({ name: 'IcbError', message: expect.stringContaining('/away cannot be read here') });
});
