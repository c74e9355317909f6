import { expect, it } from 'vitest';
import type { ArchivedLogPlace } from '#oracle/redo-in-area.ts';
import { logAway } from '#workflows/fleet/log-away.ts';

const minute = 60_000;
const folder = '/nfs/orcl/archivelog';

/** Log `sequence` of ten minutes, the tenth of which ends now. */
function log(sequence: number, { in: place = folder, thread = 1 } = {}): ArchivedLogPlace {
  const endsMsAgo = (10 - sequence) * 10 * minute;
  return { thread, sequence, beginsMsAgo: endsMsAgo + 10 * minute, endsMsAgo, name: `${place}/${thread}_${sequence}.arc` };
}

const all = [6, 7, 8, 9, 10].map((sequence) => log(sequence));
const files = (...sequences: readonly number[]): Set<string> => new Set(sequences.map((sequence) => `1_${sequence}.arc`));

it('is none when every log is there, and when only the newest is still on its way', () => {
  expect(logAway(all, { folder, files: files(6, 7, 8, 9, 10), sinceMsAgo: undefined })).toBeUndefined();
  expect(logAway(all, { folder, files: files(6, 7, 8, 9), sinceMsAgo: undefined })).toBeUndefined();
});

it('is the first that is named but not there, or only elsewhere, with others counted', () => {
  const elsewhere = [log(6), log(7), log(8, { in: '/fra' }), log(9), log(10)];

  expect(logAway(all, { folder, files: files(6, 8, 10), sinceMsAgo: undefined })).toEqual({ first: log(7), count: 2 });
  expect(logAway(elsewhere, { folder, files: files(6, 7, 9, 10), sinceMsAgo: undefined })).toMatchObject({ first: { sequence: 8 }, count: 1 });
});

it('counts no log whose redo the newest snapshot has', () => {
  expect(logAway(all, { folder, files: files(8, 9, 10), sinceMsAgo: 30 * minute })).toBeUndefined();
  expect(logAway(all, { folder, files: files(7, 9, 10), sinceMsAgo: 30 * minute })).toEqual({ first: log(8), count: 1 });
});

it('does not take the log of another thread for one that follows', () => {
  const threads = [log(6), log(7), log(9, { thread: 2 })];

  expect(logAway(threads, { folder, files: new Set(['1_6.arc', '2_9.arc']), sinceMsAgo: undefined })).toBeUndefined();
});

it('cannot be told when the database knows the folder by another name', () => {
  expect(logAway([6, 7, 8].map((sequence) => log(sequence, { in: '/other/name' })), { folder, files: files(6, 8), sinceMsAgo: undefined })).toBeUndefined();
});
