import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import type { Log } from '#core/log.ts';
import { oracleEnvironment } from './environment.ts';
import { runInventory } from './inventory.ts';
import { connectString } from './quoting.ts';
import { runRman } from './rman.ts';
import type { Rows } from './rows.ts';
import { renderScript } from './script-template.ts';
import type { RmanScriptName, SqlScriptName, ValuesFor } from './script-template.ts';
import { runSqlplus } from './sqlplus.ts';
import type { ToolSurroundings } from './tool-surroundings.ts';
import type { ToolLauncher } from './tool.ts';

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
  /** Where to log in: the database itself by default, or its primary. */
  readonly at?: 'database' | 'primary';
  /** SYSDBA where SYSBACKUP is not enough; else what the configuration says. */
  readonly as?: 'sysdba';
}

/** The Oracle tools of one database's home, logged in to that database. */
export interface OracleTools {
  /** @throws {OracleToolError} */
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
}

// opatch takes some ten seconds; srvctl may wait for a cluster that does not answer.
const inventoryLimitMs = 300_000;

export function createOracleTools(options: OracleToolsOptions): OracleTools {
  const { database, log, newToken } = options;
  const warned = new Set<string>();
  const programIn = (...path: string[]): ToolSurroundings => ({
    program: join(database.oracleHome, ...path),
    env: oracleEnvironment(database),
    launch: options.launch,
    log,
    clock: options.clock,
    temporaryFolder: options.temporaryFolder,
  });
  return {
    async rman(name, { step, values = {}, catalog, onLine }, signal) {
      const script = await renderScript(name, values, database);
      const target = connectString(`/@${database.name}`, `name of database ${database.name}`);
      const checkedCatalog = catalog === undefined ? undefined : connectString(catalog, 'connect string of the recovery catalog');
      const run = { database: database.name, step, script, target, privilege: database.privilege, catalog: checkedCatalog, onLine };
      const { warnings } = await runRman(run, programIn('bin', 'rman'), signal);
      for (const warning of warnings) log.warn('RMAN warns', { warning });
    },
    async sql(name, { step, values = {}, at = 'database', as: privilege = database.privilege }, signal) {
      const script = await renderScript(name, values, database);
      const alias = at === 'primary' ? database.primaryTns : database.name;
      const connect = connectString(`/@${alias}`, `TNS name of the ${at}`);
      const run = { database: database.name, step, script, connect, privilege, token: newToken() };
      const { rows, warnings } = await runSqlplus(run, programIn('bin', 'sqlplus'), signal);
      // A password about to expire is said at every login; once per run is enough.
      for (const warning of warnings.filter((line) => !warned.has(line))) {
        warned.add(warning);
        log.warn('SQL*Plus warns', { warning });
      }
      return rows;
    },
    srvctl: async (args, signal) => runInventory(args, programIn('bin', 'srvctl'), { timeLimit: AbortSignal.timeout(inventoryLimitMs) }, signal),
    opatch: async (args, signal) => runInventory(args, programIn('OPatch', 'opatch'), { timeLimit: AbortSignal.timeout(inventoryLimitMs) }, signal),
  };
}
