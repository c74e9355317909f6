import { isPrimaryRole } from '#lab/oracle/database.ts';
import { readWorldFile, writeWorldFile } from '#lab/world-file.ts';
import { RmanFailure } from '../failure.ts';
import type { RmanSession } from '../session.ts';

// The lab's recovery catalog knows which databases are registered and when they were last resynchronized, no more: the lab
// takes every record from the control file.

interface CatalogEntry {
  readonly dbid: number;
  readonly name: string;
  readonly resyncTime: string;
}

const file = 'recovery-catalog.json';

export function registerDatabase(session: RmanSession): void {
  requireCatalog(session);
  session.step((db) => {
    if (!isPrimaryRole(db)) throw new RmanFailure(['RMAN-03009: failure of register command on default channel', 'RMAN-05541: only the primary database can be registered']);
    const { dbid, name } = db.sql.one<{ dbid: number; name: string }>('select dbid, name from database');
    const entries = readWorldFile<readonly CatalogEntry[]>(db.labDir, file, []);
    if (entries.some((entry) => entry.dbid === dbid)) throw alreadyRegistered(session);
    writeWorldFile(db.labDir, file, [...entries, { dbid, name, resyncTime: session.time() }]);
  });
  session.out.lines('database registered in recovery catalog', 'starting full resync of recovery catalog', 'full resync complete');
}

export function resyncCatalog(session: RmanSession): void {
  requireCatalog(session);
  requireRegistration(session);
  session.step((db) => {
    const { dbid } = db.sql.one<{ dbid: number }>('select dbid from database');
    const entries = readWorldFile<readonly CatalogEntry[]>(db.labDir, file, []);
    writeWorldFile(db.labDir, file, entries.map((entry) => (entry.dbid === dbid ? { ...entry, resyncTime: session.time() } : entry)));
  });
  session.out.lines('starting full resync of recovery catalog', 'full resync complete');
}

/**
 * With a catalog, every command needs the database to be registered in it.
 * @throws {RmanFailure} RMAN-20001
 */
export function requireRegistration(session: RmanSession): void {
  if (!session.catalogConnected) return;
  const registered = session.step((db) => {
    const { dbid } = db.sql.one<{ dbid: number }>('select dbid from database');
    return readWorldFile<readonly CatalogEntry[]>(db.labDir, file, []).some((entry) => entry.dbid === dbid);
  });
  if (registered) return;
  throw new RmanFailure([
    'RMAN-06004: ORACLE error from recovery catalog database: RMAN-20001: target database not found in recovery catalog',
  ]);
}

function requireCatalog(session: RmanSession): void {
  session.requireTarget();
  if (!session.catalogConnected) throw new RmanFailure(['RMAN-06002: command not allowed when not connected to a recovery catalog']);
}

function alreadyRegistered(session: RmanSession): RmanFailure {
  const time = session.dates.textInStack(session.time());
  return new RmanFailure([
    `RMAN-03009: failure of register command on default channel at ${time}`,
    'RMAN-20002: target database already registered in recovery catalog',
  ]);
}
