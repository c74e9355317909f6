import { OracleError } from '#lab/oracle/oracle-error.ts';

/** An error the server finds while it reads a statement: SQL*Plus shows where. */
export class SqlError extends OracleError {
  /** Offset into the statement text under which SQL*Plus puts its asterisk. */
  readonly offset: number;

  constructor(lines: string | readonly string[], offset = 0) {
    super(...(typeof lines === 'string' ? [lines] : lines));
    this.name = 'SqlError';
    this.offset = offset;
  }
}

/** The number of an error stack's first ORA- message: 942 for ORA-00942, 0 when there is none. */
export function sqlcodeOf(error: OracleError): number {
  for (const line of error.lines) {
    const found = /^ORA-(\d{5})/.exec(line);
    if (found) return Number(found[1]);
  }
  return 0;
}
