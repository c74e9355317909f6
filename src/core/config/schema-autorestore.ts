import { hookSettings, pingSetting } from './schema-notices.ts';
import type { Setting } from './setting.ts';

export const autorestoreSettings = [
  {
    key: 'autorestoredestination',
    type: { kind: 'absolute path' },
    meaning: 'scratch folder of the restored instance: EVERYTHING IN IT IS DELETED',
    example: '/nfs/autorestore/dest',
  },
  {
    key: 'autorestoreclonename',
    type: { kind: 'word' },
    meaning: 'name of the clone that is made for the test',
    default: 'autorestore',
    example: 'autorestore',
  },
  {
    key: 'autorestoremountpoint',
    type: { kind: 'absolute path' },
    meaning: 'where the clone is mounted; fstab must let the oracle user do that (noauto,user)',
    example: '/nfs/autorestore/mnt',
  },
  {
    key: 'autorestoresnapage',
    type: { kind: 'duration', unit: 'hours' },
    meaning: 'restore the newest snapshot that is at least this old',
    default: '0',
    example: '0',
  },
  {
    key: 'autorestorelogdir',
    type: { kind: 'absolute path' },
    meaning: 'folder of the logs, the lock and the diagnostics of the restored instance',
    example: '/nfs/autorestore/log',
  },
  {
    key: 'autorestoremaxtoleranceminutes',
    type: { kind: 'duration', unit: 'minutes' },
    meaning: 'largest difference between the target and the time found in the restored database',
    default: '5',
    example: '5',
  },
  {
    key: 'autorestorecatalog',
    type: { kind: 'result catalog' },
    meaning: 'database, or SQLite file, that keeps the results',
    example: '/@autorestore',
  },
  {
    key: 'autorestorevalidatechance',
    type: { kind: 'integer', min: 0 },
    meaning: 'check every block in one of this many restores, by chance; 0 never, 1 always',
    default: '0',
    example: '0',
  },
  {
    key: 'autorestoremodulus',
    type: { kind: 'integer', min: 0, max: 36_500, unit: 'days' },
    meaning: 'check every block of a database once in this many days; 0 never. Goes before autorestorevalidatechance',
    default: '0',
    example: '30',
  },
  {
    key: 'mountcommand',
    type: { kind: 'command' },
    meaning: 'command that mounts the clone, given the mount point as its argument',
    default: 'mount',
    example: 'mount',
  },
  {
    key: 'umountcommand',
    type: { kind: 'command' },
    meaning: 'command that unmounts the clone, given the mount point as its argument',
    default: 'umount',
    example: 'umount',
  },
  {
    key: 'pga_size',
    type: { kind: 'size' },
    meaning: 'PGA of the restored instance',
    default: '1G',
    example: '1G',
  },
  {
    key: 'sga_size',
    type: { kind: 'size' },
    meaning: 'SGA of the restored instance',
    default: '2G',
    example: '2G',
  },
  ...hookSettings,
  pingSetting,
] as const satisfies readonly Setting[];
