import { openConfiguration } from '#core/config/locate.ts';
import { IcbError, UsageError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { didYouMean } from '#core/nearest.ts';
import { spellOutLine } from '#core/spelled-out.ts';
import type { CommandContext } from './context.ts';
import { openDatabaseStorage } from './database-storage.ts';
import { messageLog } from './message-log.ts';

const actions = ['create'];

/** `icb volume <db> create`: the volume of a database's backup area, on storage systems where icb can make one. */
export async function run(database: string, action: string, { world, options }: CommandContext): Promise<void> {
  if (!actions.includes(action)) {
    throw new UsageError(`unknown action ${action}${didYouMean(action, actions)}; allowed: ${actions.join(', ')}`);
  }
  const mountSource = await createVolume(database, { world, options });
  const text = options.json ? JSON.stringify({ database, created: true, mountSource }, undefined, 2) : `Volume created: ${spellOutLine(mountSource)}`;
  world.stdout.write(`${text}\n`);
}

/** Returns where the new volume is mounted from. */
async function createVolume(database: string, { world, options }: CommandContext): Promise<string> {
  const configuration = openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot });
  const log = messageLog(world.stderr, options);
  await using storage = await openDatabaseStorage(configuration, database, { world, log });
  if (storage.createVolume === undefined) {
    throw new IcbError(`the storage system of ${database} does not create volumes by command`, { hint: 'create it with its own tools' });
  }
  await storage.createVolume({}, world.signal);
  return await storage.mountSource(database, world.signal);
}
