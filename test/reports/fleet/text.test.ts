import { expect, it } from 'vitest';
import { renderText } from '#reports/fleet/text.ts';
import { ago, findings, job, reportOf, restoreTest, run } from './findings-samples.ts';

const away = findings({ database: 'sales', failures: [{ part: 'storage', message: 'zfssa.example.com: no answer within 30 s, and that is a long story which has to be told over several lines', hint: 'look' }], snapshots: undefined, window: undefined });
const failed = findings({ database: 'hr', snapshots: [], window: undefined, restoreTests: [restoreTest(ago({ hours: 3 }), { hasPassed: false, failure: 'mount: no' })], backupJob: job(run(ago({ hours: 4 }), { outcome: 'failed', message: 'ORA-19502' })) });

it('has one line for each database, worst first, and then the reasons', () => {
  const lines = renderText(reportOf(findings(), away, failed), { color: false, isThorough: false }).split('\n');

  expect(lines.slice(0, 6)).toEqual([
    '2026-11-21 06:00 UTC, 3 databases: 1 FAILED, 1 UNKNOWN, 1 OK',
    '',
    'VERDICT  DATABASE  SNAPSHOTS  NEWEST  RPO     RTO     TESTED    BACKUP',
    'FAILED   hr        0          -       20 min  -       2 h FAIL  FAIL',
    'UNKNOWN  sales     ?          -       20 min  25 min  2 h       good',
    'OK       orcl      2          4 h     20 min  25 min  2 h       good',
  ]);
  expect(lines).toContain('  - there is no snapshot, so nothing could be restored');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

it('shows nothing a terminal would obey', () => {
  const text = renderText(reportOf(findings({ failures: [{ part: 'storage', message: 'a\u001b[2Jb', hint: undefined }] })), { color: false, isThorough: false });

  expect(text).not.toContain('\u001b');
  expect(text).toContain('a\\u001b[2Jb');
});

it('colours verdicts where that is wanted, and nothing else', () => {
  const text = renderText(reportOf(failed), { color: true, isThorough: false });

  expect(text).toContain('\u001b[31mFAILED\u001b[0m   hr');
  expect(text.replaceAll('\u001b[31m', '').replaceAll('\u001b[0m', '')).toBe(renderText(reportOf(failed), { color: false, isThorough: false }));
});

it('tells the details of those that are well only when it was asked for them', () => {
  const [brief, thorough] = [false, true].map((isThorough) => renderText(reportOf(findings(), away), { color: false, isThorough }));

  expect(brief).toContain('\nsales\n');
  expect(brief).not.toContain('\norcl\n');
  expect(thorough).toContain('\norcl\n    restorable from');
});

it('shortens a name that would make a line too long', () => {
  const [long, short] = ['d'.repeat(30), 'e'.repeat(12)].map((database) => findings({ database, restoreTests: [restoreTest(ago({ days: 1000 }), { hasPassed: false })] }));
  if (long === undefined || short === undefined) throw new Error('no findings');

  const lines = renderText(reportOf(long, short), { color: false, isThorough: false }).split('\n');

  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines[3]).toContain('ddddddd~  ');
  expect(lines[4]).toContain(' eeeeeeeeeeee ');
});

it('says so when restore tests ran on a simulation', () => {
  const simulated = findings({ restoreTests: [restoreTest(ago({ hours: 3 }), { isSimulation: true })] });

  const lines = renderText(reportOf(simulated), { color: false, isThorough: false }).split('\n');

  expect(lines[1]).toBe('Simulation: restore tests in this report ran on software that says it is one.');
  expect(renderText(reportOf(findings()), { color: false, isThorough: false })).not.toContain('imulation');
});
