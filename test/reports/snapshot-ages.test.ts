import { describe, expect, it } from 'vitest';
import { agesJson, agesLines, worstStatus } from '#reports/snapshot-ages.ts';
import type { DatabaseAge } from '#reports/snapshot-ages.ts';

const thresholds = { warningSnapshotAgeMs: 26 * 3_600_000, criticalSnapshotAgeMs: 32 * 3_600_000 };

function aged(database: string, status: 'OK' | 'WARNING' | 'CRITICAL', hours: number): DatabaseAge {
  return { database, finding: { status, snapshot: { id: `${database}-1` }, ageMs: hours * 3_600_000, reason: undefined }, thresholds };
}

const unknown: DatabaseAge = { database: 'erp', reason: 'refused | twice\n' };

describe('the ages of several databases for Nagios', () => {
  it('are one line with all performance data, then one for each database, the worst first', () => {
    expect(agesLines([aged('orcl', 'OK', 1), unknown, aged('hr', 'WARNING', 27), aged('x$y', 'CRITICAL', 33), aged('dw', 'OK', 2)]).split('\n')).toEqual([
      'CRITICAL: 5 databases: 1 CRITICAL (x$y), 1 WARNING (hr), 1 UNKNOWN (erp), 2 OK | age_orcl=3600s;93600;115200;0 age_hr=97200s;93600;115200;0 age_x_y=118800s;93600;115200;0 age_dw=7200s;93600;115200;0',
      'CRITICAL: x$y: The latest snapshot age 1 day, 9:00:00',
      'WARNING: hr: The latest snapshot age 1 day, 3:00:00',
      'UNKNOWN: erp: refused / twice',
      'OK: orcl: The latest snapshot age 1:00:00',
      'OK: dw: The latest snapshot age 2:00:00',
    ]);
  });

  it('name only some of many on the first line', () => {
    const many = Array.from({ length: 7 }, (_, index) => aged(`db${index}`, 'WARNING', 27));

    expect(agesLines(many)).toMatch(/^WARNING: 7 databases: 7 WARNING \(db0, db1, db2, db3, db4, and 2 more\) \| /u);
  });

  it.each([
    [['OK', 'UNKNOWN'], 'UNKNOWN'],
    [['UNKNOWN', 'WARNING'], 'WARNING'],
    [['WARNING', 'CRITICAL'], 'CRITICAL'],
    [['OK'], 'OK'],
  ] as const)('%j are together %s', (statuses, expected) => {
    expect(worstStatus(statuses.map((status) => (status === 'UNKNOWN' ? unknown : aged('a', status, 1))))).toBe(expected);
  });

  it('tell programs of each what the check of one tells', () => {
    expect(agesJson([aged('orcl', 'OK', 1), unknown])).toEqual({
      status: 'UNKNOWN',
      databases: [
        { database: 'orcl', status: 'OK', id: 'orcl-1', ageSeconds: 3600, warningSeconds: 93_600, criticalSeconds: 115_200 },
        { database: 'erp', status: 'UNKNOWN', id: null, ageSeconds: null, warningSeconds: null, criticalSeconds: null, message: 'refused / twice' },
      ],
    });
  });
});
