// RMAN outlives an icb that is killed: its client may go on as an orphan, and after the client its server session, until the
// piece at hand is finished. The lock is free by then, but two sessions that roll the same image copies forward are nothing
// to try. So a run first ends the orphans of dead runs on this host and waits for sessions whose client is gone. What other
// people do with RMAN, here or on other hosts, is none of our business.

import { hostProcesses } from '#core/client-processes.ts';
import type { ClientProcesses } from '#core/client-processes.ts';
import { NotStartedError } from '#core/errors.ts';
import type { ProcessIdentity } from '#core/process-identity.ts';
import { isOfDeadRun } from '#core/run-folder.ts';
import { queryRmanSessions } from '#oracle/rman-sessions.ts';
import type { RmanSession } from '#oracle/rman-sessions.ts';
import type { BackupRun } from './backup-run.ts';

const pollMs = 2000;
/** Even with `maxlockwait: 0` an orphan that was just told to end gets this long. */
const leastPatienceMs = 60_000;

/**
 * Returns when no RMAN session of a killed run works on the database any more.
 * @throws {NotStartedError} when one still does after `maxlockwait`
 */
export async function awaitEarlierSessions(run: BackupRun, self: ProcessIdentity, processes: ClientProcesses = hostProcesses): Promise<void> {
  const { clock, database, log, oracle, signal } = run;
  const patienceMs = Math.max(database.maxLockWaitMs, leastPatienceMs);
  // Summed from our own waits: a clock that is set back must not prolong them.
  let waitedMs = 0;
  const told = new Set<number>();
  for (;;) {
    const sessions = await queryRmanSessions(oracle, signal);
    const earlier = sessions.filter((session) => isOfEarlierRun(session, self, processes));
    const [first] = earlier;
    if (first === undefined) return;
    for (const { clientPid: pid } of earlier) {
      if (pid === undefined || told.has(pid)) continue;
      told.add(pid);
      const orphan = processes.look(pid) !== 'gone';
      log.warn(orphan ? 'ending the RMAN of a run that was killed' : 'waiting for the database session of an RMAN that was killed', { pid });
      if (orphan) processes.end(pid);
    }
    if (waitedMs >= patienceMs) throw stillThere(database.name, first);
    await clock.sleep(pollMs, signal);
    waitedMs += pollMs;
  }
}

function isOfEarlierRun({ clientHost, clientPid }: RmanSession, self: ProcessIdentity, processes: ClientProcesses): boolean {
  if (clientPid === undefined || clientHost.toLowerCase() !== self.host.toLowerCase()) return false;
  if (processes.look(clientPid) === 'gone') return true;
  return processes.argumentsOf(clientPid).some((word) => word.startsWith('cmdfile=') && isOfDeadRun(word, self, processes));
}

function stillThere(database: string, { address, clientPid, clientHost }: RmanSession): NotStartedError {
  return new NotStartedError(`an RMAN session of an earlier run still works on ${database}: ${address}, process ${clientPid} on ${clientHost}`, {
    hint: `try again when it has ended, or end it: alter system kill session '${address}' immediate`,
  });
}
