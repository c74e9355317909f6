import { resetlogsId } from '#lab/oracle/resetlogs-id.ts';

/** `RECID=145 STAMP=927409893`: how messages name a record. */
export function recordName({ recid, completion_time }: { readonly recid: number; readonly completion_time: string }): string {
  return `RECID=${recid} STAMP=${resetlogsId(completion_time)}`;
}

/** `input datafile file number=00001 name=...` */
export function inputDatafileLine({ file, name }: { readonly file: number; readonly name: string }): string {
  return `input datafile file number=${datafileNumber(file)} name=${name}`;
}

/** File numbers have five digits in messages. */
export function datafileNumber(file: number): string {
  return String(file).padStart(5, '0');
}

/** One line of a table: every value padded to its column's width, the last one not at all. */
export function tableLine(values: readonly (string | number)[], widths: readonly number[]): string {
  return values.map((value, column) => String(value).padEnd(widths[column] ?? 0)).join(' ').trimEnd();
}

/** The line under a table's heading. */
export function ruleLine(widths: readonly number[]): string {
  return widths.map((width) => '-'.repeat(width)).join(' ');
}
