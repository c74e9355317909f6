import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { databaseInstant, reportClockDifferences, secondsAhead } from '#workflows/backup/clock-differences.ts';
import { recordedLog } from '../../core/recorded-log.ts';

const at = (time: string): DateTime => DateTime.fromISO(`2026-03-01T${time}Z`, { zone: 'utc' });
const window = { from: at('10:00:02.500'), to: at('10:00:04.200') };

it.each([
  ['10:00:00', -2, 'shown before this host began to ask: at the latest 10:00:00.999'],
  ['10:00:02', 0, 'the second in which this host began to ask'],
  ['10:00:04', 0, 'the second in which the answer came'],
  ['10:00:04.900', 0, 'told more precisely than to the second'],
  ['10:00:07', 3, 'shown after the answer had come'],
])('a clock that shows %s is %i seconds ahead: %s', (shown, seconds) => {
  expect(secondsAhead(at(shown), window)).toBe(seconds);
});

it('the time of a database is read with its offset', () => {
  const instant = databaseInstant({ time: '2026-03-01 12:00:03', utcOffset: '+02:00', scn: 1n, changeTrackingFile: '' });

  expect(instant.toISO()).toBe('2026-03-01T10:00:03.000Z');
});

function warningsOf({ lines }: ReturnType<typeof recordedLog>): string[] {
  return lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
}

it('only what matters is said', () => {
  const small = recordedLog();
  const large = recordedLog();

  reportClockDifferences(small, { databaseSeconds: 60, applianceSeconds: -60 });
  reportClockDifferences(large, { databaseSeconds: 61, applianceSeconds: -3600 });

  expect(warningsOf(small)).toEqual([]);
  expect(warningsOf(large)).toEqual([
    expect.stringContaining("the clock of the database host is 61 seconds ahead of this host's: times given to a restore"),
    expect.stringContaining("the clock of the appliance is 3600 seconds behind this host's: it dates the snapshots"),
  ]);
});
