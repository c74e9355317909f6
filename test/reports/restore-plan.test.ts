import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { planLines } from '#reports/restore-plan.ts';
import type { RestorePlan } from '#reports/restore-plan.ts';

const plan: RestorePlan = {
  database: 'orcl',
  oracleHome: '/u01/home',
  mountFolder: '/tmp/mnt',
  sid: 'orclrest',
  examples: [],
  open: 'read only',
  target: DateTime.fromISO('2016-12-17T19:40:35Z', { zone: 'utc' }),
  hostZone: 'Europe/Berlin',
  sourceZone: 'America/New_York',
  snapshots: { dataFiles: 'orcl-20161217T204443', redo: undefined },
};

it('shows a restore with its target in every zone that matters', () => {
  expect(planLines(plan)).toEqual([
    '  Database:             orcl',
    '  Oracle home:          /u01/home',
    '  Mount folder:         /tmp/mnt',
    '  Instance (SID):       orclrest',
    '  Target time, UTC:     2016-12-17 19:40:35Z',
    '  Target time, local:   2016-12-17 20:40:35+01:00 Europe/Berlin',
    '  Target time, source:  2016-12-17 14:40:35-05:00 America/New_York',
    '  Snapshot:             orcl-20161217T204443',
    '  Opened:               read only',
  ]);
});

it('shows both snapshots of a target inside a refresh window', () => {
  const lines = planLines({ ...plan, sourceZone: undefined, open: 'resetlogs', snapshots: { dataFiles: 'orcl-1', redo: 'orcl-2' } });

  expect(lines.slice(2)).toEqual([
    '  Mount folder:         /tmp/mnt (data and redo in it)',
    '  Instance (SID):       orclrest',
    '  Target time, UTC:     2016-12-17 19:40:35Z',
    '  Target time, local:   2016-12-17 20:40:35+01:00 Europe/Berlin',
    '  Target time, source:  its zone is known when the clone is mounted',
    '  Snapshot of the data: orcl-1',
    '  Snapshot of the redo: orcl-2',
    '  Opened:               read-write, with resetlogs',
  ]);
});

it('says which words are only examples', () => {
  const lines = planLines({ ...plan, examples: ['mountFolder', 'sid'] });

  expect(lines).toContain('  Mount folder:         /tmp/mnt (an example; --mount DIR names it)');
  expect(lines).toContain('  Instance (SID):       orclrest (an example; --sid SID names it)');
});
