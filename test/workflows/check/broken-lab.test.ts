import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckChanges } from '#commands/check.ts';
import { openDatabaseStorage } from '#commands/database-storage.ts';
import { openConfiguration } from '#core/config/locate.ts';
import type { MountWithOptions } from '#core/mount-table.ts';
import { buildCertificate, formatCertificate } from '#reports/restore-certificate.ts';
import type { RestoreTestResult } from '#reports/restore-test-result.ts';
import type { ConnectionObserver } from '#core/https/connection.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import { configurationChecks, databaseChecks } from '#workflows/check/checks.ts';
import type { TestLab } from '../../end-to-end/test-lab.ts';
import { failedTest, passedTest } from '../../reports/restore-test-results.ts';
import { added, all, configured, edited, faulty, missing, reconfigured, recorded, shown, withMode } from './breakage.ts';
import type { Breakage } from './breakage.ts';
import { checkLab, nfsMount, openCheckedLab } from './checked-lab.ts';

let lab: TestLab;

beforeAll(async () => {
  lab = await openCheckedLab();
});
afterAll(async () => lab[Symbol.asyncDispose]());

const rman = (name: string, value: string): string => `update rman_configuration set value = '${value}' where name = '${name}'`;
const parameter = (name: string, value: string): string => `update parameter set value = '${value}' where name = '${name}'`;
const shipsRedo = parameter('log_archive_dest_3', 'SERVICE=stby DB_UNIQUE_NAME=orcl_stby');

interface Row {
  readonly check: string;
  readonly status: 'WARN' | 'FAIL';
  readonly finding: RegExp;
  readonly broken: Breakage;
}

/** What others need: broken one after the other. */
const alone: readonly Row[] = [
  { check: 'area', status: 'FAIL', finding: /is not on a mounted file system/, broken: all(reconfigured('requiremount', 'true'), mountedAs(undefined)) },
  { check: 'archive-folder', status: 'FAIL', finding: /archivelog is not a folder/, broken: missing('nfs/demo-backup/orcl/archivelog') },
  { check: 'oracle-home', status: 'FAIL', finding: /cannot start .*rman: it is not executable/, broken: withMode('oracle_home/bin/rman', 0o644) },
  { check: 'tns-folder', status: 'FAIL', finding: /not a readable folder: .*nowhere/, broken: reconfigured('tnsadmin', 'nowhere') },
  { check: 'tns-alias', status: 'FAIL', finding: /^orcl not in tnsnames\.ora$/, broken: edited('tns/tnsnames.ora', (text) => text.replace(/^ORCL =/mu, 'ORCL2 =')) },
  { check: 'tns-alias', status: 'FAIL', finding: /\/tns\/tnsnames\.ora is missing, empty, or may not be read by this user$/, broken: missing('tns/tnsnames.ora') },
  { check: 'wallet', status: 'FAIL', finding: /cwallet\.sso is missing/, broken: missing('tns/wallet/cwallet.sso') },
  { check: 'wallet', status: 'FAIL', finding: /WALLET_OVERRIDE is not TRUE/, broken: edited('tns/sqlnet.ora', (text) => text.replace('SQLNET.WALLET_OVERRIDE = TRUE', '')) },
  { check: 'login', status: 'FAIL', finding: /ORA-01017/, broken: faulty({ name: 'login-error', code: 'ORA-01017' }) },
  { check: 'identity', status: 'FAIL', finding: /has DBID 1433672784, but the configuration says 1/, broken: reconfigured('dbid', '1') },
  { check: 'archive-mode', status: 'FAIL', finding: /NOARCHIVELOG/, broken: recorded("update database set log_mode = 'NOARCHIVELOG'") },
  { check: 'edition', status: 'WARN', finding: /parallel is 2/, broken: recorded("update database set banner = 'Oracle Database 19c Standard Edition 2'", rman('DEVICE TYPE', 'DISK PARALLELISM 1 BACKUP TYPE TO BACKUPSET')) },
  { check: 'data-guard-role', status: 'FAIL', finding: /is a snapshot standby/, broken: recorded("update database set role = 'SNAPSHOT STANDBY'") },
  {
    check: 'force-logging',
    status: 'WARN',
    finding: /^off: NOLOGGING changes never reach a standby$/,
    broken: all(reconfigured('hasdataguard', 'true'), recorded(shipsRedo, rman('ARCHIVELOG DELETION POLICY', 'TO APPLIED ON ALL STANDBY'))),
  },
  { check: 'storage-settings', status: 'FAIL', finding: /zfscredentials\.cfg can be read or changed by other users/, broken: withMode('zfscredentials.cfg', 0o644) },
  { check: 'storage-login', status: 'FAIL', finding: /403/, broken: faulty({ name: 'zfssa', method: 'GET', pathMatch: 'orcl/snapshots', status: 403 }) },
  { check: 'scheduled-objects', status: 'WARN', finding: /^missing: schedule ICB_BACKUP_SCHEDULE$/, broken: inDictionary((text) => text.replace('"name":"ICB_BACKUP_SCHEDULE"', '"name":"X"')) },
  { check: 'restore-folders', status: 'FAIL', finding: /^not a folder that this user can write: .*restore\/dest$/, broken: missing('restore/dest') },
];

/** What stands in nobody's way is broken together, to save runs: each row is told by its finding. */
const together: readonly (readonly Row[])[] = [
  [
    { check: 'configuration', status: 'WARN', finding: /recoverywindows/, broken: configured('recoverywindows: 3') },
    { check: 'area-space', status: 'WARN', finding: /50B of 1000B are free/, broken: spaceLeft(50) },
    { check: 'lock', status: 'WARN', finding: /another program since 2026-01-30T/, broken: added('nfs/demo-backup/orcl/backup.lck', '', '2026-01-30T12:00:00Z') },
    { check: 'side-tools', status: 'WARN', finding: /cannot start .*adrci/, broken: missing('oracle_home/bin/adrci') },
    { check: 'site-scripts', status: 'WARN', finding: /nonsense\.sql in /, broken: all(added('bin/nonsense.sql', 'exit'), (broken) => configured(`generictemplatedir: ${broken.directory}/bin`)(broken)) },
    { check: 'area-owner', status: 'WARN', finding: /icb runs as user 4711/, broken: shown({ effectiveUid: 4711 }) },
    { check: 'wallet', status: 'WARN', finding: /can be read by other users/, broken: withMode('tns/wallet/cwallet.sso', 0o644) },
    { check: 'login', status: 'WARN', finding: /ORA-28002/, broken: faulty({ name: 'login-warning', lines: ['ORA-28002: the password will expire within 5 days'] }) },
    { check: 'storage-settings', status: 'WARN', finding: /tlsverify: false/, broken: configured('zfssatlsverify: false') },
  ],
  [
    { check: 'release', status: 'FAIL', finding: /takes no SECTION SIZE/, broken: all(configured('rmansectionsize: 1G'), recorded("update database set version = '11.2.0.4.0'")) },
    { check: 'change-tracking', status: 'WARN', finding: /disabled/, broken: recorded("update block_change_tracking set status = 'DISABLED'") },
    { check: 'record-keep-time', status: 'WARN', finding: /^1 days, recoverywindow is 2$/, broken: recorded(parameter('control_file_record_keep_time', '1')) },
    { check: 'database-clock', status: 'WARN', finding: /^300 seconds ahead of this host$/, broken: faulty({ name: 'clock-skew', of: 'database', seconds: 300 }) },
    { check: 'mount-options', status: 'WARN', finding: /^attributes are cached/, broken: recorded(parameter('cluster_database', 'TRUE')) },
    { check: 'recovery-area', status: 'FAIL', finding: /ORA-19809/, broken: recorded("update archive_dest set status = 'ERROR', error = 'ORA-19809: limit exceeded' where is_recovery_area = 'YES'") },
    { check: 'recovery-area-space', status: 'FAIL', finding: /^\d{3,}% of 1000B are taken$/, broken: recorded(parameter('db_recovery_file_dest_size', '1000')) },
    { check: 'area-destination', status: 'WARN', finding: /log_archive_dest_2 is DEFERRED/, broken: recorded("update archive_dest set status = 'DEFERRED' where dest_id = 2") },
    { check: 'redo-transport', status: 'WARN', finding: /hasdataguard is false/, broken: recorded(shipsRedo) },
  ],
  [
    { check: 'autobackup', status: 'FAIL', finding: /AUTOBACKUP is OFF/, broken: recorded(rman('CONTROLFILE AUTOBACKUP', 'OFF')) },
    { check: 'retention-policy', status: 'WARN', finding: /WINDOW OF 2 DAYS, recoverywindow is 3/, broken: reconfigured('recoverywindow', '3') },
    { check: 'deletion-policy', status: 'WARN', finding: /BACKED UP 1 TIMES TO DISK instead of TO NONE/, broken: recorded(rman('ARCHIVELOG DELETION POLICY', 'TO BACKED UP 1 TIMES TO DISK')) },
    { check: 'channels', status: 'WARN', finding: /^2 instead of 4$/, broken: reconfigured('parallel', '4') },
    { check: 'snapshot-control-file', status: 'WARN', finding: /^\/u01\/snapcf\.f instead of /, broken: recorded(rman('SNAPSHOT CONTROLFILE NAME', "TO ''/u01/snapcf.f''")) },
    { check: 'recovery-catalog', status: 'FAIL', finding: /does not know the database/, broken: configured('rmancatalog: /@rman') },
  ],
  [
    { check: 'uncopied-datafiles', status: 'WARN', finding: /^1 without: /, broken: recorded('delete from datafile_copy where file = 5') },
    { check: 'datafile-state', status: 'WARN', finding: /^1 need recovery: /, broken: recorded("update datafile set status = 'RECOVER' where file = 4") },
    { check: 'unrecoverable-changes', status: 'WARN', finding: /^in 1 datafiles: /, broken: recorded("update datafile set unrecoverable_change = 999999999, unrecoverable_time = '2026-02-03 12:00:00' where file = 3") },
    { check: 'corrupt-blocks', status: 'WARN', finding: /file 4 block 17 \(CHECKSUM\)/, broken: recorded("insert into block_corruption values (4, 17, 1, 0, 'CHECKSUM')") },
    { check: 'archived-redo', status: 'WARN', finding: /archived logs are missing|breaks off/, broken: (broken) => missing(`nfs/demo-backup/orcl/archivelog/${newestLog(broken)}`)(broken) },
    { check: 'storage-clock', status: 'WARN', finding: /^(?:400|399) seconds behind this host$/, broken: faulty({ name: 'clock-skew', of: 'appliance', seconds: -400 }) },
    { check: 'clones', status: 'FAIL', finding: /403/, broken: faulty({ name: 'zfssa', method: 'GET', pathMatch: '/filesystems$', status: 403 }) },
    { check: 'storage-space', status: 'WARN', finding: /^90B of 1000B are free$/, broken: faulty({ name: 'zfssa', method: 'GET', pathMatch: '/filesystems/orcl$', status: 200, nonJson: '{"filesystem":{"name":"orcl","mountpoint":"/export/demo-backup/orcl","space_available":90,"space_total":910}}' }) },
    { check: 'snapshot-count', status: 'WARN', finding: /^901, of which 1 are icb's$/, broken: listed((found) => [...Array.from({ length: 900 }, (_, index) => ({ id: `hourly.${index}`, createdAt: new Date(0), cloneCount: 0 })), ...found]) },
    { check: 'snapshot-age', status: 'WARN', finding: /^0:01:00 old$/, broken: reconfigured('warningsnapage', '0.01') },
    { check: 'ledger', status: 'WARN', finding: /^nothing about orcl-2026/, broken: missing('nfs/demo-backup/orcl/snapshots.jsonl') },
    { check: 'scheduled-program', status: 'WARN', finding: /^ICB_BACKUP_PROGRAM starts .*--config \/old\/backup\.cfg backup orcl/, broken: inDictionary((text) => text.replace(/"value":"[^"]*backup\.cfg"/, '"value":"/old/backup.cfg"')) },
    { check: 'schedule-times', status: 'WARN', finding: /^ICB_BACKUP_SCHEDULE is FREQ=DAILY, schedulebackup is FREQ=WEEKLY$/, broken: configured('schedulebackup: FREQ=WEEKLY') },
    { check: 'last-run', status: 'WARN', finding: /^ICB_BACKUP_JOB FAILED \(2026-02-03 13:00:00\)$/, broken: inDictionary((text) => text.replace('"runs":[', `"runs":[${JSON.stringify(failedRun)}`)) },
    { check: 'restore-mount', status: 'WARN', finding: /^cannot start .*mount-clone: /, broken: missing('bin/mount-clone') },
    { check: 'hooks', status: 'FAIL', finding: /^hookpre: cannot start \/opt\/gone: there is no such file$/, broken: configured('generichookpre: /opt/gone now') },
    { check: 'restore-hooks', status: 'WARN', finding: /^hookfailure: .*tell-nobody/, broken: edited('backup.cfg', (text) => text.replace('[autorestore]\n', '[autorestore]\nhookfailure: tell-nobody\n')) },
    { check: 'last-test', status: 'WARN', finding: /^failed at 2026-02-03 11:00:00 UTC: orcl: recovery failed$/, broken: (broken) => added('restore/log/20260203T110000-orcl.json', certificateOf(failedTest, '2026-02-03T11:00:00Z', broken))(broken) },
    { check: 'keystore', status: 'WARN', finding: /^1 encrypted, and autorestorewalletroot is not set$/, broken: recorded("update tablespace set encrypted = 'YES' where name = 'USERS'") },
    { check: 'verification-query', status: 'FAIL', finding: /ORA-00942/, broken: reconfigured('customverifydate', 'select max(created) from app.gone') },
    { check: 'result-catalog', status: 'WARN', finding: /results\.db is not there/, broken: missing('results.db') },
    { check: 'job-state', status: 'WARN', finding: /ICB_BACKUP_JOB is SCHEDULED, but backupjobenabled is false/, broken: configured('backupjobenabled: false') },
  ],
  [
    { check: 'area-space', status: 'FAIL', finding: /19B of 1000B are free/, broken: spaceLeft(19) },
    { check: 'area-destination', status: 'FAIL', finding: /no LOG_ARCHIVE_DEST_n is /, broken: recorded(parameter('log_archive_dest_2', '')) },
    { check: 'autobackup', status: 'WARN', finding: /^the format is \/elsewhere\/%F/, broken: recorded(rman('CONTROLFILE AUTOBACKUP FORMAT FOR DEVICE TYPE', "DISK TO ''/elsewhere/%F''")) },
    { check: 'recovery-catalog', status: 'WARN', finding: /ORA-12541/, broken: all(configured('rmancatalog: /@rman'), faulty({ name: 'login-error', code: 'ORA-12541', to: 'rman' })) },
    { check: 'uncopied-datafiles', status: 'FAIL', finding: /^1 files of the image copy are gone: .*_TS-USERS_/, broken: (broken) => missing(`nfs/demo-backup/orcl/${copyOfUsers(broken)}`)(broken) },
    { check: 'snapshot-age', status: 'FAIL', finding: /^0:01:00 old$/, broken: all(reconfigured('warningsnapage', '0'), reconfigured('criticalsnapage', '0')) },
    { check: 'snapshot-retention', status: 'WARN', finding: /^1 are: orcl-20250105T010000$/, broken: listed((found) => [{ id: 'orcl-20250105T010000', createdAt: new Date('2025-01-05T01:00:00Z'), cloneCount: 0 }, ...found]) },
    { check: 'last-test', status: 'WARN', finding: /^passed at 2026-01-20 11:00:00 UTC, 1\d days ago$/, broken: (broken) => added('restore/log/20260120T110000-orcl.json', certificateOf(passedTest, '2026-01-20T11:00:00Z', broken))(broken) },
    { check: 'job-state', status: 'WARN', finding: /JOB_QUEUE_PROCESSES is 0/, broken: recorded(parameter('job_queue_processes', '0')) },
  ],
  [
    { check: 'last-test', status: 'WARN', finding: /^passed at 2036-01-20 11:00:00 UTC, which is in the future$/, broken: (broken) => added('restore/log/20360120T110000-orcl.json', certificateOf(passedTest, '2036-01-20T11:00:00Z', broken))(broken) },
    { check: 'schedule-times', status: 'FAIL', finding: /^schedulearchlog is no calendar expression of the Scheduler: FREQ=SOMETIMES$/, broken: configured('schedulearchlog: FREQ=SOMETIMES') },
    { check: 'verification-query', status: 'FAIL', finding: /found no time/, broken: reconfigured('customverifydate', 'select max(created) from app.transactions where id < 0') },
    { check: 'restore-mount', status: 'WARN', finding: /\/restore\/mnt has no line in \/etc\/fstab$/, broken: all(reconfigured('mountcommand', 'mount'), reconfigured('umountcommand', 'umount')) },
    {
      check: 'certificate',
      status: 'WARN',
      finding: /^valid until 2026-02-13, 9 days$/,
      broken: listed((found, observer) => {
        observer.certificateSeen(new Date('2026-02-13T09:00:00Z'));
        return [...found];
      }),
    },
    { check: 'fstab', status: 'WARN', finding: /has no line in \/etc\/fstab/, broken: fstabIs('#127.0.0.1:/export/demo-backup/orcl AREA nfs') },
    { check: 'area-destination', status: 'WARN', finding: /is MANDATORY/, broken: recorded("update parameter set value = replace(value, 'OPTIONAL', 'MANDATORY') where name = 'log_archive_dest_2'") },
  ],
  [
    { check: 'mount-options', status: 'WARN', finding: /^a soft mount/, broken: mountedAs({ options: ['rw', 'soft', 'vers=4.1'] }) },
  ],
  [
    { check: 'mount-options', status: 'WARN', finding: /^rsize below 32768/, broken: mountedAs({ options: ['rw', 'hard', 'rsize=8192'] }) },
  ],
  [
    { check: 'mount-source', status: 'FAIL', finding: /other:\/export\/old\/orcl is mounted, snapshots are taken of .*:\/export\/demo-backup\/orcl/, broken: mountedAs({ source: 'other:/export/old/orcl' }) },
  ],
];

describe('icb check', () => {
  it('finds nothing wrong with a lab that is set up, and leaves out only what does not apply', async () => {
    const checks = await checkLab(lab);

    expect(checks.find(({ name }) => name === 'certificate')?.finding).toMatch(/^valid until 2070-01-01, /);
    expect(checks.filter(({ status }) => status !== 'OK').map(({ name, finding }) => `${name}: ${finding}`)).toEqual([
      'site-scripts: templatedir is not set',
      'hooks: none is configured',
      'redo-transport: there is no standby',
      'recovery-catalog: none is configured',
      'last-run: no job has run yet',
      'restore-hooks: none is configured',
      'last-test: none has been run yet',
      'keystore: no tablespace is encrypted',
    ]);
  });

  it('has a way to break each thing it checks', () => {
    const names = [...configurationChecks, ...databaseChecks].flatMap(({ checks }) => (checks as readonly { readonly name: string }[]).map(({ name }) => name));

    expect([...new Set([...alone, ...together.flat()].map(({ check }) => check))].toSorted()).toEqual(names.toSorted());
    expect(names.length).toBeGreaterThanOrEqual(30);
  });

  it.each(alone)('tells $status of $check alone: $finding', async (row) => {
    await expectBroken([row]);
  });

  it.each(together.map((rows) => ({ rows, names: rows.map(({ check }) => check).join(' ') })))('tells of $names, and of nothing else', async ({ rows }) => {
    await expectBroken(rows);
  });

  it('sends nobody to the schedule for a snapshot that is dated in the future', async () => {
    const { mend, changes } = listed((found) => found.map((snapshot) => ({ ...snapshot, createdAt: new Date('2030-01-01T00:00:00Z') })))(lab);

    const checks = await checkLab(lab, changes).finally(() => mend?.());

    expect(checks.find(({ name }) => name === 'snapshot-age')).toMatchObject({ status: 'WARN', finding: 'the latest snapshot is dated in the future', remedy: expect.stringMatching(/^compare the clocks/u) as string });
  });

  it('asks neither database nor backup area on a host for restores', async () => {
    const broken = all(faulty({ name: 'login-error', code: 'ORA-12541' }), missing('nfs/demo-backup/orcl/archivelog'), missing('tns/tnsnames.ora'))(lab);

    const checks = await checkLab(lab, broken.changes, { restoreHost: true }).finally(() => broken.mend?.());

    expect(checks.filter(({ status }) => status !== 'OK').map(({ name }) => name)).toEqual(['site-scripts', 'restore-hooks', 'last-test']);
    expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['configuration', 'oracle-home', 'storage-login', 'clones', 'restore-folders', 'restore-mount', 'result-catalog']));
  });

  it('tells of each database, of one too that cannot be looked at', async () => {
    const { mend } = edited('backup.cfg', (text) => `${text}[bad]\nrecoverywindow: 3\n`)(lab);

    const { exitCode, stdout } = await lab.icb('check').finally(() => mend?.());

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^configuration: 1 FAIL, 0 WARN\n {2}FAIL {2}configuration +dbid is missing in \[bad\] \(line \d+\),\n/mu);
    expect(stdout).toMatch(/^bad: 0 FAIL, 0 WARN, \d+ SKIP\n {2}SKIP {2}\d+ checks +need configuration\n/mu);
    expect(stdout).toMatch(/^orcl: 0 FAIL, /mu);
  });

  it('finds nothing wrong once all is mended', async () => {
    const checks = await checkLab(lab);

    expect(checks.filter(({ status }) => status === 'WARN' || status === 'FAIL')).toEqual([]);
  });
});

/** A run of a job as the lab's dictionary has it. */
const failedRun = { owner: 'BACKUPEXEC', job: 'ICB_BACKUP_JOB', status: 'FAILED', error: 27369, started: '2026-02-03 12:00:00', ended: '2026-02-03 13:00:00', additionalInfo: 'two\nlines' };

function certificateOf(test: RestoreTestResult, iso: string, { directory }: TestLab): string {
  const startedAt = DateTime.fromISO(iso, { zone: 'utc' });
  return formatCertificate(buildCertificate({ ...test, startedAt, logFile: `${directory}/restore/log/${startedAt.toFormat("yyyyMMdd'T'HHmmss")}-orcl.log` }, null));
}

async function expectBroken(rows: readonly Row[]): Promise<void> {
  const { mend, changes } = all(...rows.map(({ broken }) => broken))(lab);

  const checks = await checkLab(lab, changes).finally(() => mend?.());

  const bad = checks.filter(({ status }) => status === 'WARN' || status === 'FAIL');
  const wanted = rows.map(({ check, status, finding }) => ({ name: check, status, finding: expect.stringMatching(finding) as string, remedy: expect.stringMatching(/^(?!.*<db>).{10,}/u) as string }));
  expect(bad.map(({ name, status }) => `${name} ${status}`).toSorted()).toEqual(rows.map(({ check, status }) => `${check} ${status}`).toSorted());
  expect(bad).toEqual(expect.arrayContaining(wanted.map((row) => expect.objectContaining(row) as object)));
}

/** The host as {@link checkLab} has it, but for this. */
function hostWith(changes: (lab: TestLab) => Partial<NonNullable<CheckChanges['host']>>): Breakage {
  return shown((broken) => {
    const host = {
      mounts: () => [nfsMount(broken)],
      fstab: () => `${nfsMount(broken).source} ${broken.area} nfs rw 0 0`,
      space: async () => ({ totalBytes: 1000, availableBytes: 500 }),
    };
    return { host: { ...host, ...changes(broken) } };
  });
}

/** Undefined: its share is not mounted. */
function mountedAs(changes: Partial<MountWithOptions> | undefined): Breakage {
  const root = { mountPoint: '/', fileSystem: 'ext4', source: '/dev/vda', options: ['rw'] };
  return hostWith((broken) => ({ mounts: () => (changes === undefined ? [root] : [root, nfsMount(broken, changes)]) }));
}

function fstabIs(text: string): Breakage {
  return hostWith((broken) => ({ fstab: () => text.replace('AREA', broken.area) }));
}

function spaceLeft(availableBytes: number): Breakage {
  return hostWith(() => ({ space: async () => ({ totalBytes: 1000, availableBytes }) }));
}

/** The storage system lists other snapshots, or shows another certificate. */
function listed(change: (found: readonly Snapshot[], observer: ConnectionObserver) => Snapshot[]): Breakage {
  return shown((broken) => ({
    openStorage: async (database, listeners) => {
      const configuration = openConfiguration({ option: join(broken.directory, 'backup.cfg'), env: {}, cwd: '/', installationRoot: '/' });
      const storage = await openDatabaseStorage(configuration, database, { world: { clock: broken.clock, env: {} }, ...listeners });
      const list = storage.listSnapshots.bind(storage);
      storage.listSnapshots = async (signal) => change(await list(signal), listeners.observer);
      return storage;
    },
  }));
}

function inDictionary(edit: (text: string) => string): Breakage {
  return edited('world/orcl.dictionary.json', (text) => edit(JSON.stringify(JSON.parse(text))));
}

function copyOfUsers({ area }: TestLab): string {
  return readdirSync(area).find((name) => name.includes('_TS-USERS_')) ?? '';
}

function newestLog({ area }: TestLab): string {
  return readdirSync(join(area, 'archivelog')).toSorted().at(-1) ?? '';
}
