import { printReport } from '../client/report.ts';
import { findSetOption } from '../client/set-options.ts';
import type { SqlplusSession } from '../client/session.ts';
import { charType, literalText } from '../sql/bound.ts';

/** SHOW option ... */
export function show(session: SqlplusSession, rest: string): void {
  const { output } = session;
  const words = rest.trim().replace(/;$/, '').split(/\s+/);
  const [first = ''] = words;
  const upper = first.toUpperCase();
  if (upper.startsWith('PARAMETER') || upper === 'PARAM' || upper === 'PARAMETERS') {
    showParameters(session, words[1] ?? '');
    return;
  }
  if (upper === 'USER') output.line(`USER is "${session.server?.user ?? ''}"`);
  else if (upper === 'RELEASE' || upper === 'REL') output.line('release 1900000000');
  else if (upper === 'SQLCODE') output.line(`sqlcode ${session.sqlcode}`);
  else if (upper === 'ERRORS' || upper === 'ERR') output.line('No errors.');
  else words.forEach((word) => output.line(settingLine(session, word)));
}

function settingLine({ settings }: SqlplusSession, word: string): string {
  const found = findSetOption(word);
  if (found === undefined) return `SP2-0158: unknown SHOW option "${word}"`;
  const [name, option] = found;
  const label = name.toLowerCase();
  const value = settings.value(name);
  if (option.kind === 'switch') return `${label} ${value === true ? 'ON' : 'OFF'}`;
  if (option.kind === 'feedback') return value === 0 ? 'feedback OFF' : `FEEDBACK ON for ${String(value)} or more rows`;
  if (option.kind === 'serveroutput') return `serveroutput ${value === 1 ? 'ON SIZE UNLIMITED FORMAT WORD_WRAPPED' : 'OFF'}`;
  if (option.kind === 'character') return value === '' ? `${label} OFF` : `${label} "${String(value)}"`;
  return option.kind === 'text' ? `${label} "${String(value)}"` : `${label} ${String(value)}`;
}

/** SHOW PARAMETER text: every parameter whose name contains it. */
function showParameters(session: SqlplusSession, part: string): void {
  const { server, output } = session;
  if (server === undefined) {
    output.line(session.isIdle ? 'ORA-01034: ORACLE not available' : 'SP2-0640: Not connected');
    return;
  }
  const result = server.run(
    `select name, decode(type, 1, 'boolean', 3, 'integer', 'string'), value from v$parameter where name like ${literalText(`%${part.toLowerCase()}%`)} order by name`,
  );
  if (result.kind !== 'rows') return;
  const columns = [['NAME', 36], ['TYPE', 11], ['VALUE', 30]] as const;
  printReport(session, { ...result, columns: columns.map(([name, width]) => ({ name, heading: name, type: charType(width) })) });
}
