import type { Configuration } from '#core/config/configuration.ts';
import { ConfigurationError } from '#core/errors.ts';
import { currentProcess } from '#core/process-identity.ts';
import { openRunFolder, runFolderParent } from '#core/run-folder.ts';
import type { CommandContext } from '../context.ts';
import { messageLog } from '../message-log.ts';
import { openConfiguredCatalog } from './configured-catalog.ts';

/** `icb autorestore --createcatalog`: the table in each catalog the databases name; what is there stays. */
export async function createCatalog(configuration: Configuration, databases: readonly string[], { world, options }: CommandContext): Promise<number> {
  const byCatalog = new Map(databases.map((name) => configuration.restoreTestSettings(name)).flatMap((settings) => (settings.resultCatalog === undefined ? [] : [[settings.resultCatalog, settings]])));
  if (byCatalog.size === 0) {
    throw new ConfigurationError(`autorestorecatalog is not set in ${configuration.file}: there is no catalog to create`, { hint: 'set it to a connect string (/@autorestore) or to sqlite:PATH' });
  }
  const log = messageLog(world.stderr, options);
  await using folder = await openRunFolder(runFolderParent(world.env['TMPDIR'], world.cwd), currentProcess());
  for (const [name, settings] of byCatalog) {
    const catalog = openConfiguredCatalog({ configuration, settings, context: { world, options }, log, temporaryFolder: folder.path }, name);
    await catalog.create(world.signal);
    if (!options.json) world.stdout.write(`result catalog is ready: ${shown(name)}\n`);
  }
  if (options.json) world.stdout.write(`${JSON.stringify({ catalogs: [...byCatalog.keys()].map(shown) }, undefined, 2)}\n`);
  return 0;
}

/** Without the password that an old configuration may hold. */
function shown(catalog: string): string {
  return catalog.startsWith('sqlite:') ? catalog : catalog.replace(/^([^/@]+)\/.*@/u, '$1@');
}
