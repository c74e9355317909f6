import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { renderDocument } from '#reports/fleet/document.ts';
import { schemaViolations } from '../restore-certificate/json-schema.ts';
import type { Schema } from '../restore-certificate/json-schema.ts';
import { ago, findings, job, now, reportOf, restoreTest, run } from './findings-samples.ts';

const schema = JSON.parse(readFileSync(join(installationRoot, 'docs/report.schema.json'), 'utf8')) as Schema;

const nothing = findings({
  database: 'sales',
  expectations: undefined,
  failures: [{ part: 'configuration', message: 'dbid is missing', hint: undefined }],
  snapshots: undefined,
  window: undefined,
  redoEnd: undefined,
  restoreTests: undefined,
  backupJob: job(),
});
const all = findings({
  window: { from: undefined, until: now, gaps: [{ from: ago({ days: 3 }), until: ago({ days: 2 }), why: 'lost', reason: 'lost' }] },
  backupJob: job(run(ago({ hours: 1 }), { outcome: 'running', finishedAt: undefined }), { scheduled: { name: 'J', state: 'RUNNING', runCount: 2, failureCount: 1 }, lastFailure: run(ago({ days: 1 }), { outcome: 'failed', message: 'no' }) }),
  restoreTests: [restoreTest(ago({ hours: 3 }), { blockCheck: 'passed' }), restoreTest(ago({ days: 1 }), { hasPassed: false, failure: 'no', differenceSeconds: undefined, snapshotId: undefined })],
});

it('is as docs/report.schema.json says, whatever is known', () => {
  const document: unknown = JSON.parse(renderDocument(reportOf(nothing, all, findings())));

  expect(schemaViolations(document, schema)).toEqual([]);
});

it('has every field the schema names, and the schema every field of it', () => {
  const document = JSON.parse(renderDocument(reportOf(all))) as { databases: Record<string, unknown>[] };
  const named = (schema['$defs'] as Record<string, Schema>)['database'] ?? {};

  expect(Object.keys(document.databases[0] ?? {})).toEqual(named['required']);
  expect(Object.keys(named['properties'] as object)).toEqual(named['required']);
});

it('tells what there is in seconds, bytes and UTC', () => {
  const document: unknown = JSON.parse(renderDocument(reportOf(findings())));

  expect(document).toMatchObject({
    formatVersion: 1,
    generatedAt: '2026-11-21T06:00:00.000Z',
    summary: { databases: 1, ok: 1, warning: 0, unknown: 0, failed: 0 },
    databases: [{ database: 'orcl', verdict: 'OK', rpoSeconds: 1200, rtoSeconds: 1500, redoEnd: { source: 'database' }, snapshots: [{}, { totalBytes: 5_000_000_000 }] }],
  });
});
