import type { Readable } from 'node:stream';
import { spellOutLine } from '#core/spelled-out.ts';
import type { RunEnd } from '#workflows/fleet/run-on-all.ts';
import type { GlobalOptions, World } from '../context.ts';
import type { IcbLauncher } from './icb-process.ts';
import type { SharedScreen } from './shared-screen.ts';

/** What all runs of one `icb exec-all` have in common. */
export interface DatabaseRuns {
  readonly action: string;
  /** Absolute. */
  readonly configurationFile: string;
  readonly options: GlobalOptions;
  readonly world: Pick<World, 'env' | 'signal'>;
  readonly launchIcb: IcbLauncher;
  readonly stdout: SharedScreen;
  readonly stderr: SharedScreen;
  /** What stands in front of each line of a database. */
  readonly labelOf: (database: string) => string;
}

/** A warning in the log of icb, as it is on the screen, in the session log, and for programs (ICB_LOG_FORMAT). */
const warningLine = /^(?:(?:[\d-]{10} )?\d\d:\d\d:\d\d(?:,\d+)? WARNING |\{"level":40,)/u;

/** Runs the action on one database, in a process of its own, and waits for its end. */
export async function runOnDatabase(database: string, runs: DatabaseRuns): Promise<RunEnd> {
  const { options, world, stdout, stderr } = runs;
  const { env, signal } = world;
  const label = runs.labelOf(database);
  let cause: string | undefined;
  let warnings = 0;
  // The first line icb writes to stderr as its own is the cause.
  const noteCause = (line: string): void => {
    if (line.startsWith('icb: ')) cause ??= line.slice('icb: '.length);
  };
  const countWarning = (line: string): void => {
    if (warningLine.test(line)) warnings += 1;
  };
  const noteLine = (line: string): void => {
    noteCause(line);
    countWarning(line);
  };
  try {
    const icb = await runs.launchIcb({ args: databaseArguments(database, runs), env, signal });
    // JSON lines are for a program, and name the database themselves.
    const isForProgram = env['ICB_LOG_FORMAT'] === 'json';
    const output = options.json ? textOf(icb.stdout) : stdout.copy(icb.stdout, isForProgram ? '' : label, countWarning);
    const [exitCode, document] = await Promise.all([icb.exitCode, output, stderr.copy(icb.stderr, label, noteLine)]);
    return { exitCode, message: exitCode === 0 ? undefined : cause, warnings, document: options.json ? parsed(document ?? '') : undefined };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    stderr.say(`${label}icb: ${spellOutLine(message)}`);
    return { exitCode: 1, message, warnings, document: undefined };
  }
}

/** Words behind `icb` for one database. */
export function databaseArguments(database: string, { action, configurationFile, options }: Pick<DatabaseRuns, 'action' | 'configurationFile' | 'options'>): readonly string[] {
  const { json, quiet, verbose } = options;
  const switches = Object.entries({ '--json': json, '--quiet': quiet, '--verbose': verbose }).flatMap(([option, isSet]) => (isSet ? [option] : []));
  return ['--config', configurationFile, ...switches, 'backup', database, action];
}

async function textOf(source: Readable): Promise<string> {
  let text = '';
  for await (const chunk of source.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** A run that was killed may leave no document, or the beginning of one. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
