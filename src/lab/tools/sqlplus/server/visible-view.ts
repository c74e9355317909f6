import { currentContainer, nextScn, parameter, rootContainer, type LabDatabase } from '#lab/oracle/database.ts';
import { foundDatafiles } from '#lab/oracle/instance/datafiles.ts';
import { tempfiles } from '#lab/oracle/instance/tempfiles.ts';
import { keystoreState } from '#lab/oracle/keystore.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { dataDictionary } from '#lab/oracle/scheduler/data-dictionary.ts';
import { dictionaryRows } from '#lab/oracle/scheduler/dictionary-rows.ts';
import { readRows, smonScnTimes } from '#lab/oracle/rows.ts';
import { date, number, text, view } from '../dictionary/dictionary-view.ts';
import type { DictionaryView } from '../dictionary/dictionary-view.ts';
import { findView } from '../dictionary/find-view.ts';
import { literalText } from '../sql/bound.ts';
import { openModeOf, versionOf } from './session-database.ts';

/** Views of the instance alone: all others read the control file. */
const ofInstance = new Set(['DUAL', 'V$INSTANCE', 'V$PARAMETER', 'V$SESSION', 'V$VERSION']);

/** Who asks, and what. */
interface Reader {
  readonly db: LabDatabase;
  readonly user: string;
}

/**
 * The view or table of that name that can be queried now. Without an open database only fixed views can be; those of the control
 * file not before it is mounted.
 * @throws {OracleError} ORA-01031, ORA-01507, ORA-01219; what reading a datafile says, for tables
 */
export function visibleView({ db, user }: Reader, schema: string | undefined, name: string): DictionaryView | undefined {
  const mode = openModeOf(db);
  if (!administrators.has(user) && !isGranted(db, user, name)) return undefined;
  const found = findView(schema, name, versionOf(db));
  const localName = found?.name.replace(/^GV\$/u, 'V$') ?? '';
  const isOpen = mode === 'READ ONLY' || mode === 'READ WRITE';
  if (!isOpen && localName !== 'DUAL' && !localName.startsWith('V$')) {
    throw new OracleError('ORA-01219: database or pluggable database not open: queries allowed on fixed tables or views only');
  }
  if (mode === 'NOMOUNT' && !ofInstance.has(localName)) throw new OracleError('ORA-01507: database not mounted');
  if (found === undefined) {
    // SYSBACKUP has SELECT ANY DICTIONARY, but no right to the data it backs up.
    if (user === 'SYSBACKUP' && schema === 'APP') throw new OracleError('ORA-01031: insufficient privileges');
    return tableView(db, schema, name);
  }
  // asking V$DATABASE for its SCN moves the SCN
  if (localName === 'V$DATABASE' && mode === 'READ WRITE') nextScn(db);
  const rows = fileRows[localName];
  return inContainer(db, rows === undefined ? found : { ...found, from: rowsOf(rows(db)) });
}

/**
 * Whose rows a session sees: in a pluggable database only its own. In the root V$ views show all containers, CDB_ views the open
 * ones but the seed, DBA_ views the root's; the list of pluggable databases is the root's.
 */
function inContainer(db: LabDatabase, found: DictionaryView): DictionaryView {
  const { name, from, container } = found;
  if (container === undefined) return found;
  const isOfRoot = db.container === undefined;
  if (isOfRoot && (name.startsWith('V$') || name.startsWith('GV$') || name === 'DBA_PDBS')) return found;
  const open = "SELECT con_id FROM pluggable_database WHERE open_mode <> 'MOUNTED' AND name <> 'PDB$SEED'";
  const shown = isOfRoot && name.startsWith('CDB_') ? `SELECT ${currentContainer(db)} UNION ALL ${open}` : String(currentContainer(db));
  return { ...found, from: `${from} WHERE ${container} IN (${shown})` };
}

/** Users whose privilege includes SELECT ANY DICTIONARY. */
const administrators: ReadonlySet<string> = new Set(['SYS', 'SYSBACKUP', 'PUBLIC', 'SYSDG', 'SYSKM', 'SYSRAC']);

/** Other users see the fixed views they were granted, by the names of those views' synonyms. */
function isGranted(db: LabDatabase, user: string, name: string): boolean {
  const object = `SYS.${name.replace(/^(G?V)\$/u, '$1_$')}`;
  return name === 'DUAL' || dataDictionary(db).grants.some((grant) => grant.grantee === user && grant.privilege === 'SELECT' && grant.object === object);
}

/** Views whose rows are not in the control file: they are in the files it names, or in the data dictionary. */
const fileRows: Readonly<Record<string, (db: LabDatabase) => readonly object[]>> = {
  ...dictionaryRows,
  V$DATAFILE_HEADER: foundDatafiles,
  V$TEMPFILE: tempfiles,
  V$ENCRYPTION_WALLET: (db) => [keystoreState(db)],
  V$CONTROLFILE: (db) => parameter(db, 'control_files').split(',').map((name) => ({ name: name.trim() })).filter(({ name }) => name !== ''),
};

/** Tables whose rows are in datafiles: SYS.SMON_SCN_TIME in SYSTEM, and the application's one table in all of its own. */
function tableView(db: LabDatabase, schema: string | undefined, name: string): DictionaryView | undefined {
  if (schema === 'SYS' && name === 'SMON_SCN_TIME') {
    // Only the root's SMON writes times.
    return view(name, rowsOf(db.container === undefined ? smonScnTimes(db) : []), { SCN: number("value ->> 'scn'"), TIME_DP: date("value ->> 'time_dp'") });
  }
  if (schema !== 'APP' || name !== 'TRANSACTIONS' || currentContainer(db) === rootContainer) return undefined;
  return view(name, rowsOf(readRows(db)), { ID: number("value ->> 'key'"), TEXT: text(80, "value ->> 'text'"), CREATED: date("value ->> 'time'") });
}

function rowsOf(rows: readonly object[]): string {
  return `json_each(${literalText(JSON.stringify(rows))})`;
}
