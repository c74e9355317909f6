// OpenZFS: the volume of a database is the dataset named after it in one parent, on this host or on one that ssh reaches.
import type { StorageAdapter } from '../adapter.ts';
import { GuardedStorage } from '../guarded/storage.ts';
import { ZfsClient } from './client.ts';
import { OpenzfsDriver } from './driver.ts';
import { ZfsProgram } from './program.ts';
import { readSettings } from './settings.ts';

const COMMAND_TIMEOUT_MS = 60_000;

export const adapter: StorageAdapter = {
  async open(context) {
    const settings = readSettings(context);
    const program = new ZfsProgram(settings, { timeoutMs: context.limits?.requestTimeoutMs ?? COMMAND_TIMEOUT_MS, startTimer: context.limits?.startTimer });
    const client = new ZfsClient(program, { clock: context.clock, host: settings.host });
    return new GuardedStorage(new OpenzfsDriver(client, { ...settings, ...context }), context);
  },
};
