import type { LabDatabase } from '#lab/oracle/database.ts';
import { parameter } from '#lab/oracle/database.ts';
import type { RetentionPolicy } from './statement.ts';

/** A line of SHOW ALL: what is configured, or the default. */
interface Setting {
  readonly name: string;
  readonly default?: (db: LabDatabase) => string;
}

/** In the order of SHOW ALL. Settings CONFIGURE of the lab does not know have only their default. */
const settings: readonly Setting[] = [
  { name: 'RETENTION POLICY', default: () => 'TO REDUNDANCY 1' },
  { name: 'BACKUP OPTIMIZATION', default: () => 'OFF' },
  { name: 'DEFAULT DEVICE TYPE TO', default: () => 'DISK' },
  { name: 'CONTROLFILE AUTOBACKUP', default: () => 'ON' },
  { name: 'CONTROLFILE AUTOBACKUP FORMAT FOR DEVICE TYPE', default: () => "DISK TO '%F'" },
  { name: 'DEVICE TYPE', default: () => 'DISK PARALLELISM 1 BACKUP TYPE TO BACKUPSET' },
  { name: 'DATAFILE BACKUP COPIES FOR DEVICE TYPE', default: () => 'DISK TO 1' },
  { name: 'ARCHIVELOG BACKUP COPIES FOR DEVICE TYPE', default: () => 'DISK TO 1' },
  { name: 'CHANNEL' },
  { name: 'MAXSETSIZE', default: () => 'TO UNLIMITED' },
  { name: 'ENCRYPTION FOR DATABASE', default: () => 'OFF' },
  { name: 'ENCRYPTION ALGORITHM', default: () => "'AES128'" },
  { name: 'COMPRESSION ALGORITHM', default: () => "'BASIC' AS OF RELEASE 'DEFAULT' OPTIMIZE FOR LOAD TRUE " },
  { name: 'RMAN OUTPUT', default: () => 'TO KEEP FOR 7 DAYS' },
  { name: 'ARCHIVELOG DELETION POLICY', default: () => 'TO NONE' },
  { name: 'SNAPSHOT CONTROLFILE NAME', default: (db) => `TO '${defaultSnapshotControlFile(db)}'` },
];

/** The configured value, or nothing. */
export function configured(db: LabDatabase, name: string): string | undefined {
  return db.sql.get<{ value: string }>('select value from rman_configuration where name = ?', name)?.value;
}

/** Sets a value, or with none clears it; returns the old one. */
export function configure(db: LabDatabase, name: string, value: string | undefined): string | undefined {
  const old = configured(db, name);
  if (value === undefined) db.sql.run('delete from rman_configuration where name = ?', name);
  else if (old !== undefined) db.sql.run('update rman_configuration set value = ? where name = ?', value, name);
  else db.sql.run('insert into rman_configuration (conf, name, value) select coalesce(max(conf), 0) + 1, ?, ? from rman_configuration', name, value);
  return old;
}

/** The lines of SHOW ALL. */
export function configurationLines(db: LabDatabase): readonly string[] {
  return settings.flatMap((setting) => {
    const value = configured(db, setting.name);
    if (value !== undefined) return [configureCommand(setting.name, value)];
    return setting.default === undefined ? [] : [`${configureCommand(setting.name, setting.default(db))} # default`];
  });
}

/** A setting as the command that makes it. */
export function configureCommand(name: string, value: string): string {
  return `CONFIGURE ${name} ${value};`;
}

export function configuredParallelism(db: LabDatabase): number {
  return Number(/PARALLELISM (\d+)/.exec(configured(db, 'DEVICE TYPE') ?? '')?.[1] ?? 1);
}

/** Format of copies and backup pieces on disk; nothing: names in the recovery area. */
export function configuredFormat(db: LabDatabase): string | undefined {
  return quotedPart(configured(db, 'CHANNEL'));
}

export function isAutobackupOn(db: LabDatabase): boolean {
  return configured(db, 'CONTROLFILE AUTOBACKUP') !== 'OFF';
}

/** Format of the control file autobackup; nothing: a name in the recovery area. */
export function autobackupFormat(db: LabDatabase): string | undefined {
  return quotedPart(configured(db, 'CONTROLFILE AUTOBACKUP FORMAT FOR DEVICE TYPE'));
}

export function configuredRetention(db: LabDatabase): RetentionPolicy | undefined {
  const policy = configured(db, 'RETENTION POLICY') ?? 'TO REDUNDANCY 1';
  const [, window] = /WINDOW OF (\d+)/.exec(policy) ?? [];
  if (window !== undefined) return { recoveryWindowDays: Number(window) };
  const [, redundancy] = /REDUNDANCY (\d+)/.exec(policy) ?? [];
  return redundancy === undefined ? undefined : { redundancy: Number(redundancy) };
}

export function isBackupOptimized(db: LabDatabase): boolean {
  return configured(db, 'BACKUP OPTIMIZATION') === 'ON';
}

/** Which standby databases must have applied an archived log before it may go: `ON STANDBY` means those of mandatory destinations. */
export function standbysToApply(db: LabDatabase): 'none' | 'mandatory' | 'all' {
  const policy = configured(db, 'ARCHIVELOG DELETION POLICY') ?? '';
  if (!policy.includes('APPLIED')) return 'none';
  return policy.includes('ON ALL STANDBY') ? 'all' : 'mandatory';
}

/** Where the control file is copied to before it is backed up. */
export function snapshotControlFileName(db: LabDatabase): string {
  return quotedPart(configured(db, 'SNAPSHOT CONTROLFILE NAME')) ?? defaultSnapshotControlFile(db);
}

function quotedPart(value: string | undefined): string | undefined {
  return /'([^']*)'/.exec(value ?? '')?.[1];
}

function defaultSnapshotControlFile(db: LabDatabase): string {
  return `${db.labDir}/oracle_home/dbs/snapcf_${parameter(db, 'db_unique_name')}.f`;
}
