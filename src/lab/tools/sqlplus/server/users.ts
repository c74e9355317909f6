import { oracleTime } from '#lab/lab-clock.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { changeDataDictionary, dataDictionary } from '#lab/oracle/scheduler/data-dictionary.ts';
import type { UserAccount } from '#lab/oracle/scheduler/data-dictionary.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { findView } from '../dictionary/find-view.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { requireOpenForChanges, versionOf } from './session-database.ts';
import { done } from './statement-result.ts';
import type { StatementResult } from './statement-result.ts';

/** Who changes users, and where. */
interface Administration {
  readonly db: LabDatabase;
  readonly user: string;
}

const systemPrivileges = ['CREATE SESSION', 'CREATE JOB', 'CREATE EXTERNAL JOB', 'CREATE CREDENTIAL'];
const missingOption = 'ORA-00922: missing or invalid option';

/** `CREATE USER name ...`, after the first two words. */
export function createUser(cursor: TokenCursor, administration: Administration): StatementResult {
  const { db } = administration;
  const name = cursor.expectName('ORA-01935: missing user or role name');
  const authentication = takeAuthentication(cursor, db);
  const locked = cursor.tryWords('ACCOUNT', 'LOCK');
  const common = takeContainer(cursor, db) || isContainer(db);
  cursor.expectEnd(missingOption);
  requireAdministrator(administration);
  requireFittingName(db, name);
  changeDataDictionary(db, ({ users }) => {
    if (users.some((user) => user.name === name)) throw new OracleError(`ORA-01920: user name '${name}' conflicts with another user or role name`);
    users.push({ name, authentication, locked, common, created: oracleTime(db.clock.now()) });
  });
  return done('User created.');
}

/** `ALTER USER name ACCOUNT LOCK | UNLOCK`, after the first two words. */
export function alterUser(cursor: TokenCursor, administration: Administration): StatementResult {
  const name = cursor.expectName('ORA-01935: missing user or role name');
  cursor.expectWord('ACCOUNT', missingOption);
  const locked = cursor.tryWords('LOCK');
  if (!locked) cursor.expectWord('UNLOCK', missingOption);
  takeContainer(cursor, administration.db);
  cursor.expectEnd(missingOption);
  requireAdministrator(administration);
  changeDataDictionary(administration.db, ({ users }) => {
    const user = users.find((each) => each.name === name);
    if (user === undefined) throw new OracleError(`ORA-01918: user '${name}' does not exist`);
    user.locked = locked;
  });
  return done('User altered.');
}

/** `GRANT privilege, ... TO user`, `GRANT SELECT | EXECUTE ON object TO user`, after the first word. */
export function grant(cursor: TokenCursor, administration: Administration): StatementResult {
  const privileges = takePrivileges(cursor);
  const object = cursor.tryWords('ON') ? takeObject(cursor) : undefined;
  cursor.expectWord('TO', 'ORA-00905: missing keyword');
  const grantee = cursor.expectName('ORA-00987: missing or invalid username(s)');
  cursor.expectEnd('ORA-00933: SQL command not properly ended');
  requireAdministrator(administration);
  const { db } = administration;
  if (object === undefined) privileges.forEach((privilege) => requireSystemPrivilege(privilege, db));
  else requireObject(object, db);
  changeDataDictionary(db, ({ users, grants }) => {
    if (!users.some(({ name }) => name === grantee)) throw new OracleError(`ORA-01917: user or role '${grantee}' does not exist`);
    for (const privilege of privileges) {
      const granted = object === undefined ? { grantee, privilege } : { grantee, privilege, object };
      if (!grants.some((other) => other.grantee === grantee && other.privilege === privilege && other.object === object)) grants.push(granted);
    }
  });
  return done('Grant succeeded.');
}

function takeAuthentication(cursor: TokenCursor, db: LabDatabase): UserAccount['authentication'] {
  if (cursor.tryWords('IDENTIFIED', 'EXTERNALLY')) return 'EXTERNAL';
  if (isAtLeast(versionOf(db), '18.1') && cursor.tryWords('NO', 'AUTHENTICATION')) return 'NONE';
  if (!cursor.tryWords('IDENTIFIED', 'BY')) throw new SqlError(missingOption, cursor.offset);
  cursor.expectName('ORA-00988: missing or invalid password(s)');
  return 'PASSWORD';
}

/** CONTAINER = ALL | CURRENT, which begins with 12.1. */
function takeContainer(cursor: TokenCursor, db: LabDatabase): boolean {
  if (!isAtLeast(versionOf(db), '12.1') || !cursor.tryWords('CONTAINER')) return false;
  cursor.expectSymbol('=', 'ORA-00927: missing equal sign');
  const all = cursor.tryWords('ALL');
  if (!all) cursor.expectWord('CURRENT', missingOption);
  if (!isContainer(db)) throw new OracleError('ORA-65090: operation only allowed in a container database');
  return all;
}

function takePrivileges(cursor: TokenCursor): readonly string[] {
  const privileges: string[] = [];
  do {
    const words: string[] = [];
    while (!cursor.atWord('ON', 'TO') && cursor.peek().kind === 'word') words.push(cursor.take().text);
    if (words.length === 0) throw new SqlError('ORA-00990: missing or invalid privilege', cursor.offset);
    privileges.push(words.join(' '));
  } while (cursor.trySymbol(','));
  return privileges;
}

/** `OWNER.NAME`; SYS grants on what it owns without naming itself. */
function takeObject(cursor: TokenCursor): string {
  const first = cursor.expectName('ORA-00903: invalid table name');
  return cursor.trySymbol('.') ? `${first}.${cursor.expectName('ORA-00903: invalid table name')}` : `SYS.${first}`;
}

function requireSystemPrivilege(privilege: string, db: LabDatabase): void {
  const isKnown = systemPrivileges.includes(privilege) && (privilege !== 'CREATE CREDENTIAL' || isAtLeast(versionOf(db), '12.1'));
  if (!isKnown) throw new OracleError('ORA-00990: missing or invalid privilege');
}

/** Rights are given on V_$ views, never on their synonyms. */
function requireObject(object: string, db: LabDatabase): void {
  const [owner, name = ''] = object.split('.', 2);
  if (/^G?V\$/u.test(name)) throw new OracleError('ORA-02030: can only select from fixed tables/views');
  const isView = owner === 'SYS' && findView(owner, name, versionOf(db)) !== undefined;
  const isJobClass = owner === 'SYS' && dataDictionary(db).jobClasses.some((jobClass) => jobClass.name === name);
  if (!isView && !isJobClass) throw new OracleError('ORA-00942: table or view does not exist');
}

function requireAdministrator({ db, user }: Administration): void {
  if (user !== 'SYS') throw new OracleError('ORA-01031: insufficient privileges');
  requireOpenForChanges(db);
}

/** Common users have the prefix, in the root; others have not. */
function requireFittingName(db: LabDatabase, name: string): void {
  if (!isAtLeast(versionOf(db), '12.1')) return;
  const prefix = (db.sql.get<{ value: string | null }>("select value from parameter where name = 'common_user_prefix'") ?? { value: 'C##' }).value ?? '';
  if (isContainer(db) && !name.startsWith(prefix.toUpperCase())) throw new OracleError('ORA-65096: invalid common user or role name');
  if (!isContainer(db) && name.startsWith('C##')) throw new OracleError('ORA-65094: invalid local user or role name');
}

function isContainer(db: LabDatabase): boolean {
  return db.sql.one<{ cdb: string }>('select cdb from database').cdb === 'YES';
}
