import { describe, expect, it } from 'vitest';
import { destinationTrouble, missingDestinations, slotsInFolder, unusedOnStandby } from '#oracle/archive-destinations.ts';
import type { ArchiveDestinations } from '#oracle/archive-destinations.ts';

const folder = '/backup/my_db/archivelog';

function destinations(slots: Readonly<Record<number, string>>): ArchiveDestinations {
  const entries = Object.entries(slots).map(([slot, value]): [number, string] => [Number(slot), value]);
  return { slots: new Map(entries), recoveryArea: '/fra', singleDestination: '', createFileDest: '/oradata', states: new Map(), changeTracking: 'DISABLED' };
}

describe('archive destinations', () => {
  it('get the recovery area and the backup area when neither is set', () => {
    expect(missingDestinations(destinations({}), folder)).toEqual([
      { slot: 1, value: 'LOCATION=USE_DB_RECOVERY_FILE_DEST MANDATORY' },
      { slot: 2, value: `LOCATION=${folder}/ OPTIONAL VALID_FOR=(ALL_LOGFILES,ALL_ROLES)` },
    ]);
  });

  it('stay as they are when both are set, however they are spelled', () => {
    const set = destinations({ 1: 'location=use_db_recovery_file_dest', 3: `LOCATION = "${folder}" optional reopen=60` });

    expect(missingDestinations(set, folder)).toEqual([]);
  });

  it('use the first free slots, beyond 9 too, and leave others alone', () => {
    const standby = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [index + 1, `SERVICE=standby${index}`]));

    expect(missingDestinations(destinations(standby), folder)?.map(({ slot }) => slot)).toEqual([10, 11]);
  });

  it('do not take a folder that merely looks alike under a LIKE pattern for ours', () => {
    const set = destinations({ 1: 'LOCATION=USE_DB_RECOVERY_FILE_DEST', 2: 'LOCATION=/backup/myXdb/archivelog/' });

    expect(missingDestinations(set, folder)?.map(({ slot }) => slot)).toEqual([3]);
  });

  it('are found in a folder with a blank in its name, which must be quoted', () => {
    const set = destinations({ 1: 'LOCATION=USE_DB_RECOVERY_FILE_DEST', 12: 'LOCATION="/backup/my db/archivelog/" OPTIONAL' });

    expect(slotsInFolder(set, '/backup/my db/archivelog')).toEqual([12]);
  });

  it('deliver as long as one of several in the same folder does', () => {
    const state = { destination: folder, error: '' };
    const states = new Map([[3, { ...state, status: 'DEFERRED' }], [4, { ...state, status: 'VALID' }], [5, { ...state, status: 'ERROR', error: 'ORA-19504: failed to create file' }]]);

    expect(destinationTrouble({ states }, [3, 4])).toBeUndefined();
    expect(destinationTrouble({ states }, [5, 3])).toBe('log_archive_dest_5 is ERROR (ORA-19504: failed to create file)');
    expect(destinationTrouble({ states }, [6])).toBe('log_archive_dest_6 is INACTIVE');
  });

  it('are refused when no slot is free', () => {
    const full = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [index + 1, `SERVICE=standby${index}`]));

    expect(missingDestinations(destinations(full), folder)).toBeUndefined();
  });

  it.each([
    ['is for a primary alone', 'VALID_FOR=(ALL_LOGFILES,PRIMARY_ROLE)', true],
    ['is for online logs, which a standby has none of', 'valid_for = ( online_logfiles , all_roles )', true],
    ['is for all', 'VALID_FOR=(ALL_LOGFILES,ALL_ROLES)', false],
    ['is for what a standby receives', 'VALID_FOR=(STANDBY_LOGFILE,STANDBY_ROLE)', false],
    ['does not say', '', false],
  ])('are mended on a standby where the one in the backup area %s', (_, validFor, isMended) => {
    const set = destinations({ 1: 'LOCATION=USE_DB_RECOVERY_FILE_DEST', 4: `LOCATION=${folder} ${validFor}` });

    expect(unusedOnStandby(set, folder)).toEqual(isMended ? { slot: 4, value: `LOCATION=${folder}/ OPTIONAL VALID_FOR=(ALL_LOGFILES,ALL_ROLES)` } : undefined);
  });

  it('are not mended where another one serves the same folder', () => {
    const set = destinations({ 2: `LOCATION=${folder}/ VALID_FOR=(ONLINE_LOGFILE,PRIMARY_ROLE)`, 3: `LOCATION=${folder}/ VALID_FOR=(STANDBY_LOGFILE,STANDBY_ROLE)` });

    expect(unusedOnStandby(set, folder)).toBeUndefined();
  });
});
