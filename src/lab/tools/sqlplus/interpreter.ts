import { takeFault } from '#lab/faults.ts';
import { findCommand } from './commands/command-table.ts';
import { runStatement } from './client/run-statement.ts';
import type { SqlplusSession } from './client/session.ts';
import { substitute } from './client/substitute.ts';

// SQL*Plus reads lines. What begins with a SQL verb is collected up to `;` or `/` and goes to the server; everything else is a
// command of SQL*Plus itself, one line long (or more with `-` at the end).

const sqlVerbs = new Set(
  ('SELECT WITH ALTER CREATE DROP INSERT UPDATE DELETE MERGE GRANT REVOKE COMMIT ROLLBACK SAVEPOINT TRUNCATE COMMENT RENAME ANALYZE AUDIT NOAUDIT '
    + 'EXPLAIN LOCK CALL PURGE FLASHBACK BEGIN DECLARE ADMINISTER').split(' '),
);
const longestLineBytes = 2499;

/** Reads and obeys lines until EXIT, an error that ends the run, or the end of input. */
export async function interpret(session: SqlplusSession): Promise<void> {
  while (session.exitCode === undefined) {
    prompt(session, session.settings.text('SQLPROMPT'));
    const line = takeLine(session);
    if (line === undefined) return;
    await obey(session, line);
    session.output.flush();
  }
}

/** A line at the prompt. */
async function obey(session: SqlplusSession, line: string): Promise<void> {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed === ';' || trimmed.startsWith('--')) return;
  if (trimmed.startsWith('/*')) {
    skipComment(session, trimmed);
    return;
  }
  if (trimmed === '/') {
    await runBuffer(session);
    return;
  }
  const verb = /^\(*\s*([A-Za-z]+)/.exec(trimmed)?.[1]?.toUpperCase() ?? '';
  if (sqlVerbs.has(verb)) await readStatement(session, line);
  else await runCommand(session, trimmed);
}

async function runCommand(session: SqlplusSession, firstLine: string): Promise<void> {
  let line = firstLine;
  while (line.endsWith('-') && /\S\s+-$/.test(line)) {
    prompt(session, '> ');
    line = `${line.slice(0, -1)}${takeLine(session) ?? ''}`.trimEnd();
  }
  const substituted = substitute(session, line);
  if (substituted === undefined) return;
  const [word = ''] = /^(?:@@?|!|[A-Za-z_]+|\S+)/.exec(substituted) ?? [];
  const command = findCommand(word);
  if (command === undefined) {
    const beginning = firstLine.length > 10 ? `${firstLine.slice(0, 10)}...` : firstLine;
    session.output.line(`SP2-0734: unknown command beginning "${beginning}" - rest of line ignored.`);
    return;
  }
  if (command.name === 'PROMPT' && isCutOff(session)) {
    session.exit(0);
    return;
  }
  await command.run(session, substituted.slice(word.length).trimStart());
}

/** The fault `sqlplus-no-sentinel`: the output ends before the last PROMPT, as if all were well. */
function isCutOff({ lines, call }: SqlplusSession): boolean {
  return !lines.willHave(/^\s*prompt\b/i) && takeFault(call.labDir, 'sqlplus-no-sentinel') !== undefined;
}

/** Collects a statement. PL/SQL ends with `/` on a line of its own, SQL also with `;` at the end of a line. */
async function readStatement(session: SqlplusSession, firstLine: string): Promise<void> {
  const lines: string[] = [];
  let line: string | undefined = firstLine;
  for (;;) {
    if (line === undefined) return;
    const trimmed = line.trim();
    const isFirst = lines.length === 0;
    if (trimmed === '/' && !isFirst) {
      await execute(session, lines);
      return;
    }
    if (trimmed === '.' || (trimmed === '' && !isBlock(lines) && !session.settings.isOn('SQLBLANKLINES'))) {
      session.buffer = lines.join('\n');
      return;
    }
    if (trimmed.endsWith(';') && !isBlock([...lines, line])) {
      await execute(session, [...lines, line.trimEnd().slice(0, -1)]);
      return;
    }
    lines.push(line);
    prompt(session, `${String(lines.length + 1).padStart(3)}  `);
    line = takeLine(session);
  }
}

/** Whether these lines begin a PL/SQL block or a stored unit, inside which `;` ends nothing for SQL*Plus. */
function isBlock(lines: readonly string[]): boolean {
  return /^\s*(?:begin|declare|create\s+(?:or\s+replace\s+)?(?:(?:non)?editionable\s+)?(?:procedure|function|package|trigger|type|library|java))\b/i.test(lines.join('\n'));
}

async function execute(session: SqlplusSession, lines: readonly string[]): Promise<void> {
  session.buffer = lines.join('\n');
  await runStatement(session, session.buffer);
}

async function runBuffer(session: SqlplusSession): Promise<void> {
  if (session.buffer === '') session.output.line('SP2-0103: Nothing in SQL buffer to run.');
  else await runStatement(session, session.buffer);
}

function skipComment(session: SqlplusSession, firstLine: string): void {
  let line: string | undefined = firstLine.slice(2);
  while (line !== undefined && !line.includes('*/')) {
    prompt(session, 'DOC>');
    line = takeLine(session);
  }
}

/** Prompts go to the screen unless silent; in a script they come with the echo. */
function prompt({ silent, lines, output }: SqlplusSession, text: string): void {
  if (!silent && !lines.inScript) output.write(text);
}

function takeLine(session: SqlplusSession): string | undefined {
  const { lines, output, settings, silent } = session;
  for (;;) {
    const line = lines.take();
    if (line === undefined) return undefined;
    if (lines.inScript && settings.isOn('ECHO')) output.line(`${settings.text('SQLPROMPT')}${line}`);
    else if (!lines.inScript && !silent) output.writeSpool(`${line}\n`);
    output.screenIsOff = lines.inScript && !settings.isOn('TERMOUT');
    if (Buffer.byteLength(line) <= longestLineBytes) return line;
    output.line(`SP2-0027: Input is too long (> ${longestLineBytes} characters) - line ignored`);
  }
}
