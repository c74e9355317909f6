// Only ONTAP has several volumes for one database. Elsewhere a snapshot of the first alone would pass for a backup.
import { expect, it } from 'vitest';
import { openStorage } from '#storage/open-storage.ts';
import { fakeClock } from '../core/fake-clock.ts';
import { recordedLog } from '../core/recorded-log.ts';

const settings: Readonly<Record<string, string>> = {
  url: 'https://storage.example.com:8088',
  serveraddress: 'storage.example.com',
  mounthost: 'storage.example.com',
  pool: 'pool-0',
  project: 'db-backup',
  dataset: 'tank/backup',
};

it.each(['zfssa', 'softnas', 'dorado', 'openzfs'] as const)('further volumes are refused with storage %s', async (builtIn) => {
  const opening = openStorage({
    choice: { builtIn },
    database: 'orcl',
    get: (key, section) => (section === undefined ? (key === 'additionalvolumesuffixes' ? '_data2' : undefined) : settings[key]),
    configDir: '/',
    credentials: () => ({ user: 'icb', password: 'secret' }),
    clock: fakeClock('2024-03-05T01:02:03Z'),
    log: recordedLog(),
  });

  await expect(opening).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('several volumes for one database are not possible') });
});
