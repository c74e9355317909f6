import { describe, expect, it } from 'vitest';
import { ageLine, unknownLine } from '#reports/snapshot-age.ts';

const limits = { warningSnapshotAgeMs: 26 * 3_600_000, criticalSnapshotAgeMs: 32 * 3_600_000 };

describe('the line for Nagios', () => {
  it('counts whole seconds, in the text and in the performance data', () => {
    const line = ageLine({ status: 'OK', snapshot: { id: 's1' }, ageMs: 237_763, reason: undefined }, limits);

    expect(line).toBe('OK: The latest snapshot age 0:03:57 | age=237s;93600;115200;0');
  });

  it('has no value where there is no snapshot, or one whose age is below nothing', () => {
    const none = ageLine({ status: 'CRITICAL', snapshot: undefined, ageMs: undefined, reason: 'there is no snapshot' }, limits);
    const future = ageLine({ status: 'WARNING', snapshot: { id: 's1' }, ageMs: -1, reason: 'dated in the future' }, limits);

    expect([none, future]).toEqual([
      'CRITICAL: there is no snapshot | age=U;93600;115200;0',
      'WARNING: dated in the future | age=U;93600;115200;0',
    ]);
  });

  it('stays one line without a bar, whatever the failure says', () => {
    expect(unknownLine('a | b\n  c\r\nd\n')).toBe('UNKNOWN: a / b; c; d');
    expect(unknownLine('\u001b[2Ja\u2028b')).toBe(String.raw`UNKNOWN: \u001b[2Ja\u2028b`);
  });
});
