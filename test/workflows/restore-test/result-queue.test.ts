import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { ResultCatalog, ResultRow } from '#catalog/result-catalog.ts';
import { IcbError } from '#core/errors.ts';
import { queueResult, sendQueuedResults } from '#workflows/restore-test/result-queue.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const { signal } = new AbortController();
const row: ResultRow = {
  database: 'orcl',
  startedAt: DateTime.fromISO('2026-11-21T02:00:00.250Z', { zone: 'utc' }),
  finishedAt: DateTime.fromISO('2026-11-21T02:10:00Z', { zone: 'utc' }),
  success: true,
  logFile: '/log/orcl.log',
  verificationDifferenceSeconds: -3,
  snapshotId: 'snap-1',
  restoreTarget: DateTime.fromISO('2026-11-20T22:00:00Z', { zone: 'utc' }),
  validatedCorruption: false,
};

describe('the queue of results', () => {
  it('keeps results while the catalog is down, and sends each once when it is back', async () => {
    using logs = temporaryFolder();
    await queueResult(logs.path, row);
    await queueResult(logs.path, { ...row, database: 'sales', restoreTarget: undefined, snapshotId: undefined });
    const log = recordedLog();
    const catalog = fakeCatalog();

    const whileDown = await sendQueuedResults(logs.path, fakeCatalog(new IcbError('catalog is down')), { log, signal });
    const later = await sendQueuedResults(logs.path, catalog, { log, signal });
    const again = await sendQueuedResults(logs.path, catalog, { log, signal });

    expect([whileDown, later, again]).toEqual([{ sent: 0, left: 2 }, { sent: 2, left: 0 }, { sent: 0, left: 0 }]);
    expect(catalog.rows).toEqual([row, { ...row, database: 'sales', restoreTarget: undefined, snapshotId: undefined }]);
    expect(log.lines.map(({ fields }) => fields['reason'])).toEqual(['catalog is down', 'catalog is down']);
  });

  it('writes a result for its owner alone, and the same result once', async () => {
    using logs = temporaryFolder();

    await queueResult(logs.path, row);
    await queueResult(logs.path, row);

    const folder = join(logs.path, 'results-to-send');
    const [name = '', ...others] = readdirSync(folder);
    expect(name).toMatch(/^20261121T020000250Z-orcl-[0-9a-f]{8}\.json$/);
    expect(others).toEqual([]);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['{"database": "or', 'it is no JSON object'],
    ['{"database": "orcl", "startedAt": "soon"}', 'startedAt is no time'],
  ])('reports and keeps the damaged file %s, and sends the others', async (content, problem) => {
    using logs = temporaryFolder();
    mkdirSync(join(logs.path, 'results-to-send'));
    const damaged = join(logs.path, 'results-to-send', '20200101T000000000Z-orcl-00000000.json');
    writeFileSync(damaged, content);
    await queueResult(logs.path, row);
    const log = recordedLog();

    const outcome = await sendQueuedResults(logs.path, fakeCatalog(), { log, signal });

    expect(outcome).toEqual({ sent: 1, left: 1 });
    expect(readFileSync(damaged, 'utf8')).toBe(content);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { file: damaged, reason: `the queued result is damaged: ${problem}` } }]);
  });
});

function fakeCatalog(failure?: Error): ResultCatalog & { readonly rows: ResultRow[] } {
  const rows: ResultRow[] = [];
  return {
    rows,
    create: async () => undefined,
    look: async () => undefined,
    record: async (added) => {
      if (failure !== undefined) throw failure;
      rows.push(...added);
    },
  };
}
