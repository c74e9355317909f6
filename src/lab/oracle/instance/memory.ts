import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '#core/clock.ts';
import { softwareOf } from '../../database-kind.ts';
import { defineControlFile } from '../control-file.ts';
import { attachDatabase, type LabDatabase } from '../database.ts';
import { instanceMemory, uniqueNameOf, type LabInstance } from '../instance.ts';
import { parameterRows } from './parameters.ts';

/** What an instance knows without a control file, for V$INSTANCE and V$PARAMETER; to be closed by `using`. */
export function openInstanceMemory(labDir: string, instance: LabInstance, clock: Clock): LabDatabase {
  return attachDatabase(instanceMemory(labDir, instance.sid), { labDir, name: uniqueNameOf(instance).toLowerCase(), clock, site: 'restore host' });
}

/** Makes the memory of an instance that starts. */
export function createInstanceMemory(labDir: string, instance: LabInstance, clock: Clock): void {
  const path = instanceMemory(labDir, instance.sid);
  rmSync(path, { force: true });
  const memory = new DatabaseSync(path);
  defineControlFile(memory);
  memory.close();
  using db = openInstanceMemory(labDir, instance, clock);
  db.sql.transaction(() => {
    describeNoDatabase(db, instance);
    describeInstance(db, instance);
  });
}

/** Puts an instance and its parameters where V$INSTANCE and V$PARAMETER look, in place of what was there. */
export function describeInstance(db: LabDatabase, instance: LabInstance): void {
  const { sid, startedAt, parameters } = instance;
  db.sql.run('delete from parameter');
  for (const row of parameterRows(db.labDir, instance)) db.sql.insert('parameter', { ...row });
  db.sql.run('delete from instance');
  db.sql.insert('instance', {
    instance_name: sid,
    instance_number: Number(parameters['instance_number'] ?? 1),
    thread: Number(parameters['thread'] ?? 1),
    host_name: 'labrestore',
    status: instance.status,
    database_status: 'ACTIVE',
    startup_time: startedAt,
  });
}

/** The views of an instance join it with a database, whose version is the software's. */
function describeNoDatabase(db: LabDatabase, instance: LabInstance): void {
  const { startedAt, parameters, oracleHome } = instance;
  const software = softwareOf(oracleHome);
  db.sql.insert('database', {
    dbid: 0,
    name: (parameters['db_name'] ?? '').toUpperCase(),
    db_unique_name: uniqueNameOf(instance),
    created: startedAt,
    resetlogs_change: 0,
    resetlogs_time: startedAt,
    resetlogs_id: 0,
    log_mode: 'NOARCHIVELOG',
    open_mode: 'NOMOUNT',
    role: 'PRIMARY',
    force_logging: 'NO',
    flashback_on: 'NO',
    current_scn: 0,
    scn_time: startedAt,
    checkpoint_change: 0,
    cdb: 'NO',
    version: software.version,
    version_full: software.fullVersion,
    edition: software.edition === 'enterprise' ? 'EE' : 'SE',
    banner: software.banner,
  });
}
