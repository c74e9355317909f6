import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import type { Log } from '#core/log.ts';
import { oracleEnvironment } from './programs/environment.ts';
import { runInventory } from './inventory.ts';
import { runRman } from './programs/rman.ts';
import type { Rows } from './programs/rows.ts';
import { renderScript } from './script-template.ts';
import type { RmanScriptName, SqlScriptName, ValuesFor } from './script-template.ts';
import { runSqlplus } from './programs/sqlplus.ts';
import type { ToolSurroundings } from './programs/tool-surroundings.ts';
import type { ToolLauncher } from './programs/tool.ts';

/** What one run of a script at the instance is given. */
export interface InstanceRunOptions<Name extends RmanScriptName | SqlScriptName> {
  /** What the run is for, as it is named when it fails: `recover database`. */
  readonly step: string;
  /** Values of the script's placeholders; with several sets the script's body is repeated. */
  readonly values?: ValuesFor<Name> | ReadonlyArray<ValuesFor<Name>>;
  /** Told of each line RMAN prints. */
  readonly onLine?: (line: string) => void;
}

/** RMAN and SQL*Plus at an instance on this host, which may be idle yet, as `/ as sysdba`. */
export interface InstanceTools {
  /** @throws {OracleToolError} */
  rman(script: RmanScriptName, options: InstanceRunOptions<RmanScriptName>, signal: AbortSignal): Promise<void>;
  /** @throws {OracleToolError} */
  sql(script: SqlScriptName, options: InstanceRunOptions<SqlScriptName>, signal: AbortSignal): Promise<Rows>;
  /** `adrci` with its output in the log; a failure is a sentence, not an exception. */
  adrci(commands: readonly string[], signal: AbortSignal): Promise<string | undefined>;
}

export interface InstanceToolsOptions {
  /** Name in messages. */
  readonly database: string;
  readonly oracleHome: string;
  readonly sid: string;
  /** TNS_ADMIN of the instance and of all it starts. A folder without tnsnames.ora keeps its database links from production. */
  readonly tnsAdmin: string;
  /** Site's own scripts. */
  readonly templateDir: string | undefined;
  readonly launch: ToolLauncher;
  readonly log: Log;
  readonly clock: Clock;
  /** Folder for private temporary files. */
  readonly temporaryFolder: string;
  /** A new word of random letters and digits each time. */
  readonly newToken: () => string;
}

const adrciLimitMs = 300_000;
/** It exits with 0 whatever its commands came to. */
const adrciError = /^DIA-\d+:/u;

export function createInstanceTools(options: InstanceToolsOptions): InstanceTools {
  const { database, oracleHome, log, newToken } = options;
  const tool = (name: string): ToolSurroundings => ({ ...options, program: join(oracleHome, 'bin', name), env: oracleEnvironment(options) });
  const warn = (program: string, warnings: readonly string[]): void => {
    for (const warning of warnings) log.warn(`${program} warns`, { warning });
  };
  return {
    async rman(name, { step, values = {}, onLine }, signal) {
      const script = await renderScript(name, values, options);
      const { warnings } = await runRman({ database, step, script, target: '/', privilege: 'sysdba', onLine }, tool('rman'), signal);
      warn('RMAN', warnings);
    },
    async sql(name, { step, values = {} }, signal) {
      const script = await renderScript(name, values, options);
      const { rows, warnings } = await runSqlplus({ database, step, script, connect: '/', privilege: 'sysdba', token: newToken() }, tool('sqlplus'), signal);
      warn('SQL*Plus', warnings);
      return rows;
    },
    adrci: async (commands, signal) => runInventory([`exec=${commands.join('; ')}`], tool('adrci'), { timeLimit: AbortSignal.timeout(adrciLimitMs), errorLine: adrciError }, signal),
  };
}
