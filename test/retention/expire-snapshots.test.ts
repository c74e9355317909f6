import { describe, expect, it } from 'vitest';
import { expireSnapshots } from '#retention/expire-snapshots.ts';
import { isOwnSnapshotName } from '#core/snapshot-name.ts';
import { type Sample, sample, utc } from './snapshot-samples.ts';

interface Row {
  readonly what: string;
  readonly snapshots: readonly Sample[];
  readonly now: string;
  readonly days?: number;
  readonly months?: number;
  /** Ids without `orcl-`, oldest first. */
  readonly dropped: readonly string[];
}

const rows: readonly Row[] = [
  { what: 'nothing of an empty list', snapshots: [], now: '2024-03-31', dropped: [] },
  { what: 'not the only one, however old', snapshots: [sample('2010-01-01')], now: '2024-03-31', dropped: [] },
  {
    what: 'all but the newest when all are past both limits',
    snapshots: [sample('2010-01-01'), sample('2010-02-01'), sample('2010-03-01')],
    now: '2024-03-31',
    dropped: ['20100101T000000', '20100201T000000'],
  },
  {
    what: 'not one that is younger than the days by a second, but one exactly as old',
    snapshots: [sample('2024-03-01 12:00:00'), sample('2024-03-01 12:00:01'), sample('2024-03-30')],
    now: '2024-03-31 12:00:00',
    days: 30,
    dropped: ['20240301T120000'],
  },
  {
    what: 'between days and months all but the last of each month',
    snapshots: [
      sample('2024-01-01'),
      sample('2024-01-30'),
      sample('2024-01-31 23:59:59'),
      sample('2024-02-01'),
      sample('2024-02-29'),
      sample('2024-03-01'),
      sample('2024-04-01'),
    ],
    now: '2024-04-02',
    days: 7,
    months: 6,
    dropped: ['20240101T000000', '20240130T000000', '20240201T000000'],
  },
  {
    what: 'by the month of the next newer one, also when that one is young',
    snapshots: [sample('2024-03-10'), sample('2024-03-29'), sample('2024-03-30')],
    now: '2024-03-31',
    days: 7,
    months: 6,
    dropped: ['20240310T000000'],
  },
  {
    what: 'not the last of the same month of another year',
    snapshots: [sample('2023-03-10'), sample('2024-03-10'), sample('2024-04-01')],
    now: '2024-04-02',
    days: 7,
    months: 24,
    dropped: [],
  },
  {
    what: 'by months of 31 days: exactly 62 days old stays, one second more goes',
    snapshots: [sample('2024-01-29 23:59:59'), sample('2024-01-30 00:00:00'), sample('2024-03-31')],
    now: '2024-04-01',
    days: 7,
    months: 2,
    dropped: ['20240129T235959'],
  },
  {
    what: 'a month end that is past the months',
    snapshots: [sample('2023-12-31'), sample('2024-01-31'), sample('2024-04-01')],
    now: '2024-04-02',
    days: 7,
    months: 2,
    dropped: ['20231231T000000'],
  },
  {
    what: 'everything past the days when there are no months',
    snapshots: [sample('2024-01-31'), sample('2024-02-29'), sample('2024-03-31'), sample('2024-04-01')],
    now: '2024-04-02',
    days: 7,
    months: 0,
    dropped: ['20240131T000000', '20240229T000000'],
  },
  {
    what: 'by months of UTC, whatever the local date was',
    // 00:30 on 1 April in Berlin, but still March in UTC.
    snapshots: [sample('2024-03-15'), sample('2024-03-31 22:30:00'), sample('2024-04-20')],
    now: '2024-04-30',
    days: 7,
    months: 6,
    dropped: ['20240315T000000'],
  },
  {
    what: 'by hours that passed on the day summer time begins',
    snapshots: [sample('2024-03-30 10:00:00'), sample('2024-03-30 10:00:01'), sample('2024-03-31 10:00:00')],
    now: '2024-03-31 10:00:00',
    days: 1,
    dropped: ['20240330T100000'],
  },
  {
    what: 'of two within one second the first by name',
    snapshots: [sample('2024-02-10', { id: 'orcl-20240210T000001' }), sample('2024-02-10'), sample('2024-03-31')],
    now: '2024-04-01',
    days: 7,
    months: 6,
    dropped: ['20240210T000000'],
  },
  {
    what: 'not one with a clone, and that one still counts for the month',
    snapshots: [sample('2024-02-10'), sample('2024-02-11', { cloneCount: 1 }), sample('2024-02-12'), sample('2024-03-31')],
    now: '2024-04-01',
    days: 7,
    months: 6,
    dropped: ['20240210T000000'],
  },
  {
    what: 'not one that is locked, but one whose lock has ended',
    snapshots: [
      sample('2024-02-10', { lockedUntil: utc('2024-04-01').toJSDate() }),
      sample('2024-02-11', { lockedUntil: utc('2024-04-02').toJSDate() }),
      sample('2024-02-12', { lockedUntil: utc('9999-12-31').toJSDate() }),
      sample('2024-03-31'),
    ],
    now: '2024-04-01',
    days: 7,
    dropped: ['20240210T000000'],
  },
  {
    what: 'one that lacks a part after the days and no sooner, and it counts neither as newest nor for the month',
    snapshots: [
      sample('2024-02-28'),
      sample('2024-02-29', { defect: 'volume orcl_data2 lacks it' }),
      sample('2024-03-20'),
      sample('2024-03-31', { defect: 'volume orcl_data2 lacks it' }),
    ],
    now: '2024-04-01',
    days: 7,
    months: 6,
    dropped: ['20240229T000000'],
  },
  {
    what: 'not the last one of a month that lacks a part while there is no whole one of that month: a setting may make it look so',
    snapshots: [
      sample('2023-07-31', { defect: 'volume orcl_old lacks it' }),
      sample('2024-01-30', { defect: 'volume orcl_old lacks it' }),
      sample('2024-01-31', { defect: 'volume orcl_old lacks it' }),
      sample('2024-02-29', { defect: 'volume orcl_old lacks it' }),
      sample('2024-03-31'),
    ],
    now: '2024-04-01',
    days: 7,
    months: 6,
    dropped: ['20230731T000000', '20240130T000000'],
  },
  {
    what: 'none that lacks a part while no whole one is left',
    snapshots: [sample('2024-01-30', { defect: 'volume orcl_old lacks it' }), sample('2024-01-31', { defect: 'volume orcl_old lacks it' })],
    now: '2024-04-01',
    days: 7,
    dropped: [],
  },
  {
    what: 'not one whose date its name contradicts: the clock of the appliance started anew',
    snapshots: [
      sample('2024-01-30'),
      sample('2024-03-30'),
      sample('2024-03-31', { createdAt: new Date(0) }),
      sample('2024-04-01', { createdAt: utc('2024-03-31 10:00:00').toJSDate() }),
    ],
    now: '2024-04-01',
    days: 7,
    dropped: ['20240130T000000'],
  },
  {
    what: 'not one that lacks a part and has a clone or a lock',
    snapshots: [
      sample('2024-02-28', { defect: 'volume orcl_data2 lacks it', cloneCount: 1 }),
      sample('2024-02-29', { defect: 'volume orcl_data2 lacks it', lockedUntil: utc('2024-04-02').toJSDate() }),
      sample('2024-03-20'),
    ],
    now: '2024-04-01',
    days: 7,
    dropped: [],
  },
  {
    what: 'not what icb did not make, which counts neither as newest nor for the month',
    snapshots: [
      sample('2024-02-10', { id: '.auto-20240210T000000UTC' }),
      sample('2024-02-28'),
      sample('2024-02-29', { id: 'before-upgrade' }),
      sample('2024-03-01'),
      sample('2024-03-31', { id: 'orcl2-20240331T000000' }),
    ],
    now: '2024-05-01',
    days: 7,
    months: 6,
    dropped: [],
  },
  {
    what: 'not one dated in the future',
    snapshots: [sample('2030-01-01'), sample('2030-01-02')],
    now: '2024-05-01',
    days: 0,
    dropped: [],
  },
  {
    what: 'everything but the newest with days 0 and no months',
    snapshots: [sample('2024-04-30 23:59:59'), sample('2024-05-01')],
    now: '2024-05-01',
    days: 0,
    dropped: ['20240430T235959'],
  },
];

function isOwn(id: string): boolean {
  return isOwnSnapshotName('orcl', id);
}

function verdictsOf({ snapshots, now, days = 31, months = 0 }: Omit<Row, 'what' | 'dropped'>) {
  return expireSnapshots({ snapshots, now: utc(now), expirationDays: days, expirationMonths: months, isOwn });
}

describe('expiring snapshots drops', () => {
  it.each(rows)('$what', ({ dropped, ...row }) => {
    const verdicts = verdictsOf(row);

    const droppedIds = verdicts.filter(({ action }) => action === 'drop').map(({ snapshot }) => snapshot.id);
    expect(droppedIds).toEqual(dropped.map((time) => `orcl-${time}`));
  });

  it.each(rows)('$what, in whatever order the list comes', (row) => {
    const forwards = verdictsOf(row);

    const backwards = verdictsOf({ ...row, snapshots: row.snapshots.toReversed() });

    expect(backwards).toEqual(forwards);
    expect(forwards.map(({ snapshot }) => snapshot.createdAt.getTime())).toEqual(
      row.snapshots.map(({ createdAt }) => createdAt.getTime()).sort((a, b) => a - b),
    );
  });

  it.each([
    [Number.NaN, 0],
    [-1, 0],
    [Number.POSITIVE_INFINITY, 0],
    [31, Number.NaN],
    [31, -6],
  ])('nothing at all with %d days and %d months', (days, months) => {
    expect(() => verdictsOf({ snapshots: [sample('2020-01-01')], now: '2024-01-01', days, months })).toThrow(RangeError);
  });
});

describe('expiring snapshots says why', () => {
  it('each one stays or goes', () => {
    const snapshots = [
      sample('2023-01-01'),
      sample('2024-01-10', { cloneCount: 2 }),
      sample('2024-01-11', { id: '.auto-1' }),
      sample('2024-01-12', { lockedUntil: utc('2024-06-01').toJSDate() }),
      sample('2024-01-13', { lockedUntil: utc('9999-12-31').toJSDate() }),
      sample('2024-01-30'),
      sample('2024-01-31'),
      sample('2024-03-30'),
      sample('2024-03-31'),
    ];

    const reasons = verdictsOf({ snapshots, now: '2024-04-01', days: 7, months: 6 }).map(({ action, reason }) => `${action}: ${reason}`);

    expect(reasons).toEqual([
      'drop: is older than 6 months of 31 days',
      'keep: has a clone',
      'keep: was not made by icb',
      'keep: is locked until 2024-06-01 00:00:00 UTC',
      'keep: is held',
      'drop: is not the last one of 2024-01',
      'keep: is the last one of 2024-01',
      'keep: is younger than 7 days',
      'keep: is the newest',
    ]);
  });
});
