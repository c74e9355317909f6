// What the report asks of the configuration about one database. Less than a backup needs: the report also runs where neither
// the Oracle home nor the backup area is.
import { resolve } from 'node:path';
import { areaOf, nameProblems } from './database-settings.ts';
import { InvalidConfigurationError } from './problem.ts';
import { SettingsReader } from './settings-reader.ts';
import type { SettingsSource } from './source.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** When the report is content with a database. An age equal to its limit is still within it. */
export interface ReportLimits {
  readonly warningSnapshotAgeMs: number;
  readonly criticalSnapshotAgeMs: number;
  readonly warningRpoMs: number;
  readonly criticalRpoMs: number;
  /** Infinity: a restore may take as long as it takes. */
  readonly warningRtoMs: number;
  /** Infinity: restore tests are not asked for. */
  readonly restoreTestMaxAgeMs: number;
}

export interface ReportSettings {
  readonly name: string;
  /** Backup area, absolute; undefined where the configuration names none, and possibly not visible on this host. */
  readonly area: string | undefined;
  readonly takesSnapshots: boolean;
  /** The Scheduler is to start the backups. */
  readonly backupJobEnabled: boolean;
  /** The database takes part in restore tests. */
  readonly isTested: boolean;
  /** Where restore tests leave their certificates, absolute; undefined where none are set up. */
  readonly certificateFolder: string | undefined;
  readonly recoveryWindowDays: number;
  readonly limits: ReportLimits;
  readonly timeLimitMs: number;
}

/** @throws {InvalidConfigurationError} with all that is wrong for the report on this database */
export function readReportSettings(source: SettingsSource, name: string): ReportSettings {
  const reader = new SettingsReader(source, name);
  const folder = reader.text('autorestorelogdir', 'autorestore');
  const settings = {
    name,
    area: areaOf(source, name),
    takesSnapshots: reader.switch('dosnapshot'),
    backupJobEnabled: reader.switch('backupjobenabled'),
    isTested: reader.switch('autorestoreenabled'),
    certificateFolder: folder === undefined ? undefined : resolve('/', folder),
    recoveryWindowDays: reader.optionalNumber('recoverywindow') ?? Number.POSITIVE_INFINITY,
    limits: {
      warningSnapshotAgeMs: reader.number('warningsnapage', 'generic') * hourMs,
      criticalSnapshotAgeMs: reader.number('criticalsnapage', 'generic') * hourMs,
      warningRpoMs: reader.number('rpowarning', 'generic') * hourMs,
      criticalRpoMs: reader.number('rpocritical', 'generic') * hourMs,
      warningRtoMs: unlessZero(reader.number('rtowarning', 'generic') * hourMs),
      restoreTestMaxAgeMs: unlessZero(reader.number('restoretestmaxage', 'generic') * dayMs),
    },
    timeLimitMs: reader.number('reporttimelimit', 'generic') * 1000,
  };
  const problems = [...nameProblems(source, name), ...reader.problems];
  if (problems.length > 0) throw new InvalidConfigurationError(source.file, problems);
  return settings;
}

function unlessZero(limit: number): number {
  return limit === 0 ? Number.POSITIVE_INFINITY : limit;
}
