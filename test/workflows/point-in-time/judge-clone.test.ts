import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { CloneParameters } from '#workflows/restore/clone-parameters.ts';
import { judgeClone, requireServingPair } from '#workflows/point-in-time/judge-clone.ts';

const utc = (time: string): DateTime => DateTime.fromISO(`2024-03-01T${time}Z`, { zone: 'utc' });

function parameters({ lower, upper, resetlogsId = '7', resetlogsScn }: { lower?: string; upper?: string; resetlogsId?: string; resetlogsScn?: bigint } = {}): CloneParameters {
  return {
    file: '/mnt/autorestore.cfg',
    initialization: {},
    zone: 'Etc/UTC',
    isZoneKnown: true,
    lower: lower === undefined ? undefined : { scn: 1n, time: utc(lower) },
    upper: upper === undefined ? undefined : { scn: 2n, localTime: upper, time: utc(upper) },
    resetlogsId,
    resetlogsScn,
    changeTrackingFile: undefined,
    encryptedTablespaces: 0,
    databaseVersion: undefined,
  };
}

describe('a mounted clone', () => {
  it.each([
    [{ lower: '10:00:00', upper: '12:00:00' }, '09:59:59', 'needs earlier data files'],
    [{ lower: '10:00:00', upper: '12:00:00' }, '10:00:00', 'needs earlier data files'],
    [{ lower: '10:00:00', upper: '12:00:00' }, '10:00:01', 'enough'],
    [{ lower: '10:00:00', upper: '12:00:00' }, '12:00:00', 'enough'],
    [{ lower: '10:00:00', upper: '12:00:00' }, '12:00:01', 'needs later redo'],
    [{ lower: '10:00:00' }, '12:00:00', 'may need later redo'],
    [{ upper: '12:00:00' }, '11:00:00', 'enough'],
    [{}, '11:00:00', 'enough'],
  ] as const)('of %o for %s: %s', (bounds, target, verdict) => {
    expect(judgeClone(parameters(bounds), utc(target))).toBe(verdict);
  });
});

describe('two clones', () => {
  const data = parameters({ lower: '10:00:00', upper: '12:00:00' });

  it('serve what lies between them', () => {
    expect(() => requireServingPair(data, parameters({ lower: '13:00:00', upper: '14:00:00' }), utc('12:30:00'))).not.toThrow();
  });

  it('serve it through RESETLOGS when the image copies are from before', () => {
    const later = parameters({ lower: '13:00:00', upper: '14:00:00', resetlogsId: '8', resetlogsScn: data.lower?.scn ?? 0n });

    expect(() => requireServingPair(data, later, utc('12:30:00'))).not.toThrow();
  });

  it.each([
    ['image copies that begin after it', data, '09:00:00', 'begin at 2024-03-01 10:00:00 UTC'],
    ['archived logs that end before it', data, '14:00:01', 'end at 2024-03-01 14:00:00 UTC'],
    ['image copies of a branch that resetlogs abandoned', parameters({ lower: '10:00:00', resetlogsId: '8' }), '12:30:00', 'opened with resetlogs'],
  ])('do not serve a target with %s', (_, dataFiles, target, message) => {
    expect(() => requireServingPair(dataFiles, parameters({ lower: '13:00:00', upper: '14:00:00' }), utc(target))).toThrow(message);
  });
});
