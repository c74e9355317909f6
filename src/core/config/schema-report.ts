import type { Setting } from './setting.ts';

/** When `icb report` is content with a database; in [generic], since they hold for all. */
export const reportSettings = [
  {
    key: 'rpowarning',
    type: { kind: 'duration', unit: 'hours' },
    meaning: 'report warns when the redo in the backup area ends longer ago than this: ARCHIVE_LAG_TARGET keeps it short',
    default: '6',
    example: '6',
  },
  {
    key: 'rpocritical',
    type: { kind: 'duration', unit: 'hours' },
    meaning: 'report fails a database when the redo in its backup area ends longer ago than this',
    default: '26',
    example: '26',
  },
  {
    key: 'rtowarning',
    type: { kind: 'duration', unit: 'hours' },
    meaning: 'report warns when the last restore test that passed took longer than this; 0 never',
    default: '0',
    example: '4',
  },
  {
    key: 'restoretestmaxage',
    type: { kind: 'integer', min: 0, unit: 'days' },
    meaning: 'report warns when no restore test has passed for longer than this; 0: it does not ask for restore tests',
    default: '8',
    example: '8',
  },
  {
    key: 'reporttimelimit',
    type: { kind: 'integer', min: 1, max: 3600, unit: 'seconds' },
    meaning: 'how long report waits for the answers about one database',
    default: '30',
    example: '30',
  },
] as const satisfies readonly Setting[];
