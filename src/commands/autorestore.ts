import type { Configuration } from '#core/config/configuration.ts';
import { openConfiguration } from '#core/config/locate.ts';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import { IcbError, InterruptedError, UsageError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { spellOut } from '#core/spelled-out.ts';
import { RunHooks } from '#workflows/notices/run-hooks.ts';
import { createCatalog } from './autorestore/create-catalog.ts';
import { listValidationDates } from './autorestore/list-validation-dates.ts';
import { planTest } from './autorestore/plan-test.ts';
import { beginPings } from './autorestore/run-pings.ts';
import { readTestWords, selectDatabases } from './autorestore/selection.ts';
import { runTestSession } from './autorestore/test-session.ts';
import { describeGivenBack, documentOf, exitCodeOf, summaryOf } from './autorestore/verdicts.ts';
import type { Verdict } from './autorestore/verdicts.ts';
import { verifyCertificates } from './autorestore/verify-certificates.ts';
import type { CommandContext } from './context.ts';
import { refuseTestWithoutClones } from './require-clones.ts';
import { messageLog } from './message-log.ts';
import { commandLine, refuseRestoreAsRoot, requireSandbox } from './restore-refusals.ts';

export interface AutorestoreOptions {
  readonly createcatalog?: boolean;
  readonly listvalidationdates?: boolean;
  readonly verifyCertificates?: boolean;
  readonly dryRun?: boolean;
  readonly canary?: boolean;
}

/** Databases to work on, and how. */
interface Task {
  readonly configuration: Configuration;
  readonly databases: readonly string[];
  readonly canary: boolean;
}

/** What is done instead of tests, by the option that asks for it. */
const otherTasks: Readonly<Record<string, (task: Task, context: CommandContext) => Promise<number> | number>> = {
  '--createcatalog': ({ configuration, databases }, context) => createCatalog(configuration, databases, context),
  '--listvalidationdates': ({ configuration, databases }, context) => listValidationDates(configuration, databases, context),
  '--verify-certificates': ({ configuration, databases }, context) => verifyCertificates(configuration, databases, context),
  '--dry-run': planTests,
};

/** `icb autorestore [FILE] [db|!db]`: one database after the other, whatever became of the one before. Returns the exit code. */
export async function run(words: readonly string[], testOptions: AutorestoreOptions, context: CommandContext): Promise<number> {
  const { world, options } = context;
  const { file, selection } = readTestWords(words, { cwd: world.cwd, installationRoot });
  const otherTask = chooseOtherTask(testOptions);
  if (otherTask === undefined) {
    refuseRestoreAsRoot(world.effectiveUid, commandLine(options, 'autorestore', ...words, ...(testOptions.canary === true ? ['--canary'] : [])));
    requireSandbox(world.env);
  }
  const configuration = openConfiguration({ option: options.config, positional: file, env: world.env, cwd: world.cwd, installationRoot });
  const task = { configuration, databases: selectDatabases(configuration, selection), canary: testOptions.canary === true };
  return await (otherTask ?? testAll)(task, context);
}

function chooseOtherTask({ createcatalog, listvalidationdates, verifyCertificates: verify, dryRun }: AutorestoreOptions): (typeof otherTasks)[string] | undefined {
  const wanted = { '--createcatalog': createcatalog, '--listvalidationdates': listvalidationdates, '--verify-certificates': verify, '--dry-run': dryRun };
  const chosen = Object.entries(wanted).flatMap(([option, isWanted]) => (isWanted === true ? [option] : []));
  if (chosen.length > 1) throw new UsageError(`${chosen.join(' and ')} exclude each other`);
  return otherTasks[chosen[0] ?? ''];
}

async function planTests({ configuration, databases, canary }: Task, context: CommandContext): Promise<number> {
  const plans = [];
  for (const database of databases) plans.push(await planTest(configuration, database, { context, canary }));
  const { stdout } = context.world;
  if (context.options.json) stdout.write(`${JSON.stringify(plans.map(({ document }) => document), undefined, 2)}\n`);
  else stdout.write(plans.map(({ lines }) => `${lines.join('\n')}\n`).join('\n'));
  return plans.every(({ isPossible }) => isPossible) ? 0 : 1;
}

async function testAll({ configuration, databases, canary }: Task, context: CommandContext): Promise<number> {
  const { world, options } = context;
  await using pings = await beginPings(configuration, databases, messageLog(world.stderr, options));
  const verdicts: Verdict[] = [];
  for (const database of databases) {
    const verdict = await testOne(configuration, database, { context, canary });
    verdicts.push(verdict);
    if (exitCodeOf([verdict]) === 0) pings.passed(database);
    if (world.signal.aborted) throw interruption(world.signal, describeGivenBack(verdict));
  }
  world.stdout.write(options.json ? `${JSON.stringify(verdicts.map(documentOf), undefined, 2)}\n` : spellOut(summaryOf(verdicts), ''));
  return exitCodeOf(verdicts);
}

function openTestHooks(configuration: Configuration, { name, oracleHome }: RestoreTestSettings, { world }: CommandContext): RunHooks {
  const { hooks } = configuration.notices(name, 'autorestore');
  const facts = { COMMAND: 'autorestore', DATABASE: name, CONFIG: configuration.file, ORACLE_HOME: oracleHome };
  return new RunHooks({ hooks, facts, launch: world.launchTool, signal: world.signal });
}

async function testOne(configuration: Configuration, database: string, { context, canary }: { readonly context: CommandContext; readonly canary: boolean }): Promise<Verdict> {
  let hooks: RunHooks | undefined;
  try {
    const settings = configuration.restoreTestSettings(database);
    await refuseTestWithoutClones(configuration, database, context.world);
    hooks = openTestHooks(configuration, settings, context);
    return { database, outcome: await runTestSession({ configuration, settings, hooks, canary }, context) };
  } catch (error) {
    await hooks?.afterFailure(error, {}, messageLog(context.world.stderr, context.options));
    if (context.world.signal.aborted) throw interruption(context.world.signal, 'the test had not begun, nothing had been set up');
    const failure = error instanceof IcbError ? error : new IcbError(`unexpected failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, { cause: error });
    const hint = failure.hint === undefined ? '' : `\n${failure.hint}`;
    context.world.stderr.write(`icb: ${spellOut(`${database}: ${failure.message}${hint}`, '  ')}\n`);
    return { database, error: failure };
  }
}

function interruption({ reason }: AbortSignal, meaning: string): unknown {
  return reason instanceof InterruptedError ? reason.withMeaning(meaning) : reason;
}
