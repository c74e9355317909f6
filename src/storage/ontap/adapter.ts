// NetApp ONTAP: the volume of a database is the one named after it, in one SVM; it may have further ones.
import type { StorageAdapter } from '../adapter.ts';
import { GuardedStorage } from '../guarded/storage.ts';
import { openConnection } from '../https/tls-settings.ts';
import { OntapDriver } from './driver.ts';
import { openWire } from './open-wire.ts';
import { readSettings } from './settings.ts';

export const adapter: StorageAdapter = {
  async open(context) {
    const settings = readSettings(context);
    const credentials = await context.credentials('ontap');
    const connection = openConnection(context, settings);
    const wire = openWire(settings, { ...context, connection, credentials });
    return new GuardedStorage(new OntapDriver(wire, { ...settings, ...context, owner: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 } }), context);
  },
};
