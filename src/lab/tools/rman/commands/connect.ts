import { softwareOf } from '#lab/database-kind.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import type { LoginTarget } from '#lab/oracle/instance.ts';
import { compareVersions, isAtLeast } from '#oracle/oracle-version.ts';
import { logIn } from '../../login.ts';
import { RmanFailure } from '../failure.ts';
import { asFailure } from '../failure.ts';
import type { RmanSession } from '../session.ts';

/**
 * CONNECT, and the same on the command line.
 * @throws {RmanFailure} RMAN-04005 or RMAN-04004 with the login's error
 */
export function connect(session: RmanSession, role: 'target' | 'catalog', connectString: string): void {
  const target = logInAs(session, role, connectString);
  if (role === 'catalog') {
    if (target.kind !== 'catalog') throw noCatalogThere(connectString);
    session.connectCatalog();
    session.out.lines('connected to recovery catalog database');
    return;
  }
  session.connectTarget(target);
  if (!session.isMounted) return session.out.lines(unmounted(session));
  const { name, dbid, openMode } = session.step((db) => {
    requireSameRelease(session, db);
    session.status.begin(db);
    return db.sql.one<{ name: string; dbid: number; openMode: string }>('select name, dbid, open_mode as openMode from database');
  });
  session.out.lines(`connected to target database: ${name} (DBID=${dbid}${openMode === 'MOUNTED' ? ', not open' : ''})`);
}

/** RMAN and the database it works on must be of one release. @throws {RmanFailure} RMAN-06429 */
function requireSameRelease(session: RmanSession, db: LabDatabase): void {
  const { call, out } = session;
  const instance = session.instance();
  // A database that is not open has no packages of its own: it uses those of its instance's software.
  const { version } = instance === undefined ? db.sql.one<{ version: string }>('select version from database') : softwareOf(instance.oracleHome);
  if (compareVersions(version.split('.', 2).join('.'), softwareOf(call.env['ORACLE_HOME'] ?? '').version) === 0) return;
  const packed = version.split('.').slice(0, 4).map((part) => part.padStart(2, '0')).join('.');
  out.lines(...['DBMS_BACKUP_RESTORE', 'DBMS_RCVMAN'].map((name) => `PL/SQL package SYS.${name} version ${packed} in TARGET database is not current`));
  throw new RmanFailure(['RMAN-06429: TARGET database is not compatible with this version of RMAN'], { isComplete: true });
}

/** An instance without a database says its DB_NAME (law 26). */
function unmounted(session: RmanSession): string {
  const instance = session.instance();
  if (instance === undefined) return 'connected to target database (not started)';
  return `connected to target database: ${(instance.parameters['db_name'] ?? '').toUpperCase()} (not mounted)`;
}

function logInAs(session: RmanSession, role: 'target' | 'catalog', connectString: string): LoginTarget {
  if (/\sas\s+sysbackup\s*$/iu.test(connectString) && !isAtLeast(softwareOf(session.call.env['ORACLE_HOME'] ?? '').version, '12.1')) {
    throw new RmanFailure(['RMAN-00552: syntax error in command line arguments', 'RMAN-01009: syntax error: found "identifier": expecting one of: "sysdba"'], { isComplete: true });
  }
  try {
    return logIn(session.call, connectString);
  } catch (error) {
    const [first, ...lines] = asFailure(error).lines;
    const sid = session.call.env['ORACLE_SID'] ?? '';
    if (role === 'target' && !connectString.includes('@') && sid !== '' && first?.startsWith('ORA-01034') === true) return { kind: 'instance', sid };
    const heading = role === 'target' ? 'RMAN-04005: error from target database:' : 'RMAN-04004: error from recovery catalog database:';
    throw new RmanFailure([`${heading} `, ...(first === undefined ? [] : [first]), ...lines], { isComplete: true });
  }
}

/** A database without a recovery catalog's tables. */
function noCatalogThere(connectString: string): RmanFailure {
  return new RmanFailure([`RMAN-06428: recovery catalog is not installed: no catalog at ${connectString}`], { isComplete: true });
}
