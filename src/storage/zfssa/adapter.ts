// Oracle ZFS Storage Appliance: the volume of a database is the filesystem named after it in one project.
import type { StorageAdapter } from '../adapter.ts';
import { GuardedStorage } from '../guarded/storage.ts';
import { openConnection } from '../https/tls-settings.ts';
import { ZfssaClient } from './client.ts';
import { ZfssaDriver } from './driver.ts';
import { readSettings } from './settings.ts';

export const adapter: StorageAdapter = {
  async open(context) {
    const settings = readSettings(context);
    const credentials = await context.credentials('zfssa');
    const connection = openConnection(context, settings);
    const client = new ZfssaClient({ connection, credentials, clock: context.clock, host: settings.host });
    return new GuardedStorage(new ZfssaDriver(client, { ...settings, ...context }), context);
  },
};
