// What may go into a script. Only the functions here make script values, so no raw string can reach Oracle: every value
// is either quoted or built from characters that mean nothing but themselves. What cannot be written safely is refused.

import { IcbError } from '#core/errors.ts';

declare const forRman: unique symbol;
declare const forSql: unique symbol;
/** Text that is safe in an RMAN script. */
export type RmanValue = string & { readonly [forRman]: true };
/** Text that is safe in an SQL*Plus script. */
export type SqlValue = string & { readonly [forSql]: true };
/** Text that is safe in both. */
export type ScriptValue = RmanValue & SqlValue;

// SQL*Plus rejects script lines of more than 2499 bytes (unconfirmed), so a literal stays far below.
const maxLiteralBytes = 2000;
// `'`, `"` end a quoted string, `&` starts a substitution, `?` and `@` stand for ORACLE_HOME and ORACLE_SID in file names,
// `%` starts a variable of FORMAT, `;` at a line's end ends a statement.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const forbiddenInPath = /["'&?@%;`\\*\u0000-\u001f\u007f]/u;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const controlCharacter = /[\u0000-\u001f\u007f]/u;

/**
 * An absolute path that means the same to the operating system and to Oracle.
 * @param what names the path in the refusal: `backup area`
 * @throws {IcbError} for anything else
 */
export function safePath(path: string, what: string): string {
  const found = forbiddenInPath.exec(path)?.[0];
  if (found !== undefined) throw refused(what, path, `contains ${describeCharacter(found)}`);
  if (!path.startsWith('/')) throw refused(what, path, 'is not an absolute path');
  if (path.split('/').includes('..')) throw refused(what, path, 'contains ..');
  if (path !== path.trim()) throw refused(what, path, 'ends with white space');
  return path;
}

/** A quoted file name for RMAN. */
export function rmanPath(path: string, what: string): RmanValue {
  return `'${safePath(path, what)}'` as RmanValue;
}

/** A quoted file name for SQL and SQL*Plus. */
export function sqlPath(path: string, what: string): SqlValue {
  return `'${safePath(path, what)}'` as SqlValue;
}

/**
 * A quoted name of a database file, as Oracle told it: a path, or a file in ASM such as `+DATA/ORCL/CHANGETRACKING/ctf.270.1`.
 * @throws {IcbError} for anything else
 */
export function sqlFileName(name: string, what: string): SqlValue {
  return /^\+[\w$#]+(?:\/[\w$#.-]+)*$/.test(name) ? (`'${name}'` as SqlValue) : sqlPath(name, what);
}

/** A point in time for RMAN's UNTIL TIME, whatever NLS_DATE_FORMAT is. @param localTime `yyyy-mm-dd hh24:mi:ss` */
export function rmanTime(localTime: string): RmanValue {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(localTime)) throw refused('recovery target', localTime, 'is not yyyy-mm-dd hh24:mi:ss');
  return `"to_date('${localTime}', 'yyyy-mm-dd hh24:mi:ss')"` as RmanValue;
}

/**
 * A query of the site's own, to stand in parentheses. What could end the statement or the line is refused; what it asks is the
 * site's business.
 */
export function sqlQuery(text: string, what: string): SqlValue {
  const query = text.trim().replace(/;$/, '').replace(/\s+/g, (space) => (space.includes('\n') ? ' ' : space)).trim();
  const found = /;/.exec(query)?.[0] ?? controlCharacter.exec(query)?.[0];
  if (found !== undefined) throw refused(what, query, `contains ${describeCharacter(found)}`);
  if (!/^(?:select|with)\b/i.test(query)) throw refused(what, query, 'is not a query');
  if (Buffer.byteLength(query) > maxLiteralBytes) throw refused(what, `${query.slice(0, 60)}...`, 'is too long');
  return query as SqlValue;
}

/** A quoted FORMAT of files in a folder: `%U` unique name, `%F` name of a control file autobackup (RMAN's formatSpec). */
export function rmanFormat(folder: string, variable: '%U' | '%F', what: string): RmanValue {
  return `'${safePath(folder, what).replace(/\/+$/, '')}/${variable}'` as RmanValue;
}

/** A quoted string for RMAN, such as a tag. RMAN has no escape for a quote, so one is refused. */
export function rmanString(text: string, what: string): RmanValue {
  const found = /["'&;]/.exec(text)?.[0] ?? controlCharacter.exec(text)?.[0];
  if (found !== undefined) throw refused(what, text, `contains ${describeCharacter(found)}`);
  return `'${text}'` as RmanValue;
}

/** An SQL string literal; quotes in it are doubled. */
export function sqlLiteral(text: string, what: string): SqlValue {
  const found = controlCharacter.exec(text)?.[0];
  if (found !== undefined) throw refused(what, text, `contains ${describeCharacter(found)}`);
  if (Buffer.byteLength(text) > maxLiteralBytes) throw refused(what, `${text.slice(0, 60)}...`, 'is too long');
  return `'${text.replaceAll("'", "''")}'` as SqlValue;
}

/** A whole number, not negative: an SCN, a sequence, a number of days. */
export function integer(value: bigint | number | string, what: string): ScriptValue {
  const digits = String(value);
  if (!/^\d{1,38}$/.test(digits)) throw refused(what, digits, 'is not a whole number');
  return digits as ScriptValue;
}

/** A number that may be negative or have decimals, such as a difference in seconds. */
export function decimal(value: number, what: string): ScriptValue {
  const digits = String(value);
  if (!/^-?\d{1,30}(?:\.\d{1,30})?$/.test(digits)) throw refused(what, digits, 'is not a plain number');
  return digits as ScriptValue;
}

/** Words of the language itself, `applied on all standby`; the empty string leaves them out. */
export function keywords(words: string): ScriptValue {
  if (!/^[A-Za-z ]*$/.test(words)) throw refused('keyword', words, 'is not a keyword');
  return words as ScriptValue;
}

/** `section size 32G`, or nothing without a size. */
export function sectionSizeClause(size: string | undefined): RmanValue {
  if (size === undefined || size === '') return '' as RmanValue;
  if (!/^[1-9]\d{0,17}[KMG]?$/i.test(size)) throw refused('section size', size, 'is not a size such as 32G');
  return `section size ${size}` as RmanValue;
}

/** An Oracle name that needs no quotes: a letter, then letters, digits, `_`, `$`, `#`, 128 at most (30 before 12.2). */
export function oracleName(name: string, what: string): ScriptValue {
  if (!/^[A-Za-z][A-Za-z0-9_$#]{0,127}$/.test(name)) throw refused(what, name, 'is not an Oracle name');
  return name as ScriptValue;
}

/** ` except PDB1, PDB2`, or nothing without names: what `alter pluggable database all` leaves out. */
export function exceptClause(names: readonly string[]): ScriptValue {
  return (names.length === 0 ? '' : ` except ${names.map((name) => oracleName(name, 'name of a pluggable database')).join(', ')}`) as ScriptValue;
}

/** A connect string that takes its login from the wallet: `/@alias`. The refusal does not repeat it: it may hold a password. */
export function connectString(text: string, what: string): string {
  if (/^\/@[A-Za-z0-9][A-Za-z0-9_.#$-]*$/.test(text)) return text;
  throw new IcbError(`${what} is not of the form /@alias`, {
    hint: 'put user and password into the wallet under a TNS alias, and name that alias: /@alias',
  });
}

function refused(what: string, value: string, why: string): IcbError {
  return new IcbError(`${what} ${why}: ${JSON.stringify(value)}`, {
    hint: `choose a ${what} that can be written into an Oracle script without being misread`,
  });
}

function describeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 || code === 0x7f ? `a control character (${code})` : character;
}
