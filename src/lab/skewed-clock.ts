import type { Clock } from '#core/clock.ts';
import { listFaults } from './faults.ts';

/** Machines whose clock can be wrong (fault clock-skew). */
export type SkewedMachine = 'database' | 'appliance';

/** The clock of one machine of the lab: the lab's, unless a fault says that it is wrong. */
export function clockOf(machine: SkewedMachine, labDir: string, clock: Clock): Clock {
  return {
    now: () => {
      const seconds = skewOf(machine, labDir);
      return seconds === 0 ? clock.now() : clock.now().plus({ seconds });
    },
    sleep: async (durationMs, signal) => clock.sleep(durationMs, signal),
  };
}

/** clock-skew {of, seconds} */
function skewOf(machine: SkewedMachine, labDir: string): number {
  const fault = listFaults(labDir).find(({ name, of }) => name === 'clock-skew' && of === machine);
  return Number(fault?.['seconds'] ?? 0);
}
