import { describe, expect, it } from 'vitest';
import { firstRedoGap } from '#oracle/archived-logs.ts';
import type { RedoRange } from '#oracle/archived-logs.ts';
import { isOfAbandonedBranch } from '#oracle/image-copies.ts';
import type { ImageCopy } from '#oracle/image-copies.ts';
import { endInLine, incarnationAt, lineOf } from '#oracle/incarnations.ts';
import type { Incarnation } from '#oracle/incarnations.ts';

function incarnation(key: string, scn: bigint, time: string, changes: Partial<Incarnation> = {}): Incarnation {
  return { key, resetlogsId: `90${key}`, resetlogsScn: scn, resetlogsTime: `2026-03-01 ${time}`, priorKey: '0', status: 'PARENT', ...changes };
}

// The second was abandoned: the third began from the first again, at an earlier SCN.
const all = [
  incarnation('1', 1n, '08:00:00'),
  incarnation('2', 500n, '10:00:00', { priorKey: '1', status: 'ORPHAN' }),
  incarnation('3', 450n, '12:00:00', { priorKey: '1', status: 'CURRENT' }),
];

it('the line leads from the first incarnation to the current one, without branches', () => {
  const line = lineOf(all);

  expect(line.map(({ key }) => key)).toEqual(['1', '3']);
  expect([endInLine(line, '901'), endInLine(line, '903')]).toEqual([450n, undefined]);
});

it.each([
  ['09:00:00', '1'],
  ['10:00:00', '1'],
  ['10:00:01', '2'],
  ['12:00:00', '2'],
  ['12:00:01', '3'],
])('at %s the database was in incarnation %s', (time, key) => {
  expect(incarnationAt(all, `2026-03-01 ${time}`)?.key).toBe(key);
});

function log(resetlogsId: string, sequence: number, firstScn: bigint, nextScn: bigint): RedoRange {
  return { thread: 1, sequence, resetlogsId, firstScn, nextScn, firstTime: `at ${firstScn}` };
}

describe('redo through RESETLOGS', () => {
  const line = lineOf(all);
  const redo = [log('901', 7, 300n, 400n), log('901', 8, 400n, 480n), log('901', 9, 480n, 500n), log('903', 1, 450n, 600n), log('903', 2, 600n, 700n)];
  const present = (...without: string[]): ReadonlySet<string> =>
    new Set(redo.map((each) => `${each.resetlogsId}/1/${each.sequence}`).filter((key) => !without.includes(key)));
  const gap = (logs: readonly RedoRange[], files: ReadonlySet<string>) => firstRedoGap({ redo: logs, openThreads: [1], line }, files, { from: 350n, to: 700n });

  it('is complete without what came after the branch', () => {
    expect(gap(redo, present('901/1/9'))).toBeUndefined();
  });

  it('lacks a log of the incarnation before, though its number is there again', () => {
    expect(gap(redo, present('901/1/8'))).toMatchObject({ sequence: 8, scn: 400n, pending: false });
    expect(gap([...redo, log('903', 8, 700n, 800n)], present('901/1/8'))).toMatchObject({ sequence: 8, scn: 400n });
  });

  it('lacks what was never archived before the branch', () => {
    expect(gap(redo.filter(({ sequence }) => sequence < 8), present())).toMatchObject({ sequence: 8, scn: 400n });
  });

  it('lacks a log of the current incarnation', () => {
    expect(gap(redo, present('903/1/1'))).toMatchObject({ sequence: 1, scn: 450n });
  });
});

it.each([
  ['stood at an earlier SCN', 440n, '09:00:00', false],
  ['was past the SCN before RESETLOGS', 480n, '09:00:00', true],
  ['was rolled forward since', 480n, '12:30:00', false],
])('an image copy that %s is of an abandoned branch: %s', (_what, checkpointScn, time, abandoned) => {
  const copy = { checkpointScn, checkpointTime: `2026-03-01 ${time}` } as ImageCopy;

  expect(isOfAbandonedBranch(copy, lineOf(all).map(({ resetlogsScn, resetlogsTime }) => ({ scn: resetlogsScn, time: resetlogsTime })))).toBe(abandoned);
});
