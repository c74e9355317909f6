import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { isInstanceRunning } from '#core/running-instances.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { sqlPath } from '#oracle/quoting.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';

/** An instance on this host without a database of its own. */
export interface RestoredInstance extends AsyncDisposable {
  readonly tools: InstanceTools;
}

/** How long an instance may take to end: nothing is written any more. */
const shutdownLimitMs = 300_000;

interface InstanceStart {
  readonly sid: string;
  readonly initFile: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** An instance of that name runs already, which somebody else has started. */
class ForeignInstanceError extends IcbError {}

/**
 * Starts the instance of an init file. Disposing ends it with ABORT, whatever state it is in; an instance that ended by itself
 * counts as ended.
 * @throws {IcbError} when it does not start: nothing of ours is left then, and an instance of somebody else is not touched
 */
export async function startInstance(tools: InstanceTools, { sid, initFile, log, signal }: InstanceStart): Promise<RestoredInstance> {
  // SQL*Plus would find out as well, but a start that fails for another reason is followed by ABORT.
  if (isInstanceRunning(sid)) throw new ForeignInstanceError(`an instance ${sid} runs on this host already`, { hint: 'it is none of icb: find out whose it is, and shut it down if nobody needs it' });
  try {
    await tools.sql('startup-nomount.sql', { step: 'start the instance', values: { pfile: sqlPath(initFile, 'init file') } }, signal);
  } catch (error) {
    // Another instance of that SID is not ours to end.
    if (!isOfForeignInstance(error)) await shutDownInstance(tools, log).catch((failure: unknown) => log.debug(`nothing to shut down: ${failure instanceof Error ? failure.message : String(failure)}`));
    throw error;
  }
  let ended: Promise<void> | undefined;
  return { tools, [Symbol.asyncDispose]: () => (ended ??= shutDownInstance(tools, log).then(() => undefined)) };
}

/**
 * Takes no cancel signal: what was started is ended.
 * @returns whether there was one
 * @throws {OracleToolError} when the instance could not be ended
 */
export async function shutDownInstance(tools: InstanceTools, log: Log): Promise<boolean> {
  try {
    await tools.sql('shutdown-abort.sql', { step: 'shut down the instance' }, AbortSignal.timeout(shutdownLimitMs));
    log.debug('instance shut down');
    return true;
  } catch (error) {
    if (!(error instanceof OracleToolError && error.codes.includes('ORA-01034'))) throw error;
    log.debug('the instance had ended already');
    return false;
  }
}

/** Whether an instance did not start because somebody else's is there. */
export function isOfForeignInstance(error: unknown): boolean {
  return error instanceof ForeignInstanceError || (error instanceof OracleToolError && error.codes.includes('ORA-01081'));
}
