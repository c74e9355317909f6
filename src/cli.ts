// The command line on one screen. Bodies load inside their action, so that `icb --help` and `icb --version` stay quick.

import type { Writable } from 'node:stream';
import { Command, CommanderError } from 'commander';
import type { AutorestoreOptions } from '#commands/autorestore.ts';
import type { CheckOptions } from '#commands/check.ts';
import type { CommandContext, World } from '#commands/context.ts';
import type { ExecAllOptions } from '#commands/exec-all.ts';
import type { LabContractOptions } from '#commands/lab-contract.ts';
import type { ReportOptions } from '#commands/report.ts';
import type { RestoreOptions } from '#commands/restore/parameters.ts';
import type { SnapperOptions } from '#commands/snapper.ts';
import { version } from '#core/version.ts';
import { contextOf, withGlobalOptions } from './global-options.ts';
import { usageError } from './usage-error.ts';

/** What the command line needs before it knows its command; the rest of the world opens when a command runs. */
export interface Surroundings {
  readonly stdout: Writable;
  readonly openWorld: () => Promise<World>;
}

/** Runs one command line and returns its exit code. @throws {IcbError} when the command fails */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode = 0;
  const program = commandTable(surroundings, (code) => {
    exitCode = code ?? 0;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error, program);
  }
  return exitCode;
}

/** Without the `[options]` that all of them have: commander breaks no lines beside a column that wide. */
function wordsOf(command: Command): string {
  return `${command.name()} ${command.usage().replace('[options]', '')}`.replaceAll(/ +/gu, ' ').trim();
}

function commandTable({ stdout, openWorld }: Surroundings, finish: (exitCode: number | void) => void): Command {
  const program = withGlobalOptions(new Command('icb'))
    .description('Incremental-forever image copy backups of Oracle databases on snapshot storage.')
    .version(version, '--version', 'print the version')
    .helpCommand(false)
    .configureHelp({ subcommandTerm: wordsOf })
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: () => {} });
  const command = (name: string): Command => withGlobalOptions(program.command(name).copyInheritedSettings(program));
  const context = async (of: Command): Promise<CommandContext> => contextOf(of, await openWorld());

  const backup = command('backup')
    .summary('roll the image copy forward and snapshot it')
    .argument('<db>', 'database: a section of the configuration file')
    .argument('<action>', backupActions)
    .action(async (database: string, action: string) => {
      const { run } = await import('#commands/backup.ts');
      finish(await run(database, action, await context(backup)));
    });

  const autorestore = command('autorestore')
    .summary('prove the backups: restore every database from its newest snapshot')
    .usage('[options] [FILE] [db|!db]')
    .argument('[words...]', 'configuration file; one database, or with ! before it, all but one')
    .option('--createcatalog', 'create the table of results in the result catalog')
    .option('--listvalidationdates', 'when every block of each database is read next')
    .option('--verify-certificates', 'check the chain of restore certificates')
    .option('--dry-run', 'show what would be done, change nothing')
    .option('--canary', 'damage a block of the clone first, and demand that the block check finds it')
    .action(async (words: readonly string[], options: AutorestoreOptions) => {
      const { run } = await import('#commands/autorestore.ts');
      finish(await run(words, options, await context(autorestore)));
    });

  const restore = command('restore')
    .summary('open a copy of a database as it was at a point in time')
    .usage('[options] [FILE] <db>')
    .argument('<db>', 'database: a section of the configuration file, which may be named before it')
    .argument('[word]', 'the database, when the first word is a configuration file')
    .option('--to <time>', 'point in time: "yyyy-mm-dd hh:mm:ss" (local) or ISO 8601')
    .option('--utc', 'the time is in UTC')
    .option('--sid <sid>', 'name of the instance that opens the copy: at most 8 letters and digits')
    .option('--mount <dir>', 'empty folder to mount the clone on')
    .option('--open <how>', 'readonly (default) | resetlogs: opened for reading and writing')
    .option('--yes', 'ask nothing; AUTORESTORE_SAFE_SANDBOX=TRUE must say that this host is isolated')
    .option('--dry-run', 'show the parameters and the scripts that would run, change nothing')
    .action(async (first: string, second: string | undefined, options: RestoreOptions) => {
      const { run } = await import('#commands/restore.ts');
      finish(await run([first, second], options, await context(restore)));
    });

  const snapper = command('snapper')
    .summary('list, create, expire and clone snapshots of a backup area')
    .usage('[options] <db> <action> [name]')
    .argument('<db>', 'database: a section of the configuration file')
    .argument('[action]', 'list | clean | create | checkage | clone | dropclone | listclones | autoclone | search')
    .argument('[name]', 'snapshot or clone; for search a time: "yyyy-mm-dd hh:mm:ss" (local) or ISO 8601')
    .option('--dry-run', 'clean: show what would be dropped, drop nothing')
    .option('--lock <period>', 'create: nobody can drop the snapshot for so many days or hours: 30d, 12h')
    .option('--all', 'checkage: every database of the configuration, in place of <db>, which may also be several: orcl,hr')
    .option('--timeout <seconds>', 'checkage: UNKNOWN after so many seconds; 30 without it')
    .action(async (...given: [string, string | undefined, string | undefined, SnapperOptions]) => {
      const { run } = await import('#commands/snapper.ts');
      finish(await run(given.slice(0, 3) as (string | undefined)[], given[3], await context(snapper)));
    });

  const volume = command('volume')
    .summary('create the volume of a database')
    .argument('<db>', 'database: a section of the configuration file')
    .argument('<action>', 'create')
    .action(async (database: string, action: string) => {
      const { run } = await import('#commands/volume.ts');
      finish(await run(database, action, await context(volume)));
    });

  const report = command('report')
    .summary('which databases could not be restored right now, and why')
    .argument('[databases]', 'sections of the configuration file, separated by commas; all without them')
    .option('--format <format>', 'text (default) | json | html | prometheus')
    .option('--output <file>', 'write it to this file, as a whole or not at all')
    .option('--jobs <n>', 'databases that are asked at the same time: 8')
    .action(async (databases: string | undefined, options: ReportOptions) => {
      const { run } = await import('#commands/report.ts');
      finish(await run(databases, options, await context(report)));
    });

  const execAll = command('exec-all')
    .summary('run an action of icb backup on every database of the configuration')
    .argument('<action>', backupActions)
    .argument('[excluded]', 'databases to leave out, separated by commas')
    .option('--jobs <n>', 'so many databases at once; 1 without it')
    .option('--fail-fast', 'begin no further database after one has failed')
    .option('--list', 'show which databases it would be; with --json also the commands, for an engine that spreads them')
    .action(async (action: string, excluded: string | undefined, options: ExecAllOptions) => {
      const { run } = await import('#commands/exec-all.ts');
      finish(await run(action, excluded ?? '', options, await context(execAll)));
    });

  const check = command('check')
    .summary('is everything set up for backups and restores? changes nothing')
    .argument('[db]', 'database; all of the configuration when none is named')
    .option('--restore-host', 'only what a host for restores needs, which sees nothing of production')
    .action(async (database: string | undefined, options: CheckOptions) => {
      const { run } = await import('#commands/check.ts');
      finish(await run(database, options, await context(check)));
    });

  const dbinfo = command('dbinfo')
    .summary('what Grid Infrastructure and OPatch know of a database, services as commands')
    .argument('<db>', 'database: a section of the configuration file')
    .action(async (database: string) => {
      const { run } = await import('#commands/dbinfo.ts');
      finish(await run(database, await context(dbinfo)));
    });

  const config = command('config')
    .summary('show, check or explain the configuration')
    .argument('<action>', 'show | check | reference')
    .action(async (action: string) => {
      const { run } = await import('#commands/config.ts');
      finish(await run(action, await context(config)));
    });

  const completion = withoutJson(command('completion'))
    .summary('print what makes a shell complete the words of icb, databases and actions too')
    .argument('<shell>', 'bash | zsh | fish')
    .argument('[words...]', 'with words in place of a shell: the words to complete the last of, as those scripts ask')
    .action(async (shell: string, words: readonly string[]) => {
      const { run } = await import('#commands/completion.ts');
      finish(run(shell, words, { ...(await context(completion)), program }));
    });

  const man = withoutJson(command('man'))
    .summary('print the manual page: icb man | man -l -')
    .action(async () => {
      const { run } = await import('#commands/man.ts');
      finish(run({ ...(await context(man)), program }));
    });

  const demo = withoutJson(command('demo'))
    .summary('the whole story in a throw-away lab')
    .option('--keep <dir>', 'make the lab in this folder and keep it')
    .option('--storage <system>', 'storage system it plays on: zfssa (default), ontap, dorado or openzfs')
    .action(async (demoOptions: { keep?: string; storage?: string }) => {
      const { run } = await import('#commands/demo.ts');
      finish(await run(demoOptions, await context(demo)));
    });

  const lab = withoutJson(command('lab'))
    .summary('a simulated Oracle home, database and storage appliance')
    .usage('[options] <action> <dir> [words...]')
    .argument('<action>', 'create | serve | workload | job | fault')
    .argument('<dir>', 'folder of the lab')
    .argument('[words...]', 'further words of the action')
    .option('--storage <system>', 'create: storage system of the lab, zfssa (default), ontap, dorado, softnas or openzfs')
    .addHelpText('after', labWords)
    .action(async (action: string, directory: string, words: readonly string[], given: { readonly storage?: string }) => {
      const { run } = await import('#commands/lab.ts');
      finish(await run(action, directory, words, { ...(await context(lab)), ...given }));
    });

  const contract = withGlobalOptions(lab.command('contract').copyInheritedSettings(program))
    .summary('try a storage adapter on storage of yours')
    .description('Tries a storage adapter, a site\'s own or a built-in one, with all cases of the contract on a volume that is for this alone.')
    .option('--module <file>', 'module of the adapter; without it the configuration names the storage')
    .option('--class <name>', 'class in it, when it exports several')
    .option('--database <name>', 'whose volume to work on; it must be there, and have no snapshots')
    .option('--yes', 'ask nothing')
    .action(async (given: LabContractOptions) => {
      const { run } = await import('#commands/lab-contract.ts');
      finish(await run(given, await context(contract)));
    });
  return program;
}

const backupActions = 'config | setschedule | imagecopywithsnap | backupimagecopy | missingarchlog | report | validatebackup | generaterestore';

/** What follows the folder of a lab; a test holds the kinds to those there are. */
const labWords = `
Words of the actions:
  create DIR [DB[:KIND] ...]        orcl when none is named; KIND is one of
                                    19c (the usual one), 19c-se2, 19c-tde,
                                    19c-rac, 19c-standby, 19c-dataguard,
                                    19c-cdb, 12.1, 12.1-cdb, 11.2, 11.2-se, 26ai
  serve DIR                         plays the storage system until it is ended
  workload DIR [TRANSACTIONS [DB]]  commits so many (200) in DB (orcl)
  job DIR [OWNER.NAME [DB]]         runs a job of DBMS_SCHEDULER now
  fault DIR NAME [KEY=VALUE ...]    lets something go wrong; without NAME it
                                    tells all names
  fault DIR clear [NAME]            ends it
  contract                          tries a storage adapter on storage of yours:
                                    see icb lab contract --help`;

/** Says nothing of an option that only a refusal answers. */
function withoutJson(command: Command): Command {
  command.options.find(({ long }) => long === '--json')?.hideHelp();
  return command;
}
