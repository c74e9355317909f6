import { existsSync } from 'node:fs';
import type { Clock } from '#core/clock.ts';
import { NotStartedError } from '#core/errors.ts';
import { openLabClock } from '../lab-clock.ts';
import { attachDatabase, controlFilePath, type LabDatabase } from './database.ts';
import { recoverInstance } from './instance-recovery.ts';
import { recordElapsedTime } from './smon-scn-time.ts';

/**
 * Opens a database of the lab, to be called inside {@link file://../world-lock.ts withWorldLock} and closed by `using`.
 * What a killed process left half done is rolled forward first, and SMON notes the time that has passed.
 */
export function openDatabase(labDir: string, name = 'orcl', clock: Clock = openLabClock(labDir)): LabDatabase {
  const path = requireDatabase(labDir, name);
  const db = attachDatabase(path, { labDir, name, clock, site: 'database host' });
  try {
    recoverInstance(db);
    recordElapsedTime(db);
    return db;
  } catch (error) {
    db[Symbol.dispose]();
    throw error;
  }
}

/** Path of the control file of a database. @throws {NotStartedError} when there is none, and so no lab */
export function requireDatabase(labDir: string, name: string): string {
  const path = controlFilePath(labDir, name);
  if (!existsSync(path)) throw new NotStartedError(`there is no lab in ${labDir}`, { hint: 'create one first: icb lab create DIR' });
  return path;
}
