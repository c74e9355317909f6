import { openConfiguration } from '#core/config/locate.ts';
import { installationRoot } from '#core/installation.ts';
import { createInventoryTools } from '#oracle/inventory.ts';
import { inventoryJson, inventoryText } from '#reports/database-inventory.ts';
import { takeInventory } from '#workflows/database-inventory.ts';
import type { CommandContext } from './context.ts';
import { messageLog } from './message-log.ts';

/** `icb dbinfo <db>`: exit code 1 when something could not be found out. */
export async function run(databaseName: string, { world, options }: CommandContext): Promise<number> {
  const configuration = openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot });
  const database = configuration.database(databaseName);
  const tools = createInventoryTools({ ...database, launch: world.launchTool, log: messageLog(world.stderr, options) });
  const inventory = await takeInventory(database, tools, world.signal);
  world.stdout.write(options.json ? `${JSON.stringify(inventoryJson(inventory), undefined, 2)}\n` : inventoryText(inventory));
  for (const problem of inventory.problems) world.stderr.write(`icb: ${database.name}: ${problem}\n`);
  return inventory.problems.length === 0 ? 0 : 1;
}
