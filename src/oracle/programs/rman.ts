import { observeRun } from './observed-run.ts';
import { writePrivateFile } from './private-file.ts';
import type { RmanValue } from '../quoting.ts';
import { RmanOutputReader } from './rman-output.ts';
import type { Script } from '../script-template.ts';
import { OracleToolError } from './tool-error.ts';
import type { ToolSurroundings } from './tool-surroundings.ts';

/** One run of RMAN. */
export interface RmanRun {
  /** Name in messages. */
  readonly database: string;
  /** What the run is for, as it is named when it fails: `refresh of the image copy`. */
  readonly step: string;
  readonly script: Script;
  /** Connect string of the target: `/@orcl`. */
  readonly target: string;
  readonly privilege: 'sysdba' | 'sysbackup';
  /** Connect string of the recovery catalog: `/@rman`. */
  readonly catalog?: string | undefined;
  /** Quoted identifier by which V$RMAN_STATUS knows the run's commands; at most 33 characters. */
  readonly commandId?: RmanValue | undefined;
  /** Told of each line of output as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What a successful run leaves besides its effects. */
export interface RmanResult {
  /** Warnings RMAN printed, such as RMAN-08120 for logs a standby still needs. */
  readonly warnings: readonly string[];
}

/**
 * Runs a script in RMAN from a command file: RMAN parses it first and stops at the first error, while commands on standard
 * input go on after one.
 * @throws {OracleToolError} for an error stack, a bad exit code, or an end without "Recovery Manager complete."
 */
export async function runRman(run: RmanRun, surroundings: ToolSurroundings, signal: AbortSignal): Promise<RmanResult> {
  const { log } = surroundings;
  signal.throwIfAborted();
  await using commandFile = await writePrivateFile(surroundings.temporaryFolder, run.script.name, wholeScript(run));
  const args = rmanArguments(run, commandFile.path);
  const observed = { tool: 'RMAN', args, reader: new RmanOutputReader(run.onLine), details: { script: run.script.file } };
  const { exit, output, durationMs } = await observeRun(observed, surroundings, signal);
  const ended = 'exitCode' in exit && exit.exitCode === 0 && output.complete;
  if (!ended || output.failure !== undefined) {
    log.debug('RMAN execution failed', { ...exit, durationMs });
    const { database, step, script } = run;
    const siteScript = script.ofSite ? script.file : undefined;
    throw new OracleToolError({ tool: 'RMAN', database, step, exit, failure: output.failure, tail: output.tail, siteScript });
  }
  log.debug('RMAN execution successful', { durationMs });
  return { warnings: output.warnings };
}

function wholeScript({ commandId, script }: RmanRun): string {
  return commandId === undefined ? script.text : `set command id to ${commandId};\n${script.text}`;
}

function rmanArguments({ target, privilege, catalog }: RmanRun, commandFile: string): string[] {
  // Without AS the login is SYSDBA, in every release. RMAN wants the double quotes around a login with AS itself.
  const login = privilege === 'sysbackup' ? `"${target} as sysbackup"` : target;
  const catalogLogin = catalog === undefined ? [] : ['catalog', catalog];
  return ['target', login, ...catalogLogin, `cmdfile=${commandFile}`];
}
