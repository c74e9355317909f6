// What is needed to build the surroundings of a database again, without asking the database: it may be down.
import type { DatabaseSettings } from '#core/config/settings.ts';
import { readServices, serviceCommands } from '#oracle/cluster-services.ts';
import type { SrvctlStyle } from '#oracle/cluster-services.ts';
import type { CapturedRun, InventoryTools } from '#oracle/inventory.ts';
import { readPatches } from '#oracle/patches.ts';
import type { ClusterInventory, DatabaseInventory } from '#reports/database-inventory.ts';

/** What cannot be found out is a problem in the result; the rest is asked all the same. */
export async function takeInventory({ name, oracleHome, gridManaged }: Pick<DatabaseSettings, 'name' | 'oracleHome' | 'gridManaged'>, tools: InventoryTools, signal: AbortSignal): Promise<DatabaseInventory> {
  const problems: string[] = [];
  const cluster = gridManaged ? await askCluster(name, tools, { problems, signal }) : undefined;
  const { output, fault } = await tools.opatch(['lspatches'], signal);
  if (fault !== undefined) problems.push(fault);
  return { database: name, oracleHome, gridManaged, cluster, patches: fault === undefined ? readPatches(output) : undefined, problems };
}

interface Asking {
  readonly problems: string[];
  readonly signal: AbortSignal;
}

async function askCluster(database: string, tools: InventoryTools, { problems, signal }: Asking): Promise<ClusterInventory | undefined> {
  const { style, run } = await findStyle(database, tools, signal);
  if (run.fault !== undefined) {
    problems.push(describe(run));
    return undefined;
  }
  const services = await tools.srvctl(['config', 'service', style === 'words' ? '-db' : '-d', database], signal);
  if (services.fault !== undefined) problems.push(describe(services));
  return {
    configuration: run.output,
    services: services.fault === undefined ? readServices(services.output).map((service) => ({ ...service, ...serviceCommands(service, database, style) })) : undefined,
  };
}

/** Before 12.1 srvctl refuses an option of more than a letter: PRKO-2002. */
async function findStyle(database: string, tools: InventoryTools, signal: AbortSignal): Promise<{ readonly style: SrvctlStyle; readonly run: CapturedRun }> {
  const run = await tools.srvctl(['config', 'database', '-db', database], signal);
  if (run.fault === undefined || !run.output.includes('PRKO-2002')) return { style: 'words', run };
  return { style: 'letters', run: await tools.srvctl(['config', 'database', '-d', database], signal) };
}

/** Its own lines say more than its exit code. */
function describe({ output, fault }: CapturedRun): string {
  const said = output.split('\n').map((line) => line.trim()).filter((line) => /^(?:PR|CRS)/u.test(line)).join('; ');
  return said === '' ? (fault ?? '') : `${fault ?? ''}: ${said}`;
}
