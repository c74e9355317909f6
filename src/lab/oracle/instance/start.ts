import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { compareVersions } from '#oracle/oracle-version.ts';
import { softwareOf } from '../../database-kind.ts';
import { oracleTime } from '../../lab-clock.ts';
import { parseDestination, recoveryAreaLocation } from '../redo/archive-destinations.ts';
import { writeDiagnostics } from '../diagnostic-home.ts';
import { findInstance, forgetInstance, saveInstance, type LabInstance } from '../instance.ts';
import { readInitFile } from './init-file.ts';
import { createInstanceMemory } from './memory.ts';
import { sizeInBytes } from './parameters.ts';
import { fileStatusLines, OracleError } from '../oracle-error.ts';

/** An instance to start on the restore host. */
export interface NewInstance {
  readonly sid: string;
  readonly oracleHome: string;
  /** Init file; absent: `init<SID>.ora` in ORACLE_HOME/dbs. */
  readonly pfile: string | undefined;
}

/** Memory of the restore host, in bytes. */
const machineMemory = 16 * 1024 ** 3;
const defaultSga = 256 * 1024 ** 2;

/**
 * `STARTUP NOMOUNT`. Called inside the world lock.
 * @throws {OracleError} ORA-01081 when it is up, ORA-00401 for another release's COMPATIBLE, ORA-01078 with an LRM- message for the init file, ORA-27102 for too much memory,
 * ORA-01261, ORA-16032 and ORA-48108 for folders that are not there
 */
export function startInstance(labDir: string, { sid, oracleHome, pfile }: NewInstance, clock: Clock): LabInstance {
  if (findInstance(labDir, sid) !== undefined) throw new OracleError('ORA-01081: cannot start already-running ORACLE - shut it down first');
  const parameters = readInitFile(pfile ?? join(oracleHome, 'dbs', `init${sid}.ora`), sid);
  if ((parameters['db_name'] ?? '') === '') throw new OracleError('ORA-01506: missing or illegal database name');
  checkCompatible(parameters, oracleHome);
  checkFolders(parameters);
  checkMemory(parameters);

  const instance = { sid, oracleHome, status: 'STARTED', parameters, startedAt: oracleTime(clock.now()) } as const;
  saveInstance(labDir, instance);
  createInstanceMemory(labDir, instance, clock);
  writeDiagnostics(instance, clock);
  mkdirSync(join(oracleHome, 'dbs'), { recursive: true });
  writeFileSync(join(oracleHome, 'dbs', `hc_${sid}.dat`), '');
  return instance;
}

/**
 * `SHUTDOWN`: the instance is gone, its lk and hc files stay in ORACLE_HOME/dbs (law 41). Called inside the world lock.
 * @throws {OracleError} ORA-01034 when there is none
 */
export function stopInstance(labDir: string, sid: string): void {
  requireInstance(labDir, sid);
  forgetInstance(labDir, sid);
}

/** @throws {OracleError} ORA-01034 when it is not up */
export function requireInstance(labDir: string, sid: string): LabInstance {
  const instance = findInstance(labDir, sid);
  if (instance !== undefined) return instance;
  throw new OracleError(
    'ORA-01034: ORACLE not available',
    'ORA-27101: shared memory realm does not exist',
    'Linux-x86_64 Error: 2: No such file or directory',
    'Additional information: 4376',
  );
}

/** Sizes of the SGA's parts as STARTUP shows them, in bytes. */
export function sgaSizes({ parameters }: Pick<LabInstance, 'parameters'>): { readonly total: number; readonly fixed: number; readonly variable: number; readonly buffers: number; readonly redo: number } {
  const granule = 16 * 1024 ** 2;
  const [fixed, redo] = [2_929_552, 13_844_480];
  const total = sgaBytes(parameters) || defaultSga;
  const buffers = Math.floor((total / granule) * 0.792) * granule;
  return { total, fixed, variable: total - fixed - redo - buffers, buffers, redo };
}

function sgaBytes(parameters: LabInstance['parameters']): number {
  return Math.max(...['sga_max_size', 'sga_target', 'memory_max_target', 'memory_target'].map((name) => sizeInBytes(parameters[name] ?? '') ?? 0));
}

function checkMemory(parameters: LabInstance['parameters']): void {
  if (sgaBytes(parameters) <= machineMemory) return;
  throw new OracleError('ORA-27102: out of memory', 'Linux-x86_64 Error: 12: Cannot allocate memory');
}

/** No software works as a later release than its own. */
function checkCompatible({ compatible }: LabInstance['parameters'], oracleHome: string): void {
  if (compatible === undefined) return;
  if (!/^\d+(?:\.\d+)+$/u.test(compatible)) throw new OracleError(`ORA-00400: invalid release value ${compatible} for parameter compatible`);
  if (compareVersions(compatible, softwareOf(oracleHome).fullVersion) > 0) throw new OracleError('ORA-00401: the value for parameter compatible is not supported by this release');
}

/** Folders that Oracle looks for as soon as an instance starts; those of CONTROL_FILES only count when it mounts. */
function checkFolders(parameters: LabInstance['parameters']): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== '') checkFolder(name, value);
  }
}

function checkFolder(name: string, value: string): void {
  if (name === 'diagnostic_dest') {
    requireFolder(value, (lines) => [
      'ORA-48108: invalid value given for the diagnostic_dest init.ora parameter',
      `ORA-48140: the specified ADR Base directory does not exist [${value}]`,
      'ORA-48187: specified directory does not exist',
      ...lines,
    ]);
  }
  if (/^db_(?:create_file_dest|recovery_file_dest|create_online_log_dest_\d)$/u.test(name)) {
    requireFolder(value, (lines) => [
      `ORA-01261: Parameter ${name} destination string cannot be translated`,
      'ORA-01262: Stat failed on a file destination directory',
      ...lines.slice(1),
    ]);
  }
  if (/^log_archive_dest_\d+$/u.test(name)) checkArchiveDestination(name.toUpperCase(), value);
}

function checkArchiveDestination(name: string, value: string): void {
  const destination = parseDestination(value);
  if (destination === undefined) throw new OracleError(`ORA-16024: parameter ${name} cannot be parsed`);
  if (destination.location === recoveryAreaLocation) return;
  requireFolder(destination.location, (lines) => [
    `ORA-16032: parameter ${name} destination string cannot be translated`,
    'ORA-07286: sksagdi: cannot obtain device information.',
    ...lines.slice(1),
  ]);
}

/** @param complaint makes the error stack; it is given ORA-27037 and the operating system's line */
function requireFolder(path: string, complaint: (lines: readonly string[]) => readonly string[]): void {
  try {
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR', errno: 20 });
  } catch (error) {
    throw new OracleError(...complaint(fileStatusLines(error)));
  }
}
