import { expect, it } from 'vitest';
import { endOfLogs, planRestore, type RestorableFiles } from '#workflows/restore/restorable-files.ts';

type Copy = RestorableFiles['copies'][number];

function copy(file: string, changes: Partial<Copy> = {}): Copy {
  return { file, creationScn: 10n, checkpointScn: 500n, checkpointTime: '', name: `/mnt/data_${file}`, ...changes };
}

function files(datafiles: ReadonlyArray<readonly [file: string, creationScn: bigint]>, copies: readonly Copy[]): RestorableFiles {
  return { datafiles: datafiles.map(([file, creationScn]) => ({ file, creationScn, isAtRest: false, name: `/u01/${file}.dbf` })), copies, logs: [], incarnations: [] };
}

it('switches to the copies, and makes anew what is younger than they are', () => {
  const known = files([['1', 10n], ['2', 10n], ['5', 600n]], [copy('1'), copy('2')]);

  expect(planRestore('orcl', known, ['/mnt'])).toEqual({ switchToCopy: ['1', '2'], create: ['5'] });
});

it('does not take the copy of a dropped file for that of the one that has its number now', () => {
  const known = files([['1', 10n], ['5', 600n]], [copy('1'), copy('5', { creationScn: 20n })]);

  expect(planRestore('orcl', known, ['/mnt']).create).toEqual(['5']);
});

it('misses the copy of a file that is as old as the others', () => {
  const known = files([['1', 10n], ['4', 12n]], [copy('1')]);

  expect(() => planRestore('orcl', known, ['/mnt'])).toThrow('orcl: the clone has no image copy of datafile 4 (/u01/4.dbf)');
});

it('misses the copy of a file that is as old as the others, whatever the age of files that do not move', () => {
  const known = files([['1', 10n], ['2', 5n], ['4', 12n]], [copy('1'), copy('2', { creationScn: 5n, checkpointScn: 6n })]);
  const seed = { ...known, datafiles: known.datafiles.map((datafile) => ({ ...datafile, isAtRest: datafile.file === '2' })) };

  expect(() => planRestore('orcl', seed, ['/mnt'])).toThrow('orcl: the clone has no image copy of datafile 4 (/u01/4.dbf)');
});

it('refuses a copy outside the clone: recovery would change it', () => {
  const known = files([['1', 10n]], [copy('1'), copy('1', { name: '/nfs/backup/orcl/data_1' })]);

  expect(() => planRestore('orcl', known, ['/mnt'])).toThrow(/image copy outside the clone: \/nfs\/backup\/orcl\/data_1/u);
});

it('refuses a clone without any copy', () => {
  expect(() => planRestore('orcl', files([['1', 10n]], []), ['/mnt'])).toThrow('orcl: RMAN found no image copy in /mnt');
});

function log(thread: string, nextScn: bigint): RestorableFiles['logs'][number] {
  return { thread, sequence: '1', resetlogsId: '1', firstScn: 1n, nextScn, nextTime: `time of ${nextScn}`, name: '' };
}

it('ends where the thread ends that ends first', () => {
  expect(endOfLogs('orcl', [log('1', 100n), log('1', 200n), log('2', 150n)])).toEqual({ scn: 150n, localTime: 'time of 150' });
  expect(() => endOfLogs('orcl', [])).toThrow('orcl: there are no archived logs in the clone');
});
