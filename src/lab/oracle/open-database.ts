import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { NotStartedError } from '#core/errors.ts';
import { openLabClock } from '../lab-clock.ts';
import { clockOf } from '../skewed-clock.ts';
import { attachDatabase, controlFilePath, isPrimaryRole, type LabDatabase } from './database.ts';
import { moveRedo } from './data-guard.ts';
import { recoverInstance } from './instance/recovery.ts';
import { recordElapsedTime } from './smon-scn-time.ts';

const controlFileEnd = '.control.db';

/**
 * Opens a database of the lab, to be called inside {@link file://../world-lock.ts withWorldLock} and closed by `using`.
 * What a killed process left half done is rolled forward first, SMON notes the time that has passed, and what a standby
 * would have received and applied meanwhile is received and applied.
 */
export function openDatabase(labDir: string, name = 'orcl', clock: Clock = openLabClock(labDir)): LabDatabase {
  const path = requireDatabase(labDir, name);
  const db = attachDatabase(path, { labDir, name, clock: clockOf('database', labDir, clock), site: 'database host' });
  try {
    recoverInstance(db);
    if (isPrimaryRole(db)) recordElapsedTime(db);
    moveRedo(db);
    return db;
  } catch (error) {
    db[Symbol.dispose]();
    throw error;
  }
}

/** Path of the control file of a database. @throws {NotStartedError} when there is none, and so no lab */
export function requireDatabase(labDir: string, name: string): string {
  const path = controlFilePath(labDir, name);
  if (existsSync(path)) return path;
  const others = databaseNames(labDir);
  if (others.length > 0) throw new NotStartedError(`there is no database ${name} in lab ${labDir}`, { hint: `its databases: ${others.join(', ')}` });
  throw new NotStartedError(`there is no lab in ${labDir}`, { hint: 'create one first: icb lab create DIR' });
}

/** Of the database host, sorted; none where there is no lab. */
export function databaseNames(labDir: string): readonly string[] {
  const world = join(labDir, 'world');
  const files = existsSync(world) ? readdirSync(world).filter((name) => name.endsWith(controlFileEnd)) : [];
  return files.map((name) => name.slice(0, -controlFileEnd.length)).toSorted();
}
