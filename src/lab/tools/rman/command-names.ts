import type { Statement } from './statement.ts';

/** How a command is called. */
export interface CommandNames {
  /** In RMAN-03002. */
  readonly verb: string;
  /** In V$RMAN_STATUS; some commands have no row there. */
  readonly operation: string | undefined;
  readonly objectType: string | null;
}

const names: Readonly<Partial<Record<Statement['kind'], CommandNames>>> = {
  'allocate-channel': { verb: 'allocate', operation: undefined, objectType: null },
  'release-channel': { verb: 'release', operation: undefined, objectType: null },
  'backup-database': { verb: 'backup', operation: 'BACKUP', objectType: 'DB INCR' },
  'backup-archived-log': { verb: 'backup', operation: 'BACKUP', objectType: 'ARCHIVELOG' },
  'backup-spfile': { verb: 'backup', operation: 'BACKUP', objectType: 'SPFILE' },
  'backup-control-file': { verb: 'backup', operation: 'BACKUP', objectType: 'CONTROLFILE' },
  'report-need-backup': { verb: 'report', operation: 'REPORT', objectType: null },
  'report-unrecoverable': { verb: 'report', operation: 'REPORT', objectType: null },
  'restore-preview': { verb: 'restore', operation: 'RESTORE', objectType: 'DB FULL' },
  'restore-validate-header': { verb: 'restore', operation: 'RESTORE VALIDATE', objectType: 'DB FULL' },
  'validate-archived-logs': { verb: 'validate', operation: 'VALIDATE', objectType: 'ARCHIVELOG' },
  'validate-backup-set': { verb: 'validate', operation: 'VALIDATE', objectType: null },
  'validate-copies': { verb: 'validate', operation: 'VALIDATE', objectType: 'DATAFILE FULL' },
  'backup-validate': { verb: 'backup', operation: 'BACKUP', objectType: 'DB FULL' },
  'catalog-start': { verb: 'catalog', operation: 'CATALOG', objectType: null },
  'change-archivelog': { verb: 'change', operation: undefined, objectType: null },
  'change-backup': { verb: 'change', operation: undefined, objectType: null },
  'change-copy': { verb: 'change', operation: undefined, objectType: null },
  'recover-database': { verb: 'recover', operation: 'RECOVER', objectType: 'DB FULL' },
  'restore-controlfile': { verb: 'restore', operation: 'RESTORE', objectType: 'CONTROLFILE' },
  'restore-datafile': { verb: 'restore', operation: 'RESTORE', objectType: 'DATAFILE FULL' },
  'set-newname': { verb: 'set', operation: undefined, objectType: null },
  'set-until': { verb: 'set', operation: undefined, objectType: null },
  'switch-to-copy': { verb: 'switch to copy', operation: undefined, objectType: null },
  'switch-datafile': { verb: 'switch', operation: undefined, objectType: null },
  'switch-tempfile': { verb: 'switch', operation: undefined, objectType: null },
  'recover-copy': { verb: 'recover', operation: 'RECOVER', objectType: null },
  'delete-backupset': { verb: 'delete', operation: 'DELETE', objectType: null },
  'delete-archived-log': { verb: 'delete', operation: 'DELETE', objectType: null },
  'delete-datafile-copy': { verb: 'delete', operation: 'DELETE', objectType: null },
  'delete-obsolete': { verb: 'delete', operation: 'DELETE', objectType: null },
  crosscheck: { verb: 'crosscheck', operation: 'CROSSCHECK', objectType: null },
  list: { verb: 'list', operation: 'LIST', objectType: null },
  register: { verb: 'register', operation: 'REGISTER', objectType: null },
  'reset-database': { verb: 'reset database', operation: undefined, objectType: null },
  resync: { verb: 'resync', operation: 'RESYNC', objectType: null },
};

export function commandNames(kind: Statement['kind']): CommandNames {
  return names[kind] ?? { verb: kind, operation: undefined, objectType: null };
}
