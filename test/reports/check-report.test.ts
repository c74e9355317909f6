import { expect, it } from 'vitest';
import { checkReportJson, renderCheckReport } from '#reports/check-report.ts';
import type { ReportedCheck, ReportedSubject } from '#reports/check-report.ts';

function check(name: string, changes: Partial<ReportedCheck> = {}): ReportedCheck {
  return { group: 'database', name, title: `about ${name}`, status: 'OK', finding: 'fine', remedy: undefined, blockedBy: undefined, durationMs: 250, ...changes };
}

const subjects: readonly ReportedSubject[] = [
  { database: undefined, outcomes: [check('configuration', { group: 'configuration' })] },
  { database: 'hr', outcomes: [check('area'), check('login'), check('archive-mode', { status: 'WARN', finding: 'a word' })] },
  {
    database: 'orcl',
    outcomes: [
      check('area', { status: 'SKIP', finding: 'not on NFS' }),
      check('login', { group: 'login', status: 'FAIL', finding: 'orcl: log in and ask what database this is: SQL*Plus could not log in to /@orcl: ORA-12541: no listener\n', remedy: 'start the listener' }),
      check('archive-mode', { status: 'SKIP', finding: 'needs login', blockedBy: 'login' }),
      check('identity', { status: 'SKIP', finding: 'needs login', blockedBy: 'login' }),
    ],
  },
];

it('shows the worst database first, what is wrong with its remedy, and the rest in numbers', () => {
  const text = renderCheckReport(subjects, { color: false, all: false });

  expect(text).toBe(String.raw`orcl: 1 FAIL, 0 WARN, 3 SKIP
  FAIL  login                 orcl: log in and ask what database this is:
                              SQL*Plus could not log in to /@orcl: ORA-12541: no
                              listener\n
                              -> start the listener
  SKIP  2 checks              need login
hr: 0 FAIL, 1 WARN, 2 OK
  WARN  archive-mode          a word
configuration: 0 FAIL, 0 WARN, 1 OK
1 FAIL, 1 WARN, 3 SKIP, 3 OK
`);
});

it('tells a step that mends several things once, behind them', () => {
  const config = { status: 'WARN', remedy: 'run: icb backup orcl config' } as const;
  const outcomes = [check('channels', config), check('lock', { status: 'WARN', remedy: 'rm' }), check('autobackup', config)];

  const text = renderCheckReport([{ database: 'orcl', outcomes }], { color: false, all: false });

  expect(text.split('\n').slice(1, 6)).toEqual([
    '  WARN  channels              fine',
    '  WARN  autobackup            fine',
    '                              -> run: icb backup orcl config',
    '  WARN  lock                  fine',
    '                              -> rm',
  ]);
});

it('shows all in groups when it is asked to, in colours on a terminal', () => {
  const text = renderCheckReport(subjects.slice(1, 2), { color: true, all: true });

  expect(text).toBe(`hr: 0 FAIL, 1 WARN, 2 OK
 database
  OK    area                  fine
  OK    login                 fine
  \u001B[33mWARN\u001B[0m  archive-mode          a word

0 FAIL, 1 WARN, 2 OK
`);
});

it('gives programs every check with null for what is not there', () => {
  const json = checkReportJson(subjects.slice(0, 2), { file: '/etc/icb/backup.cfg', checkedAt: '2026-02-03T12:00:00.000Z' });

  expect(json).toMatchObject({
    file: '/etc/icb/backup.cfg',
    checkedAt: '2026-02-03T12:00:00.000Z',
    totals: { FAIL: 0, WARN: 1, SKIP: 0, OK: 3 },
    checks: [
      { database: null, group: 'configuration', name: 'configuration', title: 'about configuration', status: 'OK', finding: 'fine', remedy: null, durationSeconds: 0.25 },
      { database: 'hr', name: 'area' },
      { database: 'hr', name: 'login' },
      { database: 'hr', name: 'archive-mode', status: 'WARN' },
    ],
  });
});
