import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf, openLabClock, oracleTime } from '#lab/lab-clock.ts';

const realNow = DateTime.fromISO('2026-02-03T12:00:00Z', { zone: 'utc' }) as DateTime<true>;
const realClock = { now: () => realNow };

describe('the clock of a lab', () => {
  let labDir = '';
  beforeEach(() => {
    labDir = mkdtempSync(join(tmpdir(), 'icb-clock-'));
    mkdirSync(join(labDir, 'world'));
  });
  afterEach(() => rmSync(labDir, { recursive: true }));

  it('shows real time until it is advanced', () => {
    expect(openLabClock(labDir, realClock).now().toISO()).toBe('2026-02-03T12:00:00.000Z');
  });

  it('is advanced for everybody in the lab', () => {
    const [mine, theirs] = [openLabClock(labDir, realClock), openLabClock(labDir, realClock)];

    mine.advance(90_000);
    theirs.advance(30_000);

    expect(mine.now().toISO()).toBe('2026-02-03T12:02:00.000Z');
  });

  it('lets the time of a sleep pass at once', async () => {
    const clock = openLabClock(labDir, realClock);

    await clock.sleep(3_600_000);

    expect(clock.now().toISO()).toBe('2026-02-03T13:00:00.000Z');
  });

  it('does not sleep when the signal is aborted already', async () => {
    const clock = openLabClock(labDir, realClock);

    await expect(clock.sleep(1000, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(clock.now().toISO()).toBe('2026-02-03T12:00:00.000Z');
  });

  it("writes times as Oracle does, in the host's zone, and reads them back", () => {
    const text = oracleTime(realNow);

    expect(text).toBe(realNow.toLocal().toFormat('yyyy-MM-dd HH:mm:ss'));
    expect(instantOf(text).toMillis()).toBe(realNow.toMillis());
  });
});
