import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { replaceFile } from '#core/atomic-file.ts';
import type { Configuration } from '#core/config/configuration.ts';
import { openConfiguration } from '#core/config/locate.ts';
import { readReportSettings } from '#core/config/report-settings.ts';
import { ConfigurationError, UsageError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { didYouMean } from '#core/nearest.ts';
import { currentProcess } from '#core/process-identity.ts';
import { openRunFolder, runFolderParent } from '#core/run-folder.ts';
import { version } from '#core/version.ts';
import { checkOracleHome } from '#oracle/oracle-home.ts';
import { ProgramsForReading } from '#oracle/programs/programs-for-reading.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import { createOracleTools } from '#oracle/tools.ts';
import { fleetReport, isBad } from '#reports/fleet/fleet-report.ts';
import type { FleetReport } from '#reports/fleet/fleet-report.ts';
import type { TextOptions } from '#reports/fleet/text.ts';
import type { DatabaseFindings } from '#reports/fleet/findings.ts';
import { inspectFleet } from '#workflows/fleet/inspect-fleet.ts';
import type { CommandContext } from './context.ts';
import { databaseNames } from './database-names.ts';
import { openDatabaseStorage } from './database-storage.ts';
import { readJobs } from './jobs-option.ts';
import { messageLog, silentLog } from './message-log.ts';
import { hostZone, newToken } from './session-surroundings.ts';

export interface ReportOptions {
  readonly format?: string;
  readonly output?: string;
  readonly jobs?: string;
}

/** Loaded on demand: most runs want one of them. */
const renderers = {
  text: async (report: FleetReport, options: TextOptions) => (await import('#reports/fleet/text.ts')).renderText(report, options),
  json: async (report: FleetReport) => (await import('#reports/fleet/document.ts')).renderDocument(report),
  html: async (report: FleetReport) => (await import('#reports/fleet/page.ts')).renderPage(report),
  prometheus: async (report: FleetReport) => (await import('#reports/fleet/prometheus.ts')).renderPrometheus(report),
};
type Format = keyof typeof renderers;

/** `icb report [db,db]`: asks about all databases at once, and ends with 1 when one of them is failed or unknown. */
export async function run(words: string | undefined, given: ReportOptions, context: CommandContext): Promise<number> {
  const { world, options } = context;
  const format = chooseFormat(given, options.json);
  const file = given.output === undefined ? undefined : await targetOf(resolve(world.cwd, given.output));
  const jobs = readJobs(given.jobs ?? '8');
  const configuration = openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot });
  const findings = await inspect(selectDatabases(configuration, words), { configuration, jobs, context });
  const report = fleetReport(findings, { generatedAt: world.clock.now(), host: hostname(), icbVersion: version });
  const text = await renderers[format](report, { color: options.color && file === undefined, isThorough: words !== undefined });
  if (file === undefined) world.stdout.write(text);
  else await replaceFile(file, text, { mode: 0o644 });
  return isBad(report) ? 1 : 0;
}

/** Beforehand: what is replaced as a whole must not be a device such as /dev/null, nor a folder. @throws {UsageError} */
async function targetOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isFile()) return path;
  throw new UsageError(`--output ${path} is not a file`, { hint: 'name a file, which is replaced as a whole; without --output the report goes to stdout' });
}

function chooseFormat({ format, output }: ReportOptions, json: boolean): Format {
  if (json && output !== undefined) throw new UsageError('--json prints on stdout and --output writes a file', { hint: 'leave out --json and add --format json' });
  if (json && format !== undefined && format !== 'json') throw new UsageError(`--json and --format ${format} exclude each other`);
  const wanted = json ? 'json' : (format ?? 'text');
  if (isFormat(wanted)) return wanted;
  const allowed = Object.keys(renderers);
  throw new UsageError(`unknown format ${wanted}${didYouMean(wanted, allowed)}; allowed: ${allowed.join(', ')}`);
}

function isFormat(word: string): word is Format {
  return Object.hasOwn(renderers, word);
}

/** In the order of the command line, each once. @throws {ConfigurationError} @throws {UsageError} when none is named */
function selectDatabases({ databases, file }: Configuration, words: string | undefined): readonly string[] {
  if (databases.length === 0) throw new ConfigurationError(`${file} has no section for a database yet`);
  if (words === undefined) return databases;
  const names = databaseNames(words);
  if (names.length === 0) throw new UsageError(`there is no database in the list ${JSON.stringify(words)}`, { hint: 'without a list the report is on every database' });
  const unknown = names.find((name) => !databases.includes(name));
  if (unknown === undefined) return names;
  throw new ConfigurationError(`no database ${unknown} in ${file}${didYouMean(unknown, databases)}`, { hint: `databases in ${file}: ${databases.join(', ')}` });
}

interface Inspecting {
  readonly configuration: Configuration;
  readonly jobs: number;
  readonly context: CommandContext;
}

async function inspect(databases: readonly string[], { configuration, jobs, context: { world, options } }: Inspecting): Promise<readonly DatabaseFindings[]> {
  const { clock, signal } = world;
  const log = options.verbose ? messageLog(world.stderr, options) : silentLog;
  await using folder = await openRunFolder(runFolderParent(world.env['TMPDIR'], world.cwd), currentProcess());
  using programs = new ProgramsForReading(world.launchTool);
  const homes = new CheckedHomes();
  return await inspectFleet(databases, {
    jobs,
    clock,
    zone: hostZone(),
    signal,
    open(name) {
      const settings = readReportSettings(configuration, name);
      return {
        settings,
        openStorage: async () => openDatabaseStorage(configuration, name, { world, log, limits: { operationTimeoutMs: settings.timeLimitMs } }),
        openOracle: async () => {
          const database = configuration.database(name);
          await homes.check(database);
          const started = Promise.withResolvers<void>();
          const launchAndTell: ToolLauncher = async (invocation) => {
            const running = programs.launch(invocation);
            started.resolve();
            return await running;
          };
          return { oracle: createOracleTools({ database, launch: launchAndTell, log, clock, temporaryFolder: folder.path, newToken }), dbid: database.dbid, isPrimary: database.primaryTns === name, started: started.promise };
        },
      };
    },
  });
}

/** Looks at each Oracle home once, however many databases it serves. */
class CheckedHomes {
  readonly #checked = new Map<string, Promise<void>>();

  async check(home: Parameters<typeof checkOracleHome>[0]): Promise<void> {
    const key = `${home.oracleHome}\0${home.tnsAdmin}`;
    const known = this.#checked.get(key) ?? checkOracleHome(home);
    this.#checked.set(key, known);
    await known;
  }
}
