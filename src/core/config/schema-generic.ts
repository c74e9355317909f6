import { reportSettings } from './schema-report.ts';
import { hookSettings, pingCertificateSetting } from './schema-notices.ts';
import type { Setting } from './setting.ts';

export const genericSettings = [
  {
    key: 'backupdest',
    type: { kind: 'archive path' },
    meaning: "root of the backup areas: a database's area is the folder of its name in here",
    required: true,
    example: '/nfs/backup',
  },
  {
    key: 'requiremount',
    type: { kind: 'boolean' },
    meaning: 'refuse a backup area that is not on a mounted file system',
    default: 'true',
    example: 'true',
  },
  {
    key: 'backupdestshared',
    type: { kind: 'boolean' },
    meaning: 'false: backupdest itself is the backup area, which leaves room for one database',
    default: 'true',
    example: 'true',
  },
  {
    key: 'logretention',
    type: { kind: 'integer', min: 0, unit: 'days' },
    meaning: 'how long session logs are kept',
    default: '20',
    example: '20',
  },
  {
    key: 'warningsnapage',
    type: { kind: 'duration', unit: 'hours' },
    meaning: 'checkage warns when the newest snapshot is older than this',
    default: '26',
    example: '26',
  },
  {
    key: 'criticalsnapage',
    type: { kind: 'duration', unit: 'hours' },
    meaning: 'checkage is critical when the newest snapshot is older than this',
    default: '32',
    example: '32',
  },
  {
    key: 'tnsadmin',
    type: { kind: 'path' },
    meaning: 'folder of sqlnet.ora, which names the wallet, and tnsnames.ora',
    required: true,
    example: 'tns.prod',
  },
  {
    key: 'osuser',
    type: { kind: 'word' },
    meaning: 'operating system user of the scheduler credential',
    default: 'oracle',
    example: 'oracle',
  },
  {
    key: 'oraclehome',
    type: { kind: 'absolute path' },
    meaning: 'Oracle home whose rman and sqlplus are used',
    defaultFrom: '$ORACLE_HOME',
    example: '/u01/app/oracle/product/19.0.0/dbhome_1',
  },
  {
    key: 'maxlockwait',
    type: { kind: 'duration', unit: 'minutes' },
    meaning: 'how long to wait for the lock of a backup area',
    default: '30',
    example: '30',
  },
  {
    key: 'storage',
    type: { kind: 'choice', choices: ['zfssa', 'ontap', 'softnas', 'dorado', 'openzfs'] },
    meaning: 'storage system of the backup areas; leave it out when snappermodule names one',
    example: 'zfssa',
  },
  {
    key: 'snappermodule',
    type: { kind: 'text' },
    meaning: "path or package name of a site's own adapter, or the old name of a built-in one: zfssa, netapp, softnas, huawei",
    example: 'adapters/filer.mjs',
  },
  {
    key: 'snapperclass',
    type: { kind: 'word' },
    meaning: 'class in snappermodule; for the built-in ones ZFSSA, Netapp, SoftNAS, HuaweiDorado',
    example: 'FilerSnapshots',
  },
  {
    key: 'templatedir',
    type: { kind: 'path' },
    meaning: "folder of a site's own versions of the RMAN and SQL*Plus scripts",
    example: 'scripts',
  },
  {
    key: 'privilege',
    type: { kind: 'choice', choices: ['sysdba', 'sysbackup'] },
    meaning: 'privilege of the connections to the databases that are backed up',
    default: 'sysdba',
    example: 'sysdba',
  },
  ...reportSettings,
  ...hookSettings,
  pingCertificateSetting,
] as const satisfies readonly Setting[];

export const rmanSettings = [
  {
    key: 'catalog',
    type: { kind: 'wallet connect string' },
    meaning: 'RMAN recovery catalog',
    example: '/@rman',
  },
  {
    key: 'sectionsize',
    type: { kind: 'size' },
    meaning: 'SECTION SIZE of the level 1 incremental, to share large files between channels',
    example: '32G',
  },
] as const satisfies readonly Setting[];
