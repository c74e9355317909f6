import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { act } from '../client/run-statement.ts';
import type { SqlplusSession } from '../client/session.ts';

/** SPOOL [file [CREATE|REPLACE|APPEND] | OFF | OUT] */
export function spool(session: SqlplusSession, rest: string): void {
  const { output, call } = session;
  const [file, mode = 'REPLACE'] = rest.trim().replace(/;$/, '').split(/\s+/);
  if (file === undefined || file === '') {
    output.line(output.spoolPath === undefined ? 'not spooling currently' : `currently spooling to ${output.spoolPath}`);
    return;
  }
  if (['OFF', 'OUT'].includes(file.toUpperCase())) {
    if (output.spoolPath === undefined) output.line('not spooling currently');
    output.stopSpool();
    return;
  }
  const named = /\.[^/]*$/.test(file) ? file : `${file}.lst`;
  const path = isAbsolute(named) ? named : join(call.env['PWD'] ?? '/', named);
  if (mode.toUpperCase().startsWith('CRE') && existsSync(path)) {
    output.line(`SP2-0771: File "${named}" already exists.`);
    output.line('Use another name or "SPOOL filename[.ext] REPLACE"');
    return;
  }
  try {
    output.startSpool(path, mode.toUpperCase().startsWith('APP'));
  } catch {
    output.line(`SP2-0606: Cannot create SPOOL file "${named}"`);
    act(session, session.onSystemError);
  }
}
