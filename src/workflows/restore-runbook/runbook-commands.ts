// The blocks of a runbook: what icb itself would send, in the form in which somebody types it into a shell. A block of several
// programs goes on to the next one only when the one before succeeded, so that its end tells how it went.

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

/** Text of scripts of icb's, one after the other. */
async function scriptLines<Name extends RmanScriptName | SqlScriptName>({ templateDir }: CommandSurroundings, scripts: readonly (readonly [Name, ValuesFor<Name> | readonly ValuesFor<Name>[]])[]): Promise<readonly string[]> {
  const texts = await Promise.all(scripts.map(async ([name, values]) => (await renderScript(name, values, { templateDir })).text));
  return texts.flatMap((text) => text.trimEnd().split('\n'));
}

/** A block that runs scripts of icb's in RMAN. With `$` in a value the shell puts it in. */
export async function rmanBlock<Name extends RmanScriptName>(id: string, surroundings: CommandSurroundings, ...scripts: readonly (readonly [Name, ValuesFor<Name> | readonly ValuesFor<Name>[]])[]): Promise<Commands> {
  return shellBlock(id, ...rman(id, surroundings, await scriptLines(surroundings, scripts)));
}

/** Lines that have RMAN run statements from a command file: it ends at the first error. */
export function rman(id: string, { work }: CommandSurroundings, statements: readonly string[]): readonly string[] {
  const file = shellWord(join(work, `${id}.rman`));
  const isFilledIn = statements.some((line) => line.includes('$'));
  return [`cat > ${file} <<${isFilledIn ? 'RMAN' : "'RMAN'"} &&`, ...statements, 'RMAN', `rman target / cmdfile=${file}`];
}

export async function sqlBlock<Name extends SqlScriptName>(id: string, surroundings: CommandSurroundings, ...scripts: readonly (readonly [Name, ValuesFor<Name> | readonly ValuesFor<Name>[]])[]): Promise<Commands> {
  return shellBlock(id, ...sqlplus(await scriptLines(surroundings, scripts)));
}

/** A block whose script prints the statements that are run then: names and numbers come from the database itself. */
export async function generatedSqlBlock<Name extends SqlScriptName>(id: string, surroundings: CommandSurroundings, name: Name, values: ValuesFor<Name>): Promise<Commands> {
  const file = shellWord(join(surroundings.work, `${id}.sql`));
  const statements = await scriptLines(surroundings, [[name, values]]);
  return shellBlock(id, ...sqlplus(statements, { quiet: true, behind: `> ${file} &&` }), `cat ${file} &&`, ...sqlplus([`@${file}`]));
}

/** The same with commands for RMAN. */
export async function generatedRmanBlock(id: string, surroundings: CommandSurroundings, name: SqlScriptName): Promise<Commands> {
  const file = shellWord(join(surroundings.work, `${id}.rman`));
  return shellBlock(id, ...sqlplus(await scriptLines(surroundings, [[name, {}]]), { quiet: true, behind: `> ${file} &&` }), `rman target / cmdfile=${file}`);
}

/** Lines of a shell that put the number a query prints into a variable. */
export async function assignedQuery(variable: string, surroundings: CommandSurroundings, name: SqlScriptName): Promise<readonly string[]> {
  const [first = '', ...rest] = sqlplus(await scriptLines(surroundings, [[name, {}]]), { quiet: true, behind: "| tr -d '[:space:]'" });
  return [`${variable}=$(${first}`, ...rest, ')'];
}

/** What a script of icb's would ask, as lines for SQL*Plus. */
export async function sqlplusScript(surroundings: CommandSurroundings, name: SqlScriptName): Promise<readonly string[]> {
  return sqlplus(await scriptLines(surroundings, [[name, {}]]));
}

/**
 * SQL*Plus on the instance that ORACLE_SID names; ends at the first error, but for those of STARTUP.
 * @param behind what the shell is to do with its output, and whether another command follows
 */
export function sqlplus(statements: readonly string[], { quiet = false, behind = '' }: { readonly quiet?: boolean; readonly behind?: string } = {}): readonly string[] {
  return [
    `sqlplus -S -L / as sysdba <<'SQL' ${behind}`.trimEnd(),
    'whenever oserror exit 9',
    'whenever sqlerror exit failure',
    'set define off sqlblanklines on linesize 2000 trimspool on',
    ...(quiet ? ['set pagesize 0 heading off feedback off'] : ['set pagesize 50']),
    ...statements,
    'exit success',
    'SQL',
  ];
}
