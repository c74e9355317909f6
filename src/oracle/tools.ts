import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { oracleEnvironment } from './programs/environment.ts';
import { inventoryLimitMs, runInventory } from './inventory.ts';
import { connectString, rmanString, sqlLiteral } from './quoting.ts';
import { describeCommand, readRmanVerdict } from './rman-status.ts';
import type { RmanVerdict } from './rman-status.ts';
import { runRman } from './programs/rman.ts';
import type { Rows } from './programs/rows.ts';
import type { SecretVariable } from './programs/secret-variable.ts';
import { renderScript } from './script-template.ts';
import type { RmanScriptName, Script, SqlScriptName, ValuesFor } from './script-template.ts';
import { runSqlplus } from './programs/sqlplus.ts';
import type { ToolSurroundings } from './programs/tool-surroundings.ts';
import type { ToolLauncher } from './programs/tool.ts';

/** What a run of RMAN is given besides its script. */
export interface RmanOptions {
  /** What the run is for, as it is named when it fails: `refresh of the image copy`. */
  readonly step: string;
  /** Values of the script's placeholders; with several sets the script's body is repeated. */
  readonly values?: ValuesFor<RmanScriptName> | ReadonlyArray<ValuesFor<RmanScriptName>>;
  /** Connect string of the recovery catalog. */
  readonly catalog?: string | undefined;
  readonly onLine?: (line: string) => void;
}

/** What a run of SQL*Plus is given besides its script. */
export interface SqlOptions {
  readonly step: string;
  readonly values?: ValuesFor<SqlScriptName> | ReadonlyArray<ValuesFor<SqlScriptName>>;
  /** Another script for the same login. */
  readonly followedBy?: SqlRequest;
  /** Where to log in: the database itself by default, or its primary. */
  readonly at?: 'database' | 'primary';
  /** SYSDBA where SYSBACKUP is not enough; else what the configuration says. */
  readonly as?: 'sysdba';
  /** A bind variable whose value must be seen nowhere. */
  readonly secret?: SecretVariable;
}

/** A script with its values. */
export interface SqlRequest {
  readonly script: SqlScriptName;
  readonly values: ValuesFor<SqlScriptName>;
}

/** The Oracle tools of one database's home, logged in to that database. */
export interface OracleTools {
  /** @throws {OracleToolError} also when only V$RMAN_STATUS knows that it failed */
  rman(script: RmanScriptName, options: RmanOptions, signal: AbortSignal): Promise<void>;
  /** @throws {OracleToolError} */
  sql(script: SqlScriptName, options: SqlOptions, signal: AbortSignal): Promise<Rows>;
  /** `srvctl` with its output in the log; a failure is a sentence, not an exception. */
  srvctl(args: readonly string[], signal: AbortSignal): Promise<string | undefined>;
  /** `opatch lsinventory` and the like, treated as `srvctl` is. */
  opatch(args: readonly string[], signal: AbortSignal): Promise<string | undefined>;
}

/** What the tools of one run share. */
export interface OracleToolsOptions {
  readonly database: DatabaseSettings;
  readonly launch: ToolLauncher;
  readonly log: Log;
  readonly clock: Clock;
  /** Folder for private temporary files. */
  readonly temporaryFolder: string;
  /** A new word of random letters and digits each time. */
  readonly newToken: () => string;
  /** Told of each run of RMAN that succeeded, as far as RMAN knows. */
  readonly onRmanRun?: (run: FinishedRmanRun) => void;
}

/** A run of RMAN, and how it ended by V$RMAN_STATUS. */
export interface FinishedRmanRun {
  readonly step: string;
  readonly status: RmanVerdict['status'];
  /** RMAN's own lines. */
  readonly warnings: readonly string[];
}

export function createOracleTools(options: OracleToolsOptions): OracleTools {
  const { database, log, newToken, onRmanRun = () => {} } = options;
  const warned = new Set<string>();
  const programIn = (...path: string[]): ToolSurroundings => ({
    program: join(database.oracleHome, ...path),
    env: oracleEnvironment(database),
    launch: options.launch,
    log,
    clock: options.clock,
    temporaryFolder: options.temporaryFolder,
  });
  const sql: OracleTools['sql'] = async (name, { step, values = {}, followedBy, at = 'database', as: privilege = database.privilege, secret }, signal) => {
    const first = await renderScript(name, values, database);
    const script = followedBy === undefined ? first : joined(first, await renderScript(followedBy.script, followedBy.values, database));
    const alias = at === 'primary' ? database.primaryTns : database.name;
    const connect = connectString(`/@${alias}`, `TNS name of the ${at}`);
    const run = { database: database.name, step, script, connect, privilege, token: newToken(), secret };
    const { rows, warnings } = await runSqlplus(run, programIn('bin', 'sqlplus'), signal);
    // A password about to expire is said at every login; once per run is enough.
    for (const warning of warnings.filter((line) => !warned.has(line))) {
      warned.add(warning);
      log.warn('SQL*Plus warns', { warning });
    }
    return rows;
  };
  const judge = (verdict: RmanVerdict, { step, warnings }: Omit<FinishedRmanRun, 'status'>): void => {
    const [failed] = verdict.failed;
    if (failed !== undefined) {
      throw new IcbError(`${database.name}: ${step}: RMAN reported success, but V$RMAN_STATUS says that ${describeCommand(failed)}`, {
        hint: 'look in the session log for what RMAN printed about this command, then run again',
      });
    }
    if (warnings.length === 0) for (const command of verdict.warned) log.warn('RMAN gave a warning: see what it printed', { step, command: describeCommand(command) });
    if (verdict.status === 'unknown') log.debug('V$RMAN_STATUS has nothing about this run of RMAN', { step });
  };
  return {
    async rman(name, { step, values = {}, catalog, onLine }, signal) {
      const script = await renderScript(name, values, database);
      const target = connectString(`/@${database.name}`, `name of database ${database.name}`);
      const checkedCatalog = catalog === undefined ? undefined : connectString(catalog, 'connect string of the recovery catalog');
      const id = `icb-${newToken().slice(0, 24)}`;
      const commandId = rmanString(id, 'command ID');
      const run = { database: database.name, step, script, target, privilege: database.privilege, catalog: checkedCatalog, commandId, onLine };
      const { warnings } = await runRman(run, programIn('bin', 'rman'), signal);
      for (const warning of warnings) log.warn('RMAN warns', { warning });
      const asked = { step: 'ask how RMAN ended', values: { command_id: sqlLiteral(id, 'command ID') } };
      const verdict = readRmanVerdict(await sql('rman-status.sql', asked, signal));
      onRmanRun({ step, status: verdict.status, warnings });
      judge(verdict, { step, warnings });
    },
    sql,
    srvctl: async (args, signal) => runInventory(args, programIn('bin', 'srvctl'), { timeLimit: AbortSignal.timeout(inventoryLimitMs) }, signal),
    opatch: async (args, signal) => runInventory(args, programIn('OPatch', 'opatch'), { timeLimit: AbortSignal.timeout(inventoryLimitMs) }, signal),
  };
}

/** In messages it has the name of the first, or the file of the one that is the site's own. */
function joined(first: Script, second: Script): Script {
  return { ...(second.ofSite ? second : first), name: `${first.name} and ${second.name}`, text: first.text + second.text };
}
