import { IcbError } from '#core/errors.ts';
import { adviceFor } from '../advice.ts';
import type { OracleFailure } from './error-stack.ts';
import type { ToolExit } from './tool.ts';

/** How an Oracle tool failed. */
export interface ToolFailure {
  /** `RMAN`, `SQL*Plus` */
  readonly tool: string;
  readonly database: string;
  /** What was being done: `refresh of the image copy`. */
  readonly step: string;
  readonly exit: ToolExit;
  /** The error stack, when the tool printed one. */
  readonly failure: OracleFailure | undefined;
  /** The tool's last lines, shown when there is no stack. */
  readonly tail: readonly string[];
  /** Connect string with which it could not log in. */
  readonly login?: string | undefined;
  /** The site's own script, when it ran one. */
  readonly siteScript?: string | undefined;
}

/** An Oracle tool failed, whatever its exit code says. */
export class OracleToolError extends IcbError {
  readonly step: string;
  /** Codes of the error stack, outermost first; empty when the tool left none. */
  readonly codes: readonly string[];
  /** What the tool said: its error stack, outermost cause first, or else its last lines. */
  readonly lines: readonly string[];

  constructor(failed: ToolFailure) {
    const codes = failed.failure?.codes ?? [];
    const advice = failed.failure === undefined ? undefined : adviceFor(failed.failure);
    const hint = advice ?? hintFor(failed);
    super(`${failed.database}: ${failed.step}: ${failed.tool} ${reasonOf(failed)}`, hint === undefined ? {} : { hint });
    this.step = failed.step;
    this.codes = codes;
    this.lines = codes.length > 0 ? (failed.failure?.lines ?? []) : failed.tail;
  }
}

function reasonOf({ exit, failure, tail, login, siteScript }: ToolFailure): string {
  const cause = failure?.cause;
  if ('killedBy' in exit) return `was killed by ${exit.killedBy}${cause === undefined ? '' : ` after ${cause}`}`;
  if (cause !== undefined && login !== undefined) return `could not log in to ${login}: ${cause}`;
  if (cause !== undefined) return `failed${siteScript === undefined ? '' : ` in the site's own ${siteScript}`}: ${cause}`;
  const how = exit.exitCode === 0 ? 'ended before the script was through' : `ended with exit code ${exit.exitCode}`;
  const last = tail.at(-1)?.trim();
  return last === undefined ? `${how} and printed nothing` : `${how}: ${last}`;
}

function hintFor({ exit, failure }: ToolFailure): string | undefined {
  if ('exitCode' in exit && exit.exitCode === 0 && failure?.cause === undefined) {
    return 'somebody may have ended the session, or a login script of the site ends it: look into the session log and run the command again';
  }
  if (!('killedBy' in exit)) return undefined;
  return 'find out who killed it, the system log knows of the out-of-memory killer, and run the command again';
}
