import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { databaseZone, instantOf } from '#workflows/database-zone.ts';

const winter = DateTime.utc(2026, 1, 15, 12);
const summer = DateTime.utc(2026, 7, 15, 12);

describe('the zone of the database host', () => {
  it('is this host\'s zone while both show the same offset', () => {
    expect(databaseZone('Europe/Tallinn', '+02:00', winter)).toEqual({ zone: 'Europe/Tallinn', sameAsHost: true });
    expect(databaseZone('Europe/Tallinn', '+03:00', summer)).toEqual({ zone: 'Europe/Tallinn', sameAsHost: true });
  });

  it('is a fixed offset otherwise', () => {
    expect(databaseZone('Europe/Tallinn', '-05:00', winter)).toEqual({ zone: 'Etc/GMT+5', sameAsHost: false });
    expect(databaseZone('Europe/Tallinn', '+00:00', winter)).toEqual({ zone: 'Etc/UTC', sameAsHost: false });
    expect(databaseZone('Europe/Tallinn', '+05:30', winter)).toEqual({ zone: 'UTC+05:30', sameAsHost: false });
  });

  it.each(['Europe/Tallinn', 'Etc/GMT+5', 'UTC+05:30', 'Etc/UTC'])('%s turns local times into instants', (zone) => {
    const instant = DateTime.utc(2026, 1, 15, 12);

    expect(instantOf(instant.setZone(zone).toFormat('yyyy-MM-dd HH:mm:ss'), zone).toISO()).toBe('2026-01-15T12:00:00.000Z');
  });
});
