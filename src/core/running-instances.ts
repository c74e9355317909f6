import { readdirSync, readFileSync } from 'node:fs';

/** Whether an Oracle instance of this name runs on this host: it is seen by its process monitor. */
export function isInstanceRunning(sid: string, programs: readonly string[] = runningPrograms()): boolean {
  return programs.includes(`ora_pmon_${sid}`);
}

/** First words of the command lines of all processes; the short names the kernel keeps are cut off. */
function runningPrograms(): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0', 1);
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
