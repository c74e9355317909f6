import { softwareOf } from '#lab/database-kind.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import type { SqlplusSession } from '../client/session.ts';
import { unquoted } from './words.ts';

const usage = 'Usage: VAR[IABLE] [ <variable> [ VARCHAR2 (n [CHAR|BYTE]) ] ]';

/** VARIABLE name VARCHAR2(n) [= value]: a bind variable of the client. Its value can be given here since 12.2. */
export function variable({ binds, output, call }: SqlplusSession, rest: string): void {
  const [, name, width, value] = /^([A-Za-z][\w$#]*)\s+varchar2\s*\((\d+)(?:\s+(?:char|byte))?\)\s*(?:=\s*(.*?)\s*)?;?\s*$/iu.exec(rest.trim()) ?? [];
  const takesValue = isAtLeast(softwareOf(call.env['ORACLE_HOME'] ?? '').version, '12.2');
  if (name === undefined || width === undefined || (value !== undefined && !takesValue)) {
    output.line(usage);
    return;
  }
  binds.set(name.toUpperCase(), { width: Number(width), value: value === undefined ? null : unquoted(value) });
}

/** PRINT name ... */
export function print({ binds, output }: SqlplusSession, rest: string): void {
  for (const name of rest.trim().replace(/;$/u, '').split(/\s+/u)) {
    const bound = binds.get(name.toUpperCase());
    output.line(bound === undefined ? `SP2-0552: Bind variable "${name.toUpperCase()}" not declared.` : `\n${name.toUpperCase()}\n${'-'.repeat(80)}\n${bound.value ?? ''}\n`);
  }
}
