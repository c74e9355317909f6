import { readWorldFile, writeWorldFile } from '../world-file.ts';
import { attachDatabase, controlFilePath, isPrimaryRole, type LabDatabase } from './database.ts';
import { applyReceivedRedo } from './data-guard/redo-apply.ts';
import { shipRedo } from './data-guard/redo-transport.ts';

// Data Guard: a primary and one physical standby, each with a control file, parameters and datafiles of its own, of one DBID and
// DB_NAME. Nothing runs between two steps, so what redo transport and managed recovery would have done meanwhile is done when
// either of them is opened. Which of them is the primary stands in their control files and may change.

const file = 'data-guard.json';

type Configuration = readonly [string, string];

/** Notes that two databases belong together. */
export function joinConfiguration(labDir: string, names: Configuration): void {
  writeWorldFile(labDir, file, [...configurations(labDir), names]);
}

/** DB_UNIQUE_NAME of the database that a standby follows, or that follows a primary; nothing for a database on its own. */
export function partnerOf(labDir: string, name: string): string | undefined {
  return configurations(labDir).find((names) => names.includes(name))?.find((other) => other !== name);
}

/** Where the rows of a database are changed: itself, or the primary it follows. */
export function primaryOf(labDir: string, name: string, clock: LabDatabase['clock']): string {
  const partner = partnerOf(labDir, name);
  if (partner === undefined) return name;
  using db = attachDatabase(controlFilePath(labDir, name), { labDir, name, clock, site: 'database host' });
  return isPrimaryRole(db) ? name : partner;
}

/** What redo transport and managed recovery have done by now. */
export function moveRedo(db: LabDatabase): void {
  const partner = partnerOf(db.labDir, db.name);
  if (partner === undefined) return;
  const { labDir, clock, site } = db;
  using other = attachDatabase(controlFilePath(labDir, partner), { labDir, name: partner, clock, site });
  // After a failover both are, in incarnations of their own.
  if (isPrimaryRole(db) === isPrimaryRole(other)) return;
  const [primary, standby] = isPrimaryRole(db) ? [db, other] : [other, db];
  shipRedo(primary, standby);
  applyReceivedRedo(standby, primary);
}

function configurations(labDir: string): readonly Configuration[] {
  return readWorldFile<readonly Configuration[]>(labDir, file, []);
}
