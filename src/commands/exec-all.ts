import type { Configuration } from '#core/config/configuration.ts';
import { openConfiguration } from '#core/config/locate.ts';
import { InterruptedError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { ProgressLine } from '#core/log/progress-line.ts';
import { shellLine } from '#core/shell-word.ts';
import { spellOutLine } from '#core/spelled-out.ts';
import { fleetDocument, fleetExitCode, fleetSummary } from '#reports/exec-all-summary.ts';
import type { FleetResult, FleetRun } from '#reports/exec-all-summary.ts';
import { FleetProgress } from '#workflows/fleet/fleet-progress.ts';
import { runOnAll } from '#workflows/fleet/run-on-all.ts';
import { checkBackupAction } from './backup-actions.ts';
import type { CommandContext } from './context.ts';
import { databaseArguments, runOnDatabase } from './exec-all/database-run.ts';
import { icbProgram, launchIcb } from './exec-all/icb-process.ts';
import type { IcbLauncher } from './exec-all/icb-process.ts';
import { withoutExcluded } from './exec-all/selection.ts';
import { SharedScreen } from './exec-all/shared-screen.ts';
import { readJobs } from './jobs-option.ts';

export interface ExecAllOptions {
  /** How many at once, as it was typed. */
  readonly jobs?: string;
  readonly failFast?: boolean;
  /** Only show what would be run. */
  readonly list?: boolean;
}

interface Task {
  readonly action: string;
  readonly configuration: Configuration;
  readonly databases: readonly string[];
}

/** `icb exec-all <action> [exclude,exclude]`: each database in a process of its own. Returns the exit code. */
export async function run(
  actionName: string,
  exclusions: string,
  { jobs = '1', failFast = false, list = false }: ExecAllOptions,
  context: CommandContext,
  launch: IcbLauncher = launchIcb,
): Promise<number> {
  const { world, options } = context;
  const action = checkBackupAction(actionName);
  const atOnce = readJobs(jobs);
  const configuration = openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot });
  const task = { action, configuration, databases: withoutExcluded(configuration, exclusions) };
  return list ? printWorkList(task, context) : await runTask(task, { jobs: atOnce, failFast, launch }, context);
}

/** For an engine that spreads the work over hosts. */
function printWorkList({ action, configuration, databases }: Task, { world, options }: CommandContext): number {
  const commandOf = (database: string): string =>
    shellLine(icbProgram, ...databaseArguments(database, { action, configurationFile: configuration.file, options: { ...options, json: false } }));
  const work = databases.map((database) => ({ database, action, command: commandOf(database) }));
  world.stdout.write(options.json ? `${JSON.stringify(work, undefined, 2)}\n` : databases.map((database) => `${spellOutLine(database)}\n`).join(''));
  return 0;
}

interface Manner {
  readonly jobs: number;
  readonly failFast: boolean;
  readonly launch: IcbLauncher;
}

async function runTask({ action, configuration, databases }: Task, { jobs, failFast, launch }: Manner, { world, options }: CommandContext): Promise<number> {
  const progressLine = new ProgressLine(options.json ? world.stderr : world.stdout);
  using stdout = new SharedScreen(world.stdout, progressLine);
  using stderr = new SharedScreen(world.stderr, progressLine);
  const screen = options.json ? stderr : stdout;
  const width = Math.max(...databases.map((database) => spellOutLine(database).length));
  const labelOf = (database: string): string => `${spellOutLine(database).padEnd(width)} | `;
  const tell = (database: string, sentence: string): void => {
    if (!options.quiet) screen.say(`${labelOf(database)}icb backup ${database} ${action}: ${sentence}`);
  };
  const { clock, signal } = world;
  const runs = { action, configurationFile: configuration.file, options, world, launchIcb: launch, stdout, stderr, labelOf };
  const startedAt = clock.now();
  const progress = new FleetProgress({ databases: databases.length, jobs, clock });
  const ended = await showing(progressLine, options.quiet ? undefined : progress, async () =>
    runOnAll({ databases, jobs, failFast, runOne: async (database) => runOnDatabase(database, runs), clock, tell, progress, signal }));
  const result: FleetResult = { action, startedAt, finishedAt: clock.now(), runs: ended };
  const exitCode = fleetExitCode(result);
  if (!options.quiet || exitCode !== 0) screen.say(`\n${fleetSummary(result).trimEnd()}`);
  if (signal.aborted) throw interruption(signal, ended);
  if (options.json) stdout.say(JSON.stringify(fleetDocument(result), undefined, 2));
  return exitCode;
}

/** On a terminal a last line tells how far the work has come, until it is done. */
async function showing<Result>(line: ProgressLine, progress: FleetProgress | undefined, work: () => Promise<Result>): Promise<Result> {
  using _shown = line.show(() => progress?.describe());
  return await work();
}

function interruption({ reason }: AbortSignal, runs: readonly FleetRun[]): unknown {
  if (!(reason instanceof InterruptedError)) return reason;
  const left = runs.filter(({ exitCode }) => exitCode === undefined).length;
  return reason.withMeaning(`every run that was under way has ended${left === 0 ? '' : `; databases that were not begun: ${left}`}`);
}
