import type { Clock } from '#core/clock.ts';
import { controlFilePath, type LabDatabase } from '#lab/oracle/database.ts';
import { findInstance, instanceControlFile, instanceMemory, openTarget, type LoginTarget } from '#lab/oracle/instance.ts';
import { openInstanceMemory } from '#lab/oracle/instance/memory.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';

/** What a session can work with: `NOMOUNT` is an instance without a control file. */
export type OpenMode = 'NOMOUNT' | 'MOUNTED' | 'READ ONLY' | 'READ WRITE';

/** What a session's statements work on, to be closed by `using`. @throws {OracleError} ORA-01034 when the instance is gone */
export function openSessionDatabase(labDir: string, target: LoginTarget, clock: Clock): LabDatabase {
  const instance = target.kind === 'instance' ? findInstance(labDir, target.sid) : undefined;
  return instance?.status === 'STARTED' ? openInstanceMemory(labDir, instance, clock) : openTarget(labDir, target, clock);
}

/** Path of the file whose tables its views read. */
export function sessionTables(labDir: string, target: LoginTarget): string {
  if (target.kind === 'database') return controlFilePath(labDir, target.name);
  const instance = target.kind === 'instance' ? findInstance(labDir, target.sid) : undefined;
  if (instance === undefined) throw new OracleError('ORA-01034: ORACLE not available');
  return instance.status === 'STARTED' ? instanceMemory(labDir, instance.sid) : instanceControlFile(instance);
}

/** Of the container a session is in. */
export function openModeOf(db: LabDatabase): OpenMode {
  if (db.container !== undefined) return db.sql.get<{ open_mode: OpenMode }>('select open_mode from pluggable_database where con_id = ?', db.container)?.open_mode ?? 'MOUNTED';
  return db.sql.one<{ open_mode: OpenMode }>('select open_mode from database').open_mode;
}

/** V$INSTANCE.VERSION of the software that runs the database. */
export function versionOf(db: LabDatabase): string {
  return db.sql.one<{ version: string }>('select version from database').version;
}

/** @throws {OracleError} ORA-01507, ORA-01109 or ORA-16000 when nothing can be changed */
export function requireOpenForChanges(db: LabDatabase): void {
  const mode = openModeOf(db);
  if (mode === 'NOMOUNT') throw new OracleError('ORA-01507: database not mounted');
  if (mode === 'MOUNTED') throw new OracleError('ORA-01109: database not open');
  if (mode === 'READ ONLY') throw new OracleError('ORA-16000: database or pluggable database open for read-only access');
}
