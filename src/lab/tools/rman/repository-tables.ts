import type { DatafileCopy } from './copies.ts';
import type { NlsDates } from './nls-date.ts';
import { stateName } from './repository.ts';
import type { RecordedLog, RecordedPiece } from './repository.ts';
import { ruleLine, tableLine } from './repository-lines.ts';

const pieceWidths = [7, 7, 3, 3, 11, 11, 10];

/** "List of Backup Pieces" */
export function pieceTable(pieces: readonly RecordedPiece[]): readonly string[] {
  return [
    'List of Backup Pieces',
    tableLine(['BP Key', 'BS Key', 'Pc#', 'Cp#', 'Status', 'Device Type', 'Piece Name'], pieceWidths),
    ruleLine(pieceWidths),
    ...pieces.map((row) => tableLine([row.recid, row.set_key, row.piece, 1, stateName(row.status), 'DISK', row.handle], pieceWidths)),
  ];
}

/** Whose logs, and how dates are written. */
export interface LogTableOptions {
  readonly uniqueName: string;
  readonly dates: NlsDates;
}

/** "List of Archived Log Copies ..." */
export function logTable(logs: readonly RecordedLog[], { uniqueName, dates }: LogTableOptions): readonly string[] {
  const widths = [7, 4, 7, 1, dateWidth(dates)];
  return [
    `List of Archived Log Copies for database with db_unique_name ${uniqueName.toUpperCase()}`,
    '='.repeat(69),
    '',
    tableLine(['Key', 'Thrd', 'Seq', 'S', 'Low Time'], widths),
    ruleLine(widths),
    ...logs.flatMap(({ recid, thread, sequence, status, first_time, name }) => [
      tableLine([recid, thread, sequence, status, dates.text(first_time)], widths),
      `        Name: ${name}`,
      '',
    ]),
  ];
}

/** "List of Datafile Copies" */
export function copyTable(copies: readonly DatafileCopy[], dates: NlsDates): readonly string[] {
  const widths = [7, 4, 1, dateWidth(dates), 10, dateWidth(dates), 6];
  return [
    'List of Datafile Copies',
    '='.repeat(23),
    '',
    tableLine(['Key', 'File', 'S', 'Completion Time', 'Ckp SCN', 'Ckp Time', 'Sparse'], widths),
    ruleLine(widths),
    ...copies.flatMap((copy) => [
      tableLine([copy.recid, copy.file, copy.status, ...checkpointValues(copy, dates), 'NO'], widths),
      `        Name: ${copy.name}`,
      ...(copy.tag === null ? [] : [`        Tag: ${copy.tag}`]),
      '',
    ]),
  ];
}

function checkpointValues(copy: DatafileCopy, dates: NlsDates): readonly (string | number)[] {
  return [dates.text(copy.completion_time), copy.checkpoint_change, dates.text(copy.checkpoint_time)];
}

function dateWidth(dates: NlsDates): number {
  return Math.max('Completion Time'.length, dates.text('2016-11-08 21:53:35').length);
}
