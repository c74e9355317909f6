import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { act } from '../client/run-statement.ts';
import type { SqlplusSession } from '../client/session.ts';

/** START file, @file, @@file [arguments]: its lines come before the next line of input. */
export function start(session: SqlplusSession, rest: string): void {
  const [file = '', ...args] = rest.trim().replace(/;$/, '').split(/\s+/);
  if (file === '') {
    session.output.line('SP2-1506: START, @ or @@ command has no arguments');
    return;
  }
  const named = /\.[^/]*$/.test(file) ? file : `${file}.sql`;
  const path = isAbsolute(named) ? named : join(session.call.env['PWD'] ?? '/', named);
  try {
    session.lines.enterScript(readFileSync(path, 'utf8'));
  } catch {
    session.output.line(`SP2-0310: unable to open file "${named}"`);
    act(session, session.onSystemError);
    return;
  }
  for (const [index, value] of args.entries()) session.variables.set(String(index + 1), value);
}
