import type { DateTime } from 'luxon';
import type { Configuration } from '#core/config/configuration.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { IcbError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { currentProcess } from '#core/process-identity.ts';
import { openRunFolder, runFolderParent } from '#core/run-folder.ts';
import { checkDatabaseFacts, queryDatabaseFacts } from '#oracle/database-facts.ts';
import type { DatabaseFacts } from '#oracle/database-facts.ts';
import { queryDatabaseLayout } from '#oracle/database-layout.ts';
import type { DatabaseLayout } from '#oracle/database-layout.ts';
import { createOracleTools } from '#oracle/tools.ts';
import { composeRunbook } from '#workflows/restore-runbook/compose-runbook.ts';
import { gatherRunbookValues } from '#workflows/restore-runbook/runbook-values.ts';
import type { CommandContext } from './context.ts';
import { messageLog, silentLog } from './message-log.ts';
import { makesClones } from './require-clones.ts';
import { newToken } from './session-surroundings.ts';

/** A database in trouble may take the login and never answer. */
const answerLimitMs = 60_000;

/**
 * `icb backup <db> generaterestore`: prints the runbook, alone on stdout. It takes no lock, writes nothing, and needs neither the
 * database nor the area: what does not answer is replaced by what was kept, and the runbook says so.
 */
export async function generateRestore(configuration: Configuration, database: DatabaseSettings, { world, options }: CommandContext): Promise<void> {
  const answer = await askDatabase(database, world);
  if ('silence' in answer) messageLog(world.stderr, options).warn(`${database.name} cannot be asked: ${answer.silence}; the runbook has what was kept`);
  const settings = { ...database, file: configuration.file, program: `${installationRoot}/bin/icb`, makesClones: await makesClones(configuration, database.name, world) };
  const values = await gatherRunbookValues(settings, answer, { now: world.clock.now(), signal: world.signal });
  const runbook = await composeRunbook(values);
  if (!options.json) {
    world.stdout.write(runbook);
    return;
  }
  const { source, layout, snapshots } = values;
  const shown = snapshots.map((bounds) => ({ id: bounds.snapshotId, lowerBound: bound(bounds.lowerTime, bounds.lowerScn), upperBound: bound(bounds.upperTime, bounds.upperScn) }));
  const document = { database: database.name, dbid: database.dbid, source, databaseAnswered: !('silence' in answer), snapshots: shown, layout, runbook };
  world.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}

function bound(time: DateTime, scn: bigint): object {
  return { time: time.toUTC().toISO(), scn: String(scn) };
}

/** @throws {ConfigurationError} when it answers and is another database */
async function askDatabase(database: DatabaseSettings, world: CommandContext['world']): Promise<DatabaseLayout | { readonly silence: string }> {
  const limit = AbortSignal.timeout(answerLimitMs);
  const answer = await queryLayout(database, { ...world, signal: AbortSignal.any([world.signal, limit]) }).catch((error: unknown) => {
    world.signal.throwIfAborted();
    if (limit.aborted) return { silence: `no answer within ${answerLimitMs / 1000} seconds` };
    if (error instanceof IcbError) return { silence: error.message };
    throw error;
  });
  if ('silence' in answer) return answer;
  checkDatabaseFacts({ ...answer.facts, logMode: 'ARCHIVELOG' }, database);
  return answer.layout;
}

async function queryLayout(database: DatabaseSettings, { env, cwd, launchTool, clock, signal }: CommandContext['world']): Promise<{ readonly facts: DatabaseFacts; readonly layout: DatabaseLayout }> {
  await using folder = await openRunFolder(runFolderParent(env['TMPDIR'], cwd), currentProcess());
  const oracle = createOracleTools({ database, launch: launchTool, log: silentLog, clock, temporaryFolder: folder.path, newToken });
  const facts = await queryDatabaseFacts(oracle, signal);
  return { facts, layout: await queryDatabaseLayout(oracle, facts, signal) };
}
