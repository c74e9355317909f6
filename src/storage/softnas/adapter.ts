// SoftNAS: the volume of a database is the one named after it in one pool. Its API names snapshots itself and makes no clones.
import type { StorageAdapter } from '../adapter.ts';
import { GuardedStorage } from '../guarded/storage.ts';
import { openConnection } from '../https/tls-settings.ts';
import { SoftnasClient } from './client.ts';
import { SoftnasDriver } from './driver.ts';
import { MadeSnapshots } from './made-snapshots.ts';
import { readSettings } from './settings.ts';

export const adapter: StorageAdapter = {
  async open(context) {
    const settings = readSettings(context);
    const credentials = await context.credentials('softnas');
    const connection = openConnection(context, settings);
    const client = new SoftnasClient({ connection, credentials, host: settings.host, log: context.log }, context.clock);
    return new GuardedStorage(new SoftnasDriver(client, { ...settings, ...context, made: new MadeSnapshots(context) }), context);
  },
};
