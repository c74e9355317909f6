import type { OracleError } from '#lab/oracle/oracle-error.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { Output } from './output.ts';

/** A server's error in SQL*Plus's layout: the line it is in, an asterisk under the place, the stack. */
export function printServerError(output: Output, statement: string, error: OracleError): void {
  if (error.lines[0]?.startsWith('ORA-01756') === true) {
    output.write(`ERROR:\n${error.lines.join('\n')}\n\n\n`);
    return;
  }
  const offset = error instanceof SqlError ? Math.min(error.offset, statement.trimEnd().length) : offsetOfFirstWord(statement);
  const before = statement.slice(0, offset).split('\n');
  const line = statement.split('\n')[before.length - 1] ?? '';
  const column = before.at(-1)?.length ?? 0;
  output.write(`${line}\n${' '.repeat(column)}*\nERROR at line ${before.length}:\n${error.lines.join('\n')}\n\n\n`);
}

function offsetOfFirstWord(statement: string): number {
  return statement.length - statement.trimStart().length;
}
