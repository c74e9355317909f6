// What the preflight found, worst first: what is in order is only counted, unless everything is asked for.

import { wrapText } from '#core/config/wrapped-text.ts';
import { spellOutLine } from '#core/spelled-out.ts';

type Status = 'OK' | 'WARN' | 'FAIL' | 'SKIP';

/** What one check came to. */
export interface ReportedCheck {
  readonly group: string;
  readonly name: string;
  readonly title: string;
  readonly status: Status;
  readonly finding: string;
  readonly remedy: string | undefined;
  /** Of a SKIP: the check whose finding stands in the way. */
  readonly blockedBy: string | undefined;
  readonly durationMs: number;
}

/** The checks of one database, or of the configuration as a whole. */
export interface ReportedSubject {
  /** Undefined: the configuration. */
  readonly database: string | undefined;
  readonly outcomes: readonly ReportedCheck[];
}

export interface CheckReportOptions {
  readonly color: boolean;
  /** Whether every check is shown, by groups. */
  readonly all: boolean;
}

const severity: readonly Status[] = ['FAIL', 'WARN', 'SKIP', 'OK'];
const colors: Readonly<Partial<Record<Status, string>>> = { FAIL: '\u001B[31m', WARN: '\u001B[33m', SKIP: '\u001B[2m' };
const colorEnd = '\u001B[0m';
const width = 80;
const nameWidth = 22;
const indent = ' '.repeat(8 + nameWidth);

/** For people: a paragraph for each subject, the worst first, and a line that sums up. */
export function renderCheckReport(subjects: readonly ReportedSubject[], options: CheckReportOptions): string {
  const worstFirst = subjects.toSorted((one, other) => worstOf(one) - worstOf(other));
  const paragraphs = worstFirst.map((subject) => renderSubject(subject, options));
  const outcomes = subjects.flatMap((subject) => subject.outcomes);
  return `${paragraphs.join('')}${counts(outcomes)}\n`;
}

/** For programs: every check. Times are ISO 8601 UTC, durations seconds. */
export function checkReportJson(subjects: readonly ReportedSubject[], { file, checkedAt }: { readonly file: string; readonly checkedAt: string }): object {
  const outcomes = subjects.flatMap((subject) => subject.outcomes);
  return {
    file,
    checkedAt,
    totals: Object.fromEntries(severity.map((status) => [status, countOf(outcomes, status)])),
    checks: subjects.flatMap(({ database, outcomes: own }) =>
      own.map(({ group, name, title, status, finding, remedy, durationMs }) => ({ database: database ?? null, group, name, title, status, finding, remedy: remedy ?? null, durationSeconds: durationMs / 1000 })),
    ),
  };
}

function worstOf({ outcomes }: ReportedSubject): number {
  return severity.findIndex((status) => outcomes.some((outcome) => outcome.status === status));
}

function renderSubject({ database, outcomes }: ReportedSubject, options: CheckReportOptions): string {
  const head = `${database ?? 'configuration'}: ${counts(outcomes)}\n`;
  if (options.all) return `${head}${renderGroups(outcomes, options)}\n`;
  return [head, ...renderBad(outcomes, 'FAIL', options), ...renderBad(outcomes, 'WARN', options), ...renderBlocked(outcomes, options)].join('');
}

/** What one and the same step mends is shown together, with that step behind it. */
function renderBad(outcomes: readonly ReportedCheck[], wanted: Status, options: CheckReportOptions): string[] {
  const byRemedy = Map.groupBy(outcomes.filter(({ status }) => status === wanted), ({ remedy }) => remedy);
  return [...byRemedy.values()].flatMap((own) => own.map((outcome, index) => renderCheck(index < own.length - 1 ? { ...outcome, remedy: undefined } : outcome, options)));
}

/** What does not apply to this database is nothing to be told; what another finding stands in the way of is, in few lines. */
function renderBlocked(outcomes: readonly ReportedCheck[], options: CheckReportOptions): string[] {
  const blocked = Map.groupBy(outcomes.filter(({ blockedBy }) => blockedBy !== undefined), ({ blockedBy = '' }) => blockedBy);
  return [...blocked].map(([cause, own]) => {
    const finding = `${own.length === 1 ? 'needs' : 'need'} ${cause}`;
    return renderCheck({ status: 'SKIP', name: own.length === 1 ? (own[0]?.name ?? '') : `${own.length} checks`, finding, remedy: undefined }, options);
  });
}

function renderGroups(outcomes: readonly ReportedCheck[], options: CheckReportOptions): string {
  const groups = Map.groupBy(outcomes, ({ group }) => group);
  return [...groups].map(([title, own]) => ` ${title}\n${own.map((outcome) => renderCheck(outcome, options)).join('')}`).join('');
}

function renderCheck({ status, name, finding, remedy }: Pick<ReportedCheck, 'status' | 'name' | 'finding' | 'remedy'>, { color }: CheckReportOptions): string {
  const start = color ? colors[status] : undefined;
  const word = start === undefined ? status.padEnd(4) : `${start}${status.padEnd(4)}${colorEnd}`;
  const [first = '', ...more] = wrapped(finding);
  const lines = [`  ${word}  ${name.padEnd(nameWidth)}${first.trimStart()}`, ...more, ...(remedy === undefined ? [] : wrapped(`-> ${remedy}`))];
  return lines.map((line) => `${line}\n`).join('');
}

function wrapped(text: string): string[] {
  return wrapText(spellOutLine(text), { width, prefix: indent });
}

function counts(outcomes: readonly ReportedCheck[]): string {
  return severity
    .map((status) => ({ status, count: countOf(outcomes, status) }))
    .filter(({ status, count }) => count > 0 || status === 'FAIL' || status === 'WARN')
    .map(({ status, count }) => `${count} ${status}`)
    .join(', ');
}

function countOf(outcomes: readonly ReportedCheck[], wanted: Status): number {
  return outcomes.filter(({ status }) => status === wanted).length;
}
