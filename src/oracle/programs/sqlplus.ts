import { observeRun } from './observed-run.ts';
import { Rows } from './rows.ts';
import type { ToolSurroundings } from './tool-surroundings.ts';
import { secretLines, withoutSecret } from './secret-variable.ts';
import type { SecretVariable } from './secret-variable.ts';
import type { Script } from '../script-template.ts';
import { SqlplusOutputReader } from './sqlplus-output.ts';
import type { Markers } from './sqlplus-output.ts';
import { OracleToolError } from './tool-error.ts';

/** One run of SQL*Plus. */
export interface SqlplusRun {
  /** Name in messages. */
  readonly database: string;
  /** What the run is for, as it is named when it fails. */
  readonly step: string;
  readonly script: Script;
  /** Connect string: `/@orcl`. */
  readonly connect: string;
  /** None for an ordinary user. */
  readonly privilege?: 'sysdba' | 'sysbackup';
  /** Letters and digits nobody else prints: marks the beginning and the end of the script. */
  readonly token: string;
  /** A bind variable of the script, set beforehand. */
  readonly secret?: SecretVariable | undefined;
}

/** What a successful run brings. */
export interface SqlplusResult {
  readonly rows: Rows;
  /** Complaints that stopped nothing, such as ORA-28002 "the password will expire". */
  readonly warnings: readonly string[];
}

// WHENEVER catches SQL, PL/SQL and operating system errors, but not SQL*Plus's own (SP2-nnnn): those are found in the output.
const prologue = [
  'whenever oserror exit 9 rollback',
  'whenever sqlerror exit failure rollback',
  'set define off',
  'set echo off feedback off heading off verify off timing off',
  'set pagesize 0 linesize 32767 trimspool on trimout on tab off wrap on',
  'set long 1000000 longchunksize 32767 numwidth 40',
  'set sqlblanklines on',
];

/**
 * Runs a script in SQL*Plus. A script that changes rows commits them itself: the session ends with a rollback.
 * @throws {OracleToolError} for an error in the output, a bad exit code, or a script that did not run to its end
 */
export async function runSqlplus(run: SqlplusRun, surroundings: ToolSurroundings, signal: AbortSignal): Promise<SqlplusResult> {
  const { log } = surroundings;
  const { secret } = run;
  signal.throwIfAborted();
  const markers = { begin: `ICB-SCRIPT-BEGINS ${run.token}`, complete: `ICB-SCRIPT-COMPLETE ${run.token}` };
  const observed = {
    tool: 'SQL*Plus',
    args: ['-L', '-S', run.privilege === undefined ? run.connect : `${run.connect} as ${run.privilege}`],
    input: wholeInput([...(secret === undefined ? [] : secretLines(secret)), run.script.text], markers),
    reader: new SqlplusOutputReader(markers),
    details: { script: run.script.file, connect: run.connect },
  };
  const { exit, output, durationMs } = await observeRun(observed, secret === undefined ? surroundings : silentAbout(secret, surroundings), signal);
  if (!('exitCode' in exit) || exit.exitCode !== 0 || output.failure !== undefined) {
    log.debug('SQL*Plus execution failed', { ...exit, durationMs });
    const { database, step, script } = run;
    const login = output.began ? undefined : run.connect;
    const siteScript = script.ofSite ? script.file : undefined;
    throw new OracleToolError({ tool: 'SQL*Plus', database, step, exit, failure: output.failure, tail: output.tail, login, siteScript });
  }
  log.debug('SQL*Plus execution successful', { durationMs });
  return { rows: new Rows(run.script.name, output.linesByKind), warnings: output.warnings };
}

/** Whatever SQL*Plus prints of a secret, an erroneous line for instance, reaches neither log nor error message. */
function silentAbout(secret: SecretVariable, surroundings: ToolSurroundings): ToolSurroundings {
  const { launch } = surroundings;
  return { ...surroundings, launch: async (invocation) => launch({ ...invocation, onOutput: (chunk) => invocation.onOutput(withoutSecret(chunk, secret)) }) };
}

function wholeInput(scripts: readonly string[], markers: Markers): string {
  return [`prompt ${markers.begin}`, ...prologue, ...scripts, `prompt ${markers.complete}`, 'exit success rollback', ''].join('\n');
}
