import { describe, expect, it } from 'vitest';
import { RmanOutputReader } from '#oracle/programs/rman-output.ts';
import type { RmanOutput } from '#oracle/programs/rman-output.ts';

const ruler = 'RMAN-00571: ===========================================================';
const banner = [ruler, 'RMAN-00569: =============== ERROR MESSAGE STACK FOLLOWS ===============', ruler];

function read(lines: readonly string[], chunkLength = 7): RmanOutput {
  const text = `${lines.join('\n')}\n`;
  const reader = new RmanOutputReader();
  for (let at = 0; at < text.length; at += chunkLength) reader.push(text.slice(at, at + chunkLength));
  return reader.end();
}

describe('the error stack of RMAN', () => {
  it('is what follows the banner, with the innermost line as its cause and the file it names', () => {
    const stack = [
      'RMAN-03002: failure of backup command at 2026-03-01 10:00:01',
      'RMAN-03009: failure of backup command on ORA_DISK_2 channel at 2026-03-01 10:00:00',
      'ORA-19504: failed to create file "/bk/x1/data_D-X1_I-7_TS-USERS_FNO-4_0a"',
      'ORA-27040: file create error, unable to create file',
      'Linux-x86_64 Error: 28: No space left on device',
      'Additional information: 1',
    ];

    const output = read(['RMAN> run {', '2> backup database;', '3> }', 'Starting backup', ...banner, ...stack, '', 'Recovery Manager complete.']);

    expect(output.failure?.lines).toEqual(stack);
    expect(output.failure?.codes).toEqual(['RMAN-03002', 'RMAN-03009', 'ORA-19504', 'ORA-27040']);
    expect(output.failure?.cause).toBe(
      'ORA-19504: failed to create file "/bk/x1/data_D-X1_I-7_TS-USERS_FNO-4_0a": ORA-27040: file create error, unable to create file Linux-x86_64 Error: 28: No space left on device',
    );
  });

  it.each([
    [['RMAN-00554: initialization of internal recovery manager package failed', 'RMAN-04004: error from recovery catalog database: ', 'ORA-12541: TNS:no listener']],
    [['RMAN-00554: initialization of internal recovery manager package failed', 'RMAN-04004: error from recovery catalog database: ORA-12541: TNS:no listener']],
  ])('says which database was meant', (stack) => {
    const output = read([...banner, ...stack]);

    expect(output.failure?.cause).toBe('RMAN-04004: error from recovery catalog database: ORA-12541: TNS:no listener');
    expect(output.failure?.codes).toEqual(['RMAN-00554', 'RMAN-04004', 'ORA-12541']);
  });

  it('is not what RMAN says of a primary it could not reach from a standby: the backup goes on', () => {
    const remote = 'ORA-17629: Cannot connect to the remote database server';
    const warning = 'RMAN-06820: WARNING: failed to archive current log at primary database';

    const output = read(['Starting backup', warning, 'ORACLE error from target database:', remote, '', remote, 'channel ORA_DISK_1: starting archived log copy', 'Recovery Manager complete.']);

    expect(output).toMatchObject({ failure: undefined, warnings: [warning], complete: true });
  });

  it('ends at the next prompt', () => {
    const output = read([...banner, 'RMAN-03002: failure of sql command at x', 'ORA-00900: invalid SQL statement', 'RMAN> show all;', 'ORA-99999: shown by a report']);

    expect(output.failure?.lines).toEqual(['RMAN-03002: failure of sql command at x', 'ORA-00900: invalid SQL statement']);
  });

  it('keeps the second half of a wrapped message with its code', () => {
    const output = read([
      ...banner,
      'RMAN-00558: error encountered while parsing input commands',
      'RMAN-01009: syntax error: found "identifier": expecting one of: "advise, allocate,',
      'alter, backup, catalog"',
      'RMAN-01008: the bad identifier was: bakcup',
      'RMAN-01007: at line 2 column 3 file: /tmp/icb/x.rman',
    ]);

    expect(output.failure?.cause).toBe('RMAN-01008: the bad identifier was: bakcup');
    expect(output.failure?.lines).toContain('alter, backup, catalog"');
  });

  it('counts as a failure even when the program was killed right after the banner', () => {
    const output = read([...banner]);

    expect(output.failure).toEqual({ codes: [], lines: [], cause: undefined });
  });

  it('is complete as far as it got when it was cut off in the middle of a line', () => {
    const reader = new RmanOutputReader();

    reader.push(`${banner.join('\n')}\nRMAN-03002: failure of backup command\nORA-195`);

    expect(reader.end().failure?.lines).toEqual(['RMAN-03002: failure of backup command', 'ORA-195']);
  });

  it('does not grow with the output', () => {
    const endless = Array.from({ length: 5000 }, (_, index) => `ORA-19502: write error ${index}`);

    const output = read([...banner, ...endless], 4096);

    expect(output.failure?.lines).toHaveLength(101);
    expect(output.failure?.lines[60]).toBe('(4900 lines left out)');
    expect(output.failure?.lines.at(-1)).toBe('ORA-19502: write error 4999');
  });
});

describe('what only looks like an error', () => {
  it.each([
    ['files that were not cataloged', ['List of Files Which Were Not Cataloged', 'File Name: /bk/x1/backup.lck', '  RMAN-07517: Reason: The file header is corrupted']],
    ['an echoed script', ['RMAN> # RMAN-00569: not the banner', '2> # ORA-00600 in a comment']],
    ['a skipped file', ['RMAN-06179: datafile 6 not processed because file is read-only']],
    ['a channel that failed while others finish the job', ['RMAN-03009: failure of backup command on c1 channel', 'continuing other job steps, job failed will not be re-run']],
    ['a code in the middle of a line', ['archived log error ORA-00270 seen']],
  ])('%s', (_what, lines) => {
    const output = read([...lines, 'Recovery Manager complete.']);

    expect(output).toMatchObject({ failure: undefined, warnings: [], complete: true });
  });
});

it('collects warnings, each as RMAN words it', () => {
  const warning = 'RMAN-08120: warning: archived log not deleted, not yet applied by standby';

  const output = read([warning, 'archived log file name=/fra/o1_mf_1_7_x_.arc thread=1 sequence=7', 'RMAN-06207: WARNING: 2 objects could not be deleted']);

  expect(output.warnings).toEqual([warning, 'RMAN-06207: WARNING: 2 objects could not be deleted']);
});

it('knows that a run without the closing words did not end regularly', () => {
  const output = read(['Starting backup at 2026-03-01 10:00:00', 'channel ORA_DISK_1: starting piece 1']);

  expect(output.complete).toBe(false);
  expect(output.tail.at(-1)).toBe('channel ORA_DISK_1: starting piece 1');
});

it('tells the listener of each line as it is complete', () => {
  const heard: string[] = [];
  const reader = new RmanOutputReader((line) => heard.push(line));

  reader.push('one\r\ntw');
  const afterFirstChunk = [...heard];
  reader.push('o\nthree');
  reader.end();

  expect(afterFirstChunk).toEqual(['one']);
  expect(heard).toEqual(['one', 'two', 'three']);
});
