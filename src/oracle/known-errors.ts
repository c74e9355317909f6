// Errors a DBA meets at night, with one line each: what it means here, and what to do. To add one, add an entry; the
// operating system's error gives the advice where there is one, else the innermost code of the stack that is found here.

/** Advice on one error. */
export interface KnownError {
  readonly advice: string;
  /** Where the fact comes from. */
  readonly source: string;
}

const errorMessages = 'Database Error Messages';
const sqlnet = 'Net Services Administrator\'s Guide, Troubleshooting; Database Error Messages';
const rmanGuide = 'Backup and Recovery User\'s Guide, Troubleshooting RMAN Operations';
const nfs = 'Database Installation Guide for Linux, NFS mount options; Database Error Messages';

export const knownErrors: Readonly<Record<string, KnownError>> = {
  'ORA-01017': {
    advice: 'the login in the wallet is wrong: store the credential again under exactly this TNS alias (mkstore, from 23ai on orapki secretstore)',
    source: errorMessages,
  },
  'ORA-12578': { advice: 'the wallet cannot be opened: check WALLET_LOCATION in sqlnet.ora and that cwallet.sso belongs to this user', source: sqlnet },
  'ORA-28000': { advice: 'the account of the wallet is locked: unlock it, or correct what logs in with an old password', source: errorMessages },
  'ORA-28001': { advice: 'the password of the account has expired: change it in the database and in the wallet', source: errorMessages },
  'ORA-12154': { advice: 'the TNS alias is not in tnsnames.ora: add it in the folder that tnsadmin names', source: sqlnet },
  'ORA-12170': { advice: 'the host does not answer: check host name, port and firewall of the TNS alias', source: sqlnet },
  'ORA-12541': { advice: 'no listener answers: start it on the database host, or correct host and port of the TNS alias', source: sqlnet },
  'ORA-12514': { advice: 'the listener does not know the service: open the database, or correct SERVICE_NAME of the TNS alias', source: sqlnet },
  'ORA-01031': {
    advice: 'the login lacks the privilege: grant it SYSDBA, or SYSBACKUP with privilege: sysbackup (that is not enough for config and setschedule)',
    source: `${errorMessages}; Administrator's Guide, Administrative Privileges`,
  },
  'SP2-0306': {
    advice: 'this Oracle home does not know the privilege: SYSBACKUP begins with 12.1, set privilege: sysdba for older databases',
    source: "SQL*Plus User's Guide, Error Messages; Administrator's Guide 12.1, Administrative Privileges",
  },
  'ORA-03113': { advice: 'the database ended the session: look in its alert log whether the instance crashed or was shut down, then run again', source: errorMessages },
  'ORA-01034': { advice: 'the instance is not running: start it', source: errorMessages },
  'ORA-00257': { advice: 'redo cannot be archived, users wait: make room in the recovery area, or raise DB_RECOVERY_FILE_DEST_SIZE', source: errorMessages },
  'ORA-16038': { advice: 'a log cannot be archived: look in the alert log for the destination that fails, usually a full recovery area', source: errorMessages },
  'ORA-19809': { advice: 'the recovery area is full: raise DB_RECOVERY_FILE_DEST_SIZE, or delete what need not be kept there', source: errorMessages },
  'ORA-19815': { advice: 'the recovery area is nearly full: raise DB_RECOVERY_FILE_DEST_SIZE before the next backup', source: errorMessages },
  'ORA-19504': { advice: 'a backup file cannot be created: check that the backup area is mounted, writable for the database\'s user and not full', source: errorMessages },
  'ORA-19502': { advice: 'a backup file cannot be written: check free space and quota of the backup area, then the appliance', source: errorMessages },
  'ORA-27040': { advice: 'a file cannot be created: check mount, permissions and free space of its folder on the database host', source: errorMessages },
  'ORA-27037': { advice: 'a file is not where the control file says: check that the share is mounted on the database host, then crosscheck', source: errorMessages },
  'ORA-27054': { advice: 'the share is mounted without Oracle\'s NFS options: remount it with rw,bg,hard,nointr,rsize,wsize,tcp,actimeo=0, or use dNFS', source: nfs },
  'ORA-27072': { advice: 'the storage failed a read or write: check the share and the system log of the database host', source: errorMessages },
  'ORA-00230': { advice: 'another backup or resync holds the snapshot control file: find its session (V$LOCK, type CF), let it end, then run again', source: rmanGuide },
  'ORA-00245': {
    advice: 'the snapshot control file is not on storage all instances share: run icb backup <db> config, which puts it into the backup area',
    source: 'RMAN in RAC from 11.2 on; Database Error Messages',
  },
  'ORA-19625': { advice: 'a file RMAN knows cannot be read: see whether it is on disk; if it is gone for good, crosscheck it', source: errorMessages },
  'ORA-19755': { advice: 'the block change tracking file cannot be used: disable and enable block change tracking', source: errorMessages },
  'ORA-19566': { advice: 'a datafile has corrupt blocks: run icb backup <db> validatebackup and look at V$DATABASE_BLOCK_CORRUPTION', source: errorMessages },
  'ORA-00439': { advice: 'this edition does not have the feature', source: errorMessages },
  'RMAN-06059': {
    advice: 'an archived log is no longer on disk: if no copy of it exists, crosscheck archived logs; targets that need it cannot be restored',
    source: rmanGuide,
  },
  'RMAN-05021': { advice: 'a standby refuses this setting: configure it at the primary', source: 'Data Guard Concepts and Administration, Using RMAN; Database Error Messages' },
  'RMAN-06094': { advice: 'a datafile is not where the control file says: it has no usable image copy there, restore it before the recovery', source: errorMessages },
  'RMAN-20001': { advice: 'the database is not registered in the recovery catalog: run icb backup <db> config with registercatalog: true', source: errorMessages },
  'RMAN-20207': { advice: 'the point in time lies before the last RESETLOGS: choose a later one, or restore in the earlier incarnation', source: errorMessages },
  'RMAN-20242': { advice: 'RMAN does not know such an archived log: the control file has forgotten it, catalog it if the file exists', source: errorMessages },
  'RMAN-06004': { advice: 'the recovery catalog failed: see the ORA- error with it', source: errorMessages },
  // What restores and restore tests meet.
  'RMAN-06053': { advice: 'an archived log is missing on the way to the target: choose a time before it, or a snapshot whose copies are newer', source: rmanGuide },
  'RMAN-06054': { advice: 'the redo ends before the target: choose an earlier time, or the snapshot after it', source: rmanGuide },
  'RMAN-06172': { advice: 'the control file backup cannot be read: check that after_backup_controlfile.cf is in the clone, whole and readable for this user', source: errorMessages },
  'RMAN-06556': { advice: 'an image copy is newer than the target: take an older snapshot, icb snapper <db> search tells which', source: errorMessages },
  'RMAN-06571': { advice: 'a datafile has no image copy in the clone: run a backup, then restore from the snapshot of the next one', source: errorMessages },
  'ORA-01103': { advice: 'the control file is of another database than the instance was started for: check db_name in autorestore.cfg of the clone', source: errorMessages },
  'ORA-01194': { advice: 'a datafile needs more redo before it can be opened: recover to a later time, its image copy was still being written', source: errorMessages },
  'ORA-01274': { advice: 'a standby makes no new datafiles: set STANDBY_FILE_MANAGEMENT to AUTO there, and in an init file of your own for the restore', source: 'Data Guard Concepts and Administration; Database Reference' },
  'ORA-01666': { advice: 'the backup was taken at a standby, so its copy is one: alter database activate standby database, then open', source: errorMessages },
  'ORA-01578': { advice: 'a block is corrupt: validate the files, and restore them from a snapshot whose restore test passed', source: errorMessages },
  'ORA-19751': { advice: 'the change tracking file of production is not there: it must be renamed and disabled before the copy is opened', source: errorMessages },
  'ORA-27102': { advice: 'this host has not enough memory or shared memory: lower sga_size and pga_size in [autorestore], or raise kernel.shmmax', source: errorMessages },
  'ORA-28365': { advice: 'the keystore is not open: bring the one of production to this host, apart from the backups, and open it before the recovery', source: 'Advanced Security Guide, Transparent Data Encryption' },
  'ORA-38760': { advice: 'flashback is on and its logs are not here: switch flashback off, drop guaranteed restore points', source: errorMessages },
  'ORA-65093': { advice: 'a container database needs enable_pluggable_database=true in the init file: run a backup, which writes it into autorestore.cfg', source: errorMessages },
  'SP2-0734': { advice: 'SQL*Plus does not understand the script: when it is the site\'s own, compare it with the one icb ships', source: 'SQL*Plus User\'s Guide, Error Messages' },
  'RMAN-00558': { advice: 'RMAN does not understand the script: when it is the site\'s own, compare it with the one icb ships', source: rmanGuide },
};

/** Errors of the operating system that tools print as `Linux-x86_64 Error: 28: No space left on device`, by number (errno). */
export const systemErrors: Readonly<Record<string, string>> = {
  '2': 'the file or its folder does not exist on the database host: check that the share is mounted there',
  '5': 'the storage answers with input/output errors: check the appliance and the system log of the database host',
  '13': "the database's user may not write there: check owner and mode of the folder, and the export of the share",
  '28': 'the file system is full: make room, let fewer snapshots live, or enlarge the quota of the share',
  '30': 'the file system is mounted read-only on the database host: remount it for writing',
  '116': 'the share was replaced under the mount (stale handle): unmount and mount it again on the database host',
  '122': 'the quota of the share is used up: enlarge it, or let fewer snapshots live',
};
