import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { attachDatabase, type LabDatabase } from './database.ts';
import { openDatabase } from './open-database.ts';
import { OracleError } from './oracle-error.ts';

// Instances on the restore host: what STARTUP made of an init file. The database host's own instance is always up and needs
// no entry. All functions here are called inside the world lock.

/** STARTED: without a control file (NOMOUNT). */
export type InstanceStatus = 'STARTED' | 'MOUNTED' | 'OPEN';

export interface LabInstance {
  /** ORACLE_SID, as it was written. */
  readonly sid: string;
  /** ORACLE_HOME of the session that started it: instances of one home share its lk files. */
  readonly oracleHome: string;
  readonly status: InstanceStatus;
  /** Initialization parameters of the init file, names in lower case, values without quotes. */
  readonly parameters: Readonly<Record<string, string>>;
  /** `yyyy-mm-dd hh24:mi:ss`, local time. */
  readonly startedAt: string;
}

/** What a login leads to. */
export type LoginTarget =
  /** The database host's database of that DB_UNIQUE_NAME. */
  | { readonly kind: 'database'; readonly name: string }
  /** An instance on the restore host, in whatever state it is. */
  | { readonly kind: 'instance'; readonly sid: string }
  /** The recovery catalog. */
  | { readonly kind: 'catalog' };

export function findInstance(labDir: string, sid: string): LabInstance | undefined {
  const path = instanceFile(labDir, sid);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as LabInstance) : undefined;
}

/** Every instance that is up on the restore host. */
export function instances(labDir: string): readonly LabInstance[] {
  const folder = join(labDir, 'world', 'instances');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return files.toSorted().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as LabInstance);
}

export function saveInstance(labDir: string, instance: LabInstance): void {
  mkdirSync(join(labDir, 'world', 'instances'), { recursive: true });
  writeFileSync(instanceFile(labDir, instance.sid), JSON.stringify(instance));
}

export function forgetInstance(labDir: string, sid: string): void {
  rmSync(instanceFile(labDir, sid), { force: true });
  for (const end of ['', '-journal']) rmSync(`${instanceMemory(labDir, sid)}${end}`, { force: true });
}

/** Where an instance that has not mounted a database keeps what V$INSTANCE and V$PARAMETER show: tables like a control file's. */
export function instanceMemory(labDir: string, sid: string): string {
  return join(labDir, 'world', 'instances', `${sid}.memory.db`);
}

/** DB_UNIQUE_NAME of an instance, as it was written. */
export function uniqueNameOf({ parameters, sid }: Pick<LabInstance, 'parameters' | 'sid'>): string {
  return parameters['db_unique_name'] ?? parameters['db_name'] ?? sid;
}

/** CONTROL_FILES of an instance: the first of them. */
export function instanceControlFile({ parameters }: LabInstance): string {
  return (parameters['control_files'] ?? '').split(',')[0]?.trim() ?? '';
}

/**
 * The database a login leads to, to be closed by `using`.
 * @throws {OracleError} ORA-01034 for an instance that is gone, ORA-01507 for one that has not mounted its database, ORA-00210
 * when its control file has vanished
 */
export function openTarget(labDir: string, target: LoginTarget, clock: Clock): LabDatabase {
  if (target.kind === 'catalog') throw new OracleError('ORA-01219: database or pluggable database not open: queries allowed on fixed tables or views only');
  if (target.kind === 'database') return openDatabase(labDir, target.name, clock);
  const instance = findInstance(labDir, target.sid);
  if (instance === undefined) throw new OracleError('ORA-01034: ORACLE not available');
  if (instance.status === 'STARTED') throw new OracleError('ORA-01507: database not mounted');
  const path = instanceControlFile(instance);
  if (!existsSync(path)) {
    const lines = ['ORA-27041: unable to open file', 'Linux-x86_64 Error: 2: No such file or directory'];
    throw new OracleError('ORA-00210: cannot open the specified control file', `ORA-00202: control file: '${path}'`, ...lines);
  }
  return attachDatabase(path, { labDir, name: uniqueNameOf(instance).toLowerCase(), clock, site: 'restore host' });
}

function instanceFile(labDir: string, sid: string): string {
  return join(labDir, 'world', 'instances', `${sid}.json`);
}
