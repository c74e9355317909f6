import type { Log } from '#core/log.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { sqlPath } from '#oracle/quoting.ts';
import { OracleToolError } from '#oracle/tool-error.ts';

/** An instance on this host without a database of its own. */
export interface RestoredInstance extends AsyncDisposable {
  readonly tools: InstanceTools;
}

/** How long an instance may take to end: nothing is written any more. */
const shutdownLimitMs = 300_000;

/**
 * Starts the instance of an init file. Disposing ends it with ABORT, whatever state it is in; an instance that ended by itself
 * counts as ended.
 * @throws {OracleToolError} when it does not start: nothing is left then
 */
export async function startInstance(tools: InstanceTools, initFile: string, { log, signal }: { readonly log: Log; readonly signal: AbortSignal }): Promise<RestoredInstance> {
  try {
    await tools.sql('startup-nomount.sql', { step: 'start the instance', values: { pfile: sqlPath(initFile, 'init file') } }, signal);
  } catch (error) {
    // Another instance of that SID is not ours to end.
    if (!isRunningAlready(error)) await shutDownInstance(tools, log).catch((failure: unknown) => log.debug(`nothing to shut down: ${failure instanceof Error ? failure.message : String(failure)}`));
    throw error;
  }
  let ended: Promise<void> | undefined;
  return { tools, [Symbol.asyncDispose]: () => (ended ??= shutDownInstance(tools, log)) };
}

/** Takes no cancel signal: what was started is ended. @throws {OracleToolError} when the instance could not be ended */
export async function shutDownInstance(tools: InstanceTools, log: Log): Promise<void> {
  try {
    await tools.sql('shutdown-abort.sql', { step: 'shut down the instance' }, AbortSignal.timeout(shutdownLimitMs));
    log.debug('instance shut down');
  } catch (error) {
    if (!(error instanceof OracleToolError && error.codes.includes('ORA-01034'))) throw error;
    log.debug('the instance had ended already');
  }
}

function isRunningAlready(error: unknown): boolean {
  return error instanceof OracleToolError && error.codes.includes('ORA-01081');
}
