import { DateTime } from 'luxon';
import type { ResultRow } from '#catalog/result-catalog.ts';
import { IcbError } from '#core/errors.ts';

/** A result as the queue keeps it: JSON, times in UTC. */
export function formatQueuedResult({ startedAt, finishedAt, restoreTarget, ...rest }: ResultRow): string {
  const times = { startedAt: startedAt.toUTC().toISO(), finishedAt: finishedAt.toUTC().toISO(), restoreTarget: restoreTarget?.toUTC().toISO() };
  return `${JSON.stringify({ ...rest, ...times }, undefined, 2)}\n`;
}

/** @throws {IcbError} when it is damaged */
export function parseQueuedResult(text: string): ResultRow {
  const fields = parseObject(text);
  const target = fields['restoreTarget'];
  return {
    database: textOf(fields, 'database'),
    startedAt: timeOf(fields, 'startedAt'),
    finishedAt: timeOf(fields, 'finishedAt'),
    success: flagOf(fields, 'success'),
    logFile: textOf(fields, 'logFile'),
    verificationDifferenceSeconds: optionalNumber(fields, 'verificationDifferenceSeconds'),
    snapshotId: fields['snapshotId'] === undefined ? undefined : textOf(fields, 'snapshotId'),
    restoreTarget: target === undefined ? undefined : timeOf(fields, 'restoreTarget'),
    validatedCorruption: flagOf(fields, 'validatedCorruption'),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Fields;
  } catch {
    // The same as any other text that is no object.
  }
  throw damaged('it is no JSON object');
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw damaged(`${name} is no text`);
}

function flagOf(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  throw damaged(`${name} is neither true nor false`);
}

function optionalNumber(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === 'number') return value;
  throw damaged(`${name} is no number`);
}

function timeOf(fields: Fields, name: string): DateTime {
  const time = DateTime.fromISO(textOf(fields, name), { zone: 'utc' });
  if (time.isValid) return time;
  throw damaged(`${name} is no time`);
}

function damaged(what: string): IcbError {
  return new IcbError(`the queued result is damaged: ${what}`, { hint: 'look at the log of that restore test, then mend or remove the file' });
}
