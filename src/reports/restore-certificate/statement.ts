// What a restore test proves, in words that claim no more than was done. A certificate that is read years later, by an auditor
// who knows nothing of icb, must not be taken for more than it is.
import { formatDuration } from '#core/durations.ts';
import { counted } from '#core/counted.ts';
import { utcSecond } from '#core/utc-time.ts';
import type { BlockCheckResult, ReachedState, RestoreTestResult } from '../restore-test-result.ts';
import { blockCheckPassed } from './block-check-passed.ts';

/** Sentences; none for a test that failed. */
export function proven(result: RestoreTestResult): readonly string[] {
  const { failure, database, host, snapshot, target, reached, blockCheck } = result;
  if (failure !== undefined || target === undefined || reached === undefined) return [];
  const source = snapshot === undefined ? 'its backup' : `snapshot ${snapshot.id}`;
  const end = target.scn === undefined ? utcSecond(target.time) : `SCN ${String(target.scn)}`;
  return [
    `Database ${database} was restored from ${source} on host ${host}, recovered until ${end} and opened read only.`,
    `Its ${counted(reached.datafiles, 'datafile')} could be opened, with the newest checkpoint at SCN ${String(reached.scn)}.`,
    ...containerSentences(reached, 'open'),
    `The newest data found in it is of ${utcSecond(reached.verifiedTime)}: ${differenceWords(result)}.`,
    ...(blockCheck !== undefined && blockCheckPassed(blockCheck, reached.datafiles) ? blockCheckSentences(blockCheck) : []),
  ];
}

/** Sentences; never empty. */
export function notProven(result: RestoreTestResult): readonly string[] {
  const { failure, target, reached, blockCheck, versions } = result;
  const simulation = isSimulation(versions.oracle) ? ['The Oracle software was a simulation: nothing is said about a real database.'] : [];
  if (failure !== undefined) return [...simulation, 'That this backup can be restored: the test failed.'];
  return [
    ...simulation,
    ...(reached === undefined ? [] : [...containerSentences(reached, 'closed'), ...offlineSentences(reached)]),
    ...(blockCheck === undefined ? ['That every block is good: in this test the blocks were not read one by one.'] : []),
    ...(target === undefined ? [] : [`Anything committed after ${utcSecond(target.time)}, and that other points in time can be reached.`]),
    'What the data means to the application.',
    'What lies outside the database: Oracle home, network configuration, password file and wallets.',
  ];
}

/** Oracle says so itself. */
export function isSimulation(oracle: string | undefined): boolean {
  return /simulat/iu.test(oracle ?? '');
}

/** What was opened is proven to open; what was not is not. */
function containerSentences({ pluggableDatabases = [] }: ReachedState, which: 'open' | 'closed'): readonly string[] {
  const names = pluggableDatabases.filter(({ openMode }) => (openMode === 'MOUNTED') === (which === 'closed')).map(({ name }) => name);
  if (names.length === 0) return [];
  const noun = names.length === 1 ? 'pluggable database' : 'pluggable databases';
  return [which === 'open' ? `Its ${noun} ${names.join(', ')} could be opened.` : `That ${noun} ${names.join(', ')} can be opened: in this test ${names.length === 1 ? 'it was' : 'they were'} not.`];
}

function offlineSentences({ offlineTablespaces = [] }: ReachedState): readonly string[] {
  return offlineTablespaces.map((name) => `Anything about the rows of tablespace ${name}: it was offline.`);
}

function blockCheckSentences({ files, blocks, canary }: BlockCheckResult): readonly string[] {
  const read = `All ${counted(blocks, 'block')} of ${counted(files, 'datafile')} were read and checked, physically and logically: none is corrupt.`;
  if (canary === undefined) return [read];
  const { file, block } = canary;
  return [
    `${read.slice(0, -1)} but the canary.`,
    `The check does find damage: block ${block} of datafile ${file} had been damaged on purpose in the throw-away clone, and was found.`,
  ];
}

function differenceWords({ differenceSeconds = 0, toleranceSeconds }: RestoreTestResult): string {
  if (differenceSeconds === 0) return 'exactly the target';
  const direction = differenceSeconds < 0 ? 'older' : 'newer';
  return `${formatDuration(Math.abs(differenceSeconds) * 1000)} ${direction} than the target, within the tolerance of ${formatDuration(toleranceSeconds * 1000)}`;
}
