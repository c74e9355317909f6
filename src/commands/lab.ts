import { join, resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { didYouMean } from '#core/nearest.ts';
import { shellWord } from '#core/shell-word.ts';
import type { CommandContext, World } from './context.ts';
import { refuseJson } from './no-json.ts';

interface LabOptions {
  readonly storage?: string;
}

type Action = (directory: string, words: readonly string[], world: World, options: LabOptions) => Promise<number | void>;

const actions: Readonly<Record<string, Action>> = { create, serve, workload, job, fault };

/** `icb lab <action> DIR`: a simulated Oracle home, database and appliance to try icb on. */
export async function run(
  actionName: string,
  directory: string,
  words: readonly string[],
  { world, options, ...given }: CommandContext & LabOptions,
): Promise<number | void> {
  refuseJson(options, 'lab');
  const action = Object.hasOwn(actions, actionName) ? actions[actionName] : undefined;
  if (action === undefined) {
    const names = Object.keys(actions);
    throw new UsageError(`unknown action ${actionName}${didYouMean(actionName, names)}; allowed: ${names.join(', ')}`);
  }
  if (given.storage !== undefined && actionName !== 'create') throw new UsageError(`--storage is for lab create, not for lab ${actionName}`);
  return action(resolve(world.cwd, directory), words, world, given);
}

/** `create DIR [DATABASE[:KIND] ...] [--storage SYSTEM]`. */
async function create(directory: string, databases: readonly string[], world: World, { storage = 'zfssa' }: LabOptions): Promise<void> {
  const { readLabStorage } = await import('#lab/lab-storage.ts');
  const { createLab } = await import('#lab/create-lab.ts');
  await createLab({ directory, clock: world.clock, storage: readLabStorage(storage), ...(databases.length > 0 ? { databases } : {}) });
  world.stdout.write(`simulated Oracle database and storage appliance created in ${directory}: nothing in it is real\n`);
  const icb = shellWord(join(installationRoot, 'bin/icb'));
  world.stdout.write(`next: ${icb} lab serve ${directory} &   ${icb} --config ${directory}/backup.cfg backup ${databases[0]?.split(':')[0] ?? 'orcl'} config\n`);
}

async function serve(directory: string, words: readonly string[], world: World): Promise<number> {
  refuseWords(words, 'serve');
  const { serveLab } = await import('#lab/serve.ts');
  const { openLabClock } = await import('#lab/lab-clock.ts');
  return serveLab({ directory, clock: openLabClock(directory), stdout: world.stdout, signal: world.signal });
}

/** `workload DIR [TRANSACTIONS [DATABASE]]`. */
async function workload(directory: string, words: readonly string[], world: World): Promise<void> {
  const [count = '200', database = 'orcl', ...more] = words;
  refuseWords(more, 'workload');
  const transactions = Number(count);
  if (!Number.isSafeInteger(transactions) || transactions < 1) {
    throw new UsageError(`workload takes a number of transactions, not ${count}`);
  }
  const { runWorkload } = await import('#lab/workload.ts');
  const done = runWorkload(directory, { database, transactions });
  world.stdout.write(`${done.committed} transactions committed, current SCN ${done.scn}, ${done.logSwitches} log switches\n`);
}

/** `job DIR [OWNER.NAME [DATABASE]]`: runs a job of DBMS_SCHEDULER now, as the Scheduler would. */
async function job(directory: string, words: readonly string[], world: World): Promise<number> {
  const [name = 'BACKUPEXEC.ICB_BACKUP_JOB', database = 'orcl', ...more] = words;
  refuseWords(more, 'job');
  const { openLabClock } = await import('#lab/lab-clock.ts');
  const { runScheduledJob } = await import('#lab/run-scheduled-job.ts');
  const { status, error, additionalInfo } = await runScheduledJob({ labDir: directory, database, clock: openLabClock(directory) }, name.toUpperCase());
  world.stdout.write(`${name.toUpperCase()}: ${status}${error === 0 ? '' : `, error ${error}\n${additionalInfo ?? ''}`}\n`);
  return error === 0 ? 0 : 1;
}

/** `fault DIR NAME key=value ...` sets one, `fault DIR clear [NAME]` takes them back. */
async function fault(directory: string, words: readonly string[], world: World): Promise<void> {
  const [name, ...parameters] = words;
  const { describeFault, faultNames, requireFaultName } = await import('#lab/known-faults.ts');
  if (name === undefined) throw new UsageError(`fault takes a name and key=value pairs, or clear; names: ${faultNames.join(', ')}`, { hint: faultHint });
  const { clearFault, setFault } = await import('#lab/faults.ts');
  if (name !== 'clear') {
    setFault(directory, describeFault(name, parameters));
    world.stdout.write(`fault set: ${words.join(' ')}\n`);
    return;
  }
  const [cleared, ...more] = parameters;
  if (more.length > 0) throw new UsageError(`fault clear takes one name, but got ${parameters.join(' ')}`);
  if (cleared !== undefined) requireFaultName(cleared);
  clearFault(directory, cleared);
}

const faultHint = 'src/lab/README.md says what each of them does';

function refuseWords(words: readonly string[], action: string): void {
  if (words.length > 0) throw new UsageError(`lab ${action} takes nothing after the folder, but got ${words.join(' ')}`);
}
