// Turns the texts of the configuration into the typed settings of one database, and collects all that is wrong on the way.
import { join, resolve } from 'node:path';
import { InvalidConfigurationError } from './problem.ts';
import type { Problem } from './problem.ts';
import { SettingsReader } from './settings-reader.ts';
import type { DatabaseSettings, SnapshotSettings } from './settings.ts';
import type { SettingsSource } from './source.ts';
import { switchValue, valueProblem } from './value-type.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** @throws {InvalidConfigurationError} with all that is wrong or missing for this database */
export function readDatabaseSettings(source: SettingsSource, name: string): DatabaseSettings {
  const { settings, problems } = inspectDatabase(source, name);
  if (problems.length > 0) throw new InvalidConfigurationError(source.file, problems);
  return settings;
}

/** @throws {InvalidConfigurationError} with all that is wrong about this database's snapshots */
export function readSnapshotSettings(source: SettingsSource, name: string): SnapshotSettings {
  const reader = new SettingsReader(source, name);
  const settings = { ...snapshotSettings(reader, name), area: areaOf(source, name) };
  const problems = [...nameProblems(source, name), ...reader.problems];
  if (problems.length > 0) throw new InvalidConfigurationError(source.file, problems);
  return settings;
}

/** The settings, which are only good when there are no problems, and the problems. */
export function inspectDatabase(source: SettingsSource, name: string): { settings: DatabaseSettings; problems: Problem[] } {
  const reader = new SettingsReader(source, name);
  const settings = { ...snapshotSettings(reader, name), ...databaseSettings(reader, name) };
  return { settings, problems: [...nameProblems(source, name), ...reader.problems, ...areaProblems(source, name)] };
}

function snapshotSettings(reader: SettingsReader, name: string): Omit<SnapshotSettings, 'area'> {
  return {
    name,
    snapshotExpirationDays: reader.optionalNumber('snapexpirationdays'),
    snapshotExpirationMonths: reader.number('snapexpirationmonths'),
    warningSnapshotAgeMs: reader.number('warningsnapage', 'generic') * hourMs,
    criticalSnapshotAgeMs: reader.number('criticalsnapage', 'generic') * hourMs,
  };
}

function databaseSettings(reader: SettingsReader, name: string): Omit<DatabaseSettings, Exclude<keyof SnapshotSettings, 'snapshotExpirationDays' | 'area'>> {
  const backupDestination = reader.required('backupdest', 'generic');
  const takeSnapshot = reader.switch('dosnapshot');
  return {
    dbid: reader.required('dbid'),
    area: reader.switch('backupdestshared', 'generic') ? join(backupDestination, name) : resolve(backupDestination),
    requireMount: reader.switch('requiremount', 'generic'),
    oracleHome: reader.required('oraclehome', 'generic'),
    tnsAdmin: reader.path(reader.required('tnsadmin', 'generic')),
    privilege: reader.text('privilege', 'generic')?.toLowerCase() === 'sysbackup' ? 'sysbackup' : 'sysdba',
    primaryTns: reader.required('primarytns'),
    recoveryCatalog: reader.text('catalog', 'rman'),
    sectionSize: reader.text('sectionsize', 'rman'),
    templateDir: reader.optionalPath('templatedir', 'generic'),
    recoveryWindowDays: Number(reader.required('recoverywindow')),
    parallel: reader.number('parallel'),
    snapshotExpirationDays: takeSnapshot
      ? Number(reader.required('snapexpirationdays'))
      : (reader.optionalNumber('snapexpirationdays') ?? Number.POSITIVE_INFINITY),
    registerCatalog: reader.switch('registercatalog'),
    hasDataGuard: reader.switch('hasdataguard'),
    takeSnapshot,
    gridManaged: reader.switch('gimanaged'),
    logRetentionDays: reader.number('logretention', 'generic'),
    maxLockWaitMs: reader.number('maxlockwait', 'generic') * minuteMs,
    schedule: {
      osUser: reader.required('osuser', 'generic'),
      backup: reader.required('schedulebackup'),
      archivedLogs: reader.required('schedulearchlog'),
      backupJobEnabled: reader.switch('backupjobenabled'),
    },
  };
}

/** A section that is no settings is a database, so it must be named like one. */
export function nameProblems(source: SettingsSource, name: string): Problem[] {
  const problem = valueProblem({ kind: 'oracle name' }, name);
  if (problem === undefined) return [];
  const line = source.raw.sections.get(name)?.line;
  const hint = 'a section that holds no settings is a database and is named by its DB_UNIQUE_NAME';
  return [{ severity: 'error', line, section: name, message: `the name of a database ${problem}`, hint }];
}

function areaProblems(source: SettingsSource, name: string): Problem[] {
  const area = source.areas.get(name);
  if (area === undefined) return [];
  const others = [...source.areas].filter(([other]) => other !== name).map(([other, itsArea]) => ({ name: other, area: itsArea }));
  const sharers = others.filter((other) => other.area === area);
  const above = others.filter((other) => isBelow(area, other.area));
  const below = others.filter((other) => isBelow(other.area, area));
  const hint = 'each database needs a backup area of its own: its lock, archived logs and snapshots are in there';
  const where = { severity: 'error', line: source.raw.sections.get(name)?.line, section: name, hint } as const;
  const list = (found: typeof others): string => found.map((other) => other.name).join(', ');
  return [
    ...(sharers.length === 0 ? [] : [{ ...where, message: `the backup area ${area} of ${name} is also that of ${list(sharers)}` }]),
    ...(above.length === 0 ? [] : [{ ...where, message: `the backup area ${area} of ${name} lies within that of ${list(above)}` }]),
    ...(below.length === 0 ? [] : [{ ...where, message: `the backup area ${area} of ${name} holds that of ${list(below)}` }]),
  ];
}

function isBelow(area: string, other: string): boolean {
  return area !== other && area.startsWith(other.endsWith('/') ? other : `${other}/`);
}

/** Compared as written, only tidied: looking at the folders themselves could hang on a dead share. */
export function areaOf(source: SettingsSource, name: string): string | undefined {
  const get = source.lookupFor(name);
  try {
    const root = get('backupdest', 'generic') ?? '';
    const isShared = switchValue(get('backupdestshared', 'generic') ?? '') ?? true;
    return root === '' ? undefined : resolve(root, isShared ? name : '.');
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return undefined;
    throw error;
  }
}
