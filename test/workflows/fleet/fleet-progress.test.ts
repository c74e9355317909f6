import { expect, it } from 'vitest';
import { FleetProgress } from '#workflows/fleet/fleet-progress.ts';
import { fakeClock } from '../../core/fake-clock.ts';

it('tells what is done, what runs for how long, and about how long the rest will take', () => {
  const clock = fakeClock('2026-02-03T22:00:00Z');
  const progress = new FleetProgress({ databases: 6, jobs: 2, clock });
  const told = [progress.describe()];

  progress.begun('orcl');
  progress.begun('hr');
  clock.advance(60_000);
  told.push(progress.describe());
  progress.ended('orcl', true);
  progress.begun('sales');
  clock.advance(60_000);
  progress.ended('hr', false);
  told.push(progress.describe());
  progress.begun('dw');
  clock.advance(600_000);
  told.push(progress.describe());
  progress.ended('sales', true);
  progress.ended('dw', true);
  told.push(progress.describe());

  expect(told).toEqual([
    '0 of 6 done',
    '0 of 6 done; running: orcl 0:01:00, hr 0:01:00',
    // An average of 90 s; 30 s of one that runs and three that wait, two at once.
    '1 of 6 done, 1 FAILED, about 0:02:30 left; running: sales 0:01:00',
    '1 of 6 done, 1 FAILED, about 0:01:30 left; running: sales 0:11:00, dw 0:10:00',
    '3 of 6 done, 1 FAILED, about 0:06:00 left',
  ]);
});
