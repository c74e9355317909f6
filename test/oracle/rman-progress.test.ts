import { describe, expect, it } from 'vitest';
import { RmanProgress, watchRman } from '#oracle/rman-progress.ts';
import { fakeClock } from '../core/fake-clock.ts';
import { recordedLog } from '../core/recorded-log.ts';

const gigabyte = 1024 ** 3;
const sizes = new Map([[1, 2 * gigabyte], [2, 6 * gigabyte], [3, 2 * gigabyte]]);

function start(doing?: string) {
  const clock = fakeClock('2026-11-21T02:00:00Z');
  const progress = new RmanProgress(clock, sizes, doing);
  const read = (...lines: readonly string[]): void => lines.forEach((line) => progress.read(line));
  return { clock, progress, read };
}

// As RMAN 19c prints them.
const backup = (channel: string, ...files: readonly number[]): string[] => [
  `channel ${channel}: starting incremental level 1 datafile backup set`,
  `channel ${channel}: specifying datafile(s) in backup set`,
  ...files.map((file) => `input datafile file number=0000${file} name=/u02/oradata/ORCL/datafile/o1_mf_${file}.dbf`),
];
const ended = (channel: string): string => `channel ${channel}: backup set complete, elapsed time: 00:00:03`;

describe('a refresh', () => {
  it('counts files and bytes once a channel is done with them, and estimates by bytes', () => {
    const { clock, progress, read } = start();
    read(...backup('ORA_DISK_1', 1, 2), ...backup('ORA_DISK_2', 3));
    const begun = progress.describe();

    clock.advance(20_000);
    read(ended('ORA_DISK_2'));

    expect(begun).toBe('backing up: 0 of 3 files, 0B of 10GB, 0:00:00');
    expect(progress.describe()).toBe('backing up: 1 of 3 files, 2GB of 10GB, 102MB/s, 0:00:20, about 0:01:20 left');
  });

  it('starts anew when the incrementals are applied', () => {
    const { clock, progress, read } = start();
    read(...backup('ORA_DISK_1', 1, 2, 3), ended('ORA_DISK_1'));
    clock.advance(60_000);

    read(
      'channel ORA_DISK_1: starting incremental datafile backup set restore',
      'channel ORA_DISK_1: specifying datafile copies to recover',
      'recovering datafile copy file number=00002 name=/nfs/orcl/data_D-ORCL_I-1_TS-USERS_FNO-2_x',
    );
    clock.advance(6000);
    read('channel ORA_DISK_1: restore complete, elapsed time: 00:00:06');

    expect(progress.describe()).toBe('rolling forward: 1 of 3 files, 6GB of 10GB, 1GB/s, 0:00:06, about 0:00:04 left');
  });

  it('counts a first copy in full', () => {
    const { progress, read } = start();

    read('channel ORA_DISK_1: starting datafile copy', 'input datafile file number=00003 name=x', 'channel ORA_DISK_1: datafile copy complete, elapsed time: 00:00:07');

    expect(progress.describe()).toBe('backing up: 1 of 3 files, 2GB of 10GB, 0:00:00');
  });
});

it('counts archived logs of a recovery, out of those RMAN announced', () => {
  const { clock, progress, read } = start();
  const logs = [7, 8, 9, 10];

  read('starting media recovery', ...logs.map((log) => `archived log for thread 1 with sequence ${log} is already on disk as file /nfs/${log}.arc`));
  clock.advance(10_000);
  read('archived log file name=/nfs/7.arc thread=1 sequence=7');

  expect(progress.describe()).toBe('recovering: 1 of 4 archived logs, 0:00:10, about 0:00:30 left');
});

it('calls a check what RMAN prints as a backup', () => {
  const { progress, read } = start('checking');

  read('channel ORA_DISK_1: starting full datafile backup set', 'channel ORA_DISK_1: specifying datafile(s) in backup set', 'input datafile file number=00001 name=x');

  expect(progress.describe()).toBe('checking: 0 of 3 files, 0B of 10GB, 0:00:00');
});

it('tells the log every ten minutes, and the terminal until it is disposed of', () => {
  const clock = fakeClock('2026-11-21T02:00:00Z');
  const log = recordedLog();
  const shown: string[] = [];
  const read: string[] = [];
  const withTerminal = { ...log, showProgress: (describe: () => string) => (shown.push(describe()), { [Symbol.dispose]: () => void shown.push('taken away') }) };
  {
    using watched = watchRman({ log: withTerminal, clock, sizes, reader: (line) => void read.push(line) });
    for (const line of [...backup('c1', 1), ended('c1')]) watched.read(line);
    clock.advance(11 * 60_000);
    for (const line of [...backup('c1', 3), ended('c1')]) watched.read(line);
  }

  expect(log.lines.map(({ message }) => message)).toEqual(['backing up: 1 of 3 files, 2GB of 10GB, 3MB/s, 0:11:00, about 0:44:00 left']);
  expect(shown).toEqual(['working: 0 of 3 files, 0B of 10GB, 0:00:00', 'taken away']);
  expect(read).toHaveLength(8);
});
