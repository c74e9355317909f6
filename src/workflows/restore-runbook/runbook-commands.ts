// The blocks of a runbook: what icb itself would send, in the form in which somebody types it into a shell.

import { join } from 'node:path';
import { shellWord } from '#core/shell-word.ts';
import { renderScript } from '#oracle/script-template.ts';
import type { RmanScriptName, SqlScriptName, ValuesFor } from '#oracle/script-template.ts';
import type { RunbookPart } from '#reports/restore-runbook.ts';

/** What all blocks of one runbook share. */
export interface CommandSurroundings {
  /** Folder for scripts. */
  readonly work: string;
  readonly templateDir: string | undefined;
}

type Commands = Extract<RunbookPart, { kind: 'commands' }>;

export function shellBlock(id: string, ...lines: readonly string[]): Commands {
  return { kind: 'commands', id, who: 'oracle', lines };
}

export function rootBlock(id: string, ...lines: readonly string[]): Commands {
  return { kind: 'commands', id, who: 'root', lines };
}

export function laterBlock(id: string, ...lines: readonly string[]): Commands {
  return { kind: 'commands', id, who: 'later', lines };
}

/** A block that runs a script of icb's in RMAN. With `$` in a value the shell puts it in. */
export async function rmanBlock<Name extends RmanScriptName>(id: string, { work, templateDir }: CommandSurroundings, scripts: readonly (readonly [Name, ValuesFor<Name> | readonly ValuesFor<Name>[]])[]): Promise<Commands> {
  const texts = await Promise.all(scripts.map(async ([name, values]) => (await renderScript(name, values, { templateDir })).text));
  const text = texts.join('');
  const file = shellWord(join(work, `${id}.rman`));
  return shellBlock(id, `cat > ${file} <<${text.includes('$') ? 'RMAN' : "'RMAN'"}`, ...linesOf(text), 'RMAN', `rman target / cmdfile=${file}`);
}

export async function sqlBlock<Name extends SqlScriptName>(id: string, { templateDir }: CommandSurroundings, name: Name, values: ValuesFor<Name> | readonly ValuesFor<Name>[] = {}): Promise<Commands> {
  const { text } = await renderScript(name, values, { templateDir });
  return shellBlock(id, ...sqlplus(linesOf(text)));
}

/** A block whose script prints the statements that are run then: names and numbers come from the database itself. */
export async function generatedSqlBlock<Name extends SqlScriptName>(id: string, { work, templateDir }: CommandSurroundings, name: Name, values: ValuesFor<Name>): Promise<Commands> {
  const { text } = await renderScript(name, values, { templateDir });
  const file = shellWord(join(work, `${id}.sql`));
  return shellBlock(id, ...sqlplus(linesOf(text), { quiet: true, output: file }), `cat ${file}`, ...sqlplus([`@${file}`]));
}

/** The same with commands for RMAN. */
export async function generatedRmanBlock(id: string, { work, templateDir }: CommandSurroundings, name: SqlScriptName): Promise<Commands> {
  const { text } = await renderScript(name, {}, { templateDir });
  const file = shellWord(join(work, `${id}.rman`));
  return shellBlock(id, ...sqlplus(linesOf(text), { quiet: true, output: file }), `rman target / cmdfile=${file}`);
}

/** Lines of a shell that assigns what a query prints to a variable. */
export async function assignedQuery(variable: string, { templateDir }: CommandSurroundings, name: SqlScriptName): Promise<readonly string[]> {
  const { text } = await renderScript(name, {}, { templateDir });
  const [first = '', ...rest] = sqlplus(linesOf(text), { quiet: true });
  return [`${variable}=$(${first}`, ...rest, ')'];
}

/** SQL*Plus on the instance that ORACLE_SID names; ends at the first error, but for those of STARTUP. */
export function sqlplus(statements: readonly string[], { quiet = false, output }: { readonly quiet?: boolean; readonly output?: string } = {}): readonly string[] {
  return [
    `sqlplus -S -L / as sysdba <<'SQL'${output === undefined ? '' : ` > ${output}`}`,
    'whenever oserror exit 9',
    'whenever sqlerror exit failure',
    'set define off sqlblanklines on linesize 2000 trimspool on',
    ...(quiet ? ['set pagesize 0 heading off feedback off'] : []),
    ...statements,
    'exit success',
    'SQL',
  ];
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}
