import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { isWithinTolerance, outcomeDocument, outcomeFacts, outcomeInstructions, toleranceWarning } from '#reports/restore-outcome.ts';
import type { RestoreOutcome } from '#reports/restore-outcome.ts';

const target = DateTime.fromISO('2016-12-17T19:40:35Z', { zone: 'utc' });

const outcome: RestoreOutcome = {
  database: 'orcl',
  sid: 'orclrest',
  oracleHome: '/u01/home',
  open: 'read only',
  snapshots: { dataFiles: 'orcl-20161217T204443', redo: undefined },
  clones: ['restore_orcl_20161217_221147'],
  mounts: ['/tmp/mnt'],
  target,
  zone: 'Europe/Berlin',
  reached: target.minus({ seconds: 3 }),
  scn: 4711n,
  differenceSeconds: -3,
  toleranceSeconds: 300,
  cleanup: ['umount /tmp/mnt', 'icb snapper orcl dropclone restore_orcl_20161217_221147'],
  log: '/tmp/restore_20161217T221218_orcl.log',
};

describe('what came of a restore', () => {
  it('is told with requested and verified time in the zone of the source database', () => {
    expect(outcomeFacts(outcome)).toEqual([
      'SID: orclrest',
      'requested time: 2016-12-17 20:40:35+01:00',
      'verified time: 2016-12-17 20:40:32+01:00',
      'difference: 0:00:03 (older)',
    ]);
  });

  it('tells of the pluggable databases of a container database', () => {
    const pluggableDatabases = [{ name: 'SALES', openMode: 'READ ONLY' }, { name: 'HR', openMode: 'MOUNTED' }];

    expect(outcomeFacts({ ...outcome, pluggableDatabases })).toContain('pluggable databases: SALES (read only), HR (mounted)');
    expect(outcomeDocument({ ...outcome, pluggableDatabases })).toMatchObject({ pluggableDatabases });
  });

  it('tells of tablespaces whose rows are not there', () => {
    expect(outcomeFacts({ ...outcome, offlineTablespaces: ['HISTORY', 'OLD'] })).toContain('offline, without their rows: HISTORY, OLD');
    expect(outcomeDocument({ ...outcome, offlineTablespaces: ['HISTORY'] })).toMatchObject({ offlineTablespaces: ['HISTORY'] });
  });

  it('comes with the way in and the numbered way out', () => {
    expect(outcomeInstructions(outcome)).toEqual([
      'The copy is open read only. To connect:',
      '  export ORACLE_SID=orclrest ORACLE_HOME=/u01/home',
      '  /u01/home/bin/sqlplus / as sysdba',
      'To give everything back:',
      '  1. umount /tmp/mnt',
      '  2. icb snapper orcl dropclone restore_orcl_20161217_221147',
    ]);
  });

  it.each([
    [-300, true],
    [300, true],
    [-301, false],
    [301, false],
  ])('with a difference of %d s is within the tolerance: %o', (differenceSeconds, expected) => {
    expect(isWithinTolerance({ ...outcome, differenceSeconds })).toBe(expected);
  });

  it('carries a warning when it is not', () => {
    expect(toleranceWarning({ ...outcome, differenceSeconds: 3600 })).toMatch(/^the newest data found is 1:00:00 newer than requested, allowed are 0:05:00: the copy stays up/);
  });

  it('is one document for programs', () => {
    expect(outcomeDocument(outcome)).toEqual({
      database: 'orcl',
      sid: 'orclrest',
      oracleHome: '/u01/home',
      open: 'read only',
      snapshots: { dataFiles: 'orcl-20161217T204443', redo: null },
      clones: ['restore_orcl_20161217_221147'],
      mounts: ['/tmp/mnt'],
      target: '2016-12-17T19:40:35.000Z',
      sourceZone: 'Europe/Berlin',
      reached: '2016-12-17T19:40:32.000Z',
      scn: '4711',
      pluggableDatabases: null,
      offlineTablespaces: [],
      differenceSeconds: -3,
      toleranceSeconds: 300,
      withinTolerance: true,
      cleanup: outcome.cleanup,
      log: '/tmp/restore_20161217T221218_orcl.log',
    });
  });
});
