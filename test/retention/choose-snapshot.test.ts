import { describe, expect, it } from 'vitest';
import { timeForPeople } from '#core/time-for-people.ts';
import { chooseForTarget, newestAtLeast } from '#retention/choose-snapshot.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import { type Sample, sample, utc } from './snapshot-samples.ts';

const told = (time: string): string => timeForPeople(utc(time));

const daily = [sample('2024-03-01'), sample('2024-03-02'), sample('2024-03-03')];

describe('the newest snapshot of a least age', () => {
  it.each([
    [[], 0, undefined],
    [daily, 0, '2024-03-03'],
    [daily, 11, '2024-03-03'],
    [daily, 12, '2024-03-03'],
    [daily, 12.01, '2024-03-02'],
    [daily, 60, '2024-03-01'],
    [daily, 61, undefined],
    [[sample('2024-03-03 12:00:05')], 0, '2024-03-03 12:00:05'],
    [[sample('2024-03-04')], 1, undefined],
  ] satisfies [Sample[], number, string | undefined][])('%#: of %o at least %d hours old', (snapshots, hours, expected) => {
    const newest = newestAtLeast(snapshots, hours, utc('2024-03-03 12:00:00'));

    expect(newest?.id).toBe(expected === undefined ? undefined : sample(expected).id);
  });

  it('is, of two within one second, the later name', () => {
    const twins = [sample('2024-03-01', { id: 'b' }), sample('2024-03-01', { id: 'a' })];

    expect(newestAtLeast(twins, 0, utc('2024-03-02'))?.id).toBe('b');
  });
});

describe('the snapshot for a target time without bounds', () => {
  it.each([
    ['2024-02-01', '2024-03-01'],
    ['2024-03-01', '2024-03-01'],
    ['2024-03-01 00:00:01', '2024-03-02'],
    ['2024-03-03', '2024-03-03'],
  ])('for %s is the oldest one created at or after it', (target, expected) => {
    const choice = chooseForTarget(daily.toReversed(), utc(target));

    expect(choice).toEqual({ kind: 'one', snapshot: sample(expected) });
  });

  it('does not exist after the newest one, or in an empty list', () => {
    const choices = [chooseForTarget(daily, utc('2024-03-03 00:00:01')), chooseForTarget([], utc('2024-03-03'))];

    expect(choices).toEqual([
      { kind: 'none', why: 'too late', reason: `the last restorable time is ${told('2024-03-03 00:00:00')}` },
      { kind: 'none', why: 'no snapshot', reason: 'there is no snapshot' },
    ]);
  });
});

/** Backups at 10:00:10 with a refresh that takes an hour: snapshot at :10, logs until :05, copies as of the day before at 11:00. */
const backups = ['2024-03-02', '2024-03-03', '2024-03-04'].map((day) => sample(`${day} 10:00:10`));
const ledger = [
  bounds(backups[0], '2024-03-01 11:00:00', '2024-03-02 10:00:05'),
  bounds(backups[1], '2024-03-02 11:00:00', '2024-03-03 10:00:05'),
  bounds(backups[2], '2024-03-03 11:00:00', '2024-03-04 10:00:05'),
];

function bounds(snapshot: Sample | undefined, lower: string, upper: string, more: Partial<SnapshotBounds> = {}): SnapshotBounds {
  return {
    snapshotId: snapshot?.id ?? '',
    lowerScn: 1000n,
    upperScn: 2000n,
    lowerTime: utc(lower),
    upperTime: utc(upper),
    resetlogsId: '1134567890',
    dbid: '1433672784',
    ...more,
  };
}

describe('the snapshot for a target time with bounds', () => {
  it.each([
    ['2024-03-01 11:00:01', 0],
    ['2024-03-02 10:00:05', 0],
    ['2024-03-02 11:00:01', 1],
    ['2024-03-03 10:00:05', 1],
    ['2024-03-03 11:00:01', 2],
    ['2024-03-04 10:00:05', 2],
  ])('for %s is the one that serves it alone', (target, index) => {
    const choice = chooseForTarget(backups, utc(target), ledger);

    expect(choice).toEqual({ kind: 'one', snapshot: backups[index] });
  });

  it.each(['2024-03-02 10:00:06', '2024-03-02 10:00:10', '2024-03-02 10:30:00', '2024-03-02 10:59:59', '2024-03-02 11:00:00'])(
    'for %s, inside a refresh window, is the data of one and the redo of the next',
    (target) => {
      const choice = chooseForTarget(backups, utc(target), ledger);

      expect(choice).toEqual({ kind: 'pair', dataFiles: backups[0], redo: backups[1] });
    },
  );

  it('exists throughout from just after the first lower to the last upper bound', () => {
    const [from, until] = [utc('2024-03-01 11:00:01'), utc('2024-03-04 10:00:05')];
    const targets = Array.from({ length: until.diff(from, 'minutes').minutes }, (_, minutes) => from.plus({ minutes }));

    const kinds = targets.map((target) => chooseForTarget(backups, target, ledger).kind);

    expect(kinds).not.toContain('none');
    expect(kinds.filter((kind) => kind === 'pair')).toHaveLength(2 * 59);
  });

  it.each([
    ['2024-03-01 11:00:00', 'too early'],
    ['2024-03-04 10:00:06', 'too late'],
    ['2024-03-04 10:00:10', 'too late'],
  ])('does not exist for %s, %s, and the range is told', (target, why) => {
    const choice = chooseForTarget(backups, utc(target), ledger);

    expect(choice).toEqual({ kind: 'none', why, reason: `restorable times are ${told('2024-03-01 11:00:01')} to ${told('2024-03-04 10:00:05')}` });
  });

  it('does not exist out of the range, and the gaps in it are told', () => {
    const withGaps = ledger.map((entry, index) => (index === 0 ? { ...entry, redoLost: true } : index === 2 ? { ...entry, resetlogsId: '1199999999' } : entry));

    const choice = chooseForTarget(backups, utc('2024-03-05'), withGaps);

    const [range, lost, resetlogs] = choice.kind === 'none' ? choice.reason.split(', but for ') : [];
    expect(range).toBe(`restorable times are ${told('2024-03-01 11:00:01')} to ${told('2024-03-04 10:00:05')}`);
    expect(lost).toBe(`${told('2024-03-02 10:00:05')} to ${told('2024-03-02 11:00:01')} (an archived log was lost)`);
    expect(resetlogs).toContain(`${told('2024-03-03 10:00:05')} to ${told('2024-03-03 11:00:01')} (the database was opened with resetlogs between `);
  });

  it.each([
    [1000n, 'pair'],
    [999n, 'none'],
  ])('is put together over OPEN RESETLOGS at SCN %s only when the image copies are older: %s', (resetlogsScn, kind) => {
    const afterResetlogs = ledger.map((entry, index) => (index === 0 ? entry : { ...entry, resetlogsId: '1199999999', resetlogsScn }));

    expect(chooseForTarget(backups, utc('2024-03-02 10:30:00'), afterResetlogs).kind).toBe(kind);
  });

  it('is not put together over OPEN RESETLOGS', () => {
    const afterResetlogs = ledger.map((entry, index) => (index === 0 ? entry : { ...entry, resetlogsId: '1199999999' }));

    const choice = chooseForTarget(backups, utc('2024-03-02 10:30:00'), afterResetlogs);

    expect(choice).toEqual({ kind: 'none', reason: expect.stringContaining('resetlogs'), why: 'resetlogs' });
  });

  it('does not exist where redo was lost between two snapshots', () => {
    const withLoss = ledger.map((entry, index) => (index === 0 ? { ...entry, redoLost: true } : entry));

    const choice = chooseForTarget(backups, utc('2024-03-02 10:30:00'), withLoss);

    expect(choice).toEqual({ kind: 'none', reason: expect.stringContaining('an archived log was lost: no time between'), why: 'lost' });
  });

  it('follows the plain rule where the old toolset made the snapshots', () => {
    const old = sample('2024-03-01 10:00:00');

    const choices = ['2024-02-20', '2024-03-01 10:30:00'].map((target) => chooseForTarget([old, ...backups], utc(target), ledger));

    expect(choices).toEqual([
      { kind: 'one', snapshot: old },
      { kind: 'pair', dataFiles: old, redo: backups[0] },
    ]);
  });

  it('is never one whose bounds nobody knows, taken while another with bounds had the same data files', () => {
    const unrecorded = [sample('2024-03-03 10:00:01'), sample('2024-03-02 18:00:00')];

    const choices = ['2024-03-02 10:30:00', '2024-03-02 11:00:01', '2024-03-03 09:59:59'].map((target) =>
      chooseForTarget([...backups, ...unrecorded], utc(target), ledger),
    );

    expect(choices).toEqual([
      { kind: 'pair', dataFiles: backups[0], redo: backups[1] },
      { kind: 'one', snapshot: backups[1] },
      { kind: 'one', snapshot: backups[1] },
    ]);
  });

  it('is one without bounds as long as there is no newer one', () => {
    const unrecorded = sample('2024-03-05 10:00:10');

    const choice = chooseForTarget([...backups, unrecorded], utc('2024-03-05 09:00:00'), ledger);

    expect(choice).toEqual({ kind: 'one', snapshot: unrecorded });
  });

  it('ignores bounds of snapshots that are gone', () => {
    const choice = chooseForTarget(backups.slice(1), utc('2024-03-02 10:00:05'), ledger);

    expect(choice).toMatchObject({ kind: 'none', reason: expect.stringContaining(told('2024-03-02 11:00:01')) });
  });
});
