// Huawei OceanStor Dorado: the volume of a database is the filesystem named after it, in one vStore.
import type { StorageAdapter } from '../adapter.ts';
import { GuardedStorage } from '../guarded/storage.ts';
import { openConnection } from '../https/tls-settings.ts';
import { DoradoClient } from './client.ts';
import { Controller } from './controller.ts';
import { DoradoDriver } from './driver.ts';
import { readSettings } from './settings.ts';

export const adapter: StorageAdapter = {
  async open(context) {
    const settings = readSettings(context);
    const credentials = await context.credentials('dorado');
    const controllers = settings.origins.map((origin) => {
      const { host } = new URL(origin);
      return new Controller(openConnection(context, { ...settings, origin, host }), { host, credentials });
    });
    return new GuardedStorage(new DoradoDriver(new DoradoClient(controllers, context), { ...settings, ...context }), context);
  },
};
