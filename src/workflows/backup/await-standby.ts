// A backup from a standby switches logs at the primary, and then the redo has to come over. That takes as long as redo
// transport takes; a backup waits for it, but not for ever: what has arrived by then is what the snapshot can serve.

import { formatDuration } from '#core/durations.ts';
import { queryRedoTransport, transportTrouble } from '#oracle/redo-transport.ts';
import type { BackupRun } from './backup-run.ts';
import { surveyRedo } from './redo-in-area.ts';
import type { NeededRedo } from './redo-in-area.ts';

const patienceMs = 300_000;
const pauseMs = 5_000;

/** Waits until the standby has received all of the needed redo, or will not in time: then returns why, as a clause. */
export async function awaitRedoFromPrimary(run: BackupRun, needed: NeededRedo): Promise<string | undefined> {
  const { database, facts, oracle, log, clock, signal } = run;
  const startedAt = clock.now();
  const elapsedMs = (): number => clock.now().diff(startedAt).toMillis();
  let told = false;
  for (;;) {
    const { isGapUnheard } = await surveyRedo(run, needed);
    if (!isGapUnheard) {
      if (told) log.info(`${database.name} has received the redo after ${formatDuration(elapsedMs())}`);
      return undefined;
    }
    const transport = await queryRedoTransport(oracle, facts.dbUniqueName, signal);
    const trouble = transport === undefined ? undefined : transportTrouble(transport);
    if (trouble !== undefined) return trouble;
    if (elapsedMs() >= patienceMs) return `redo transport did not deliver within ${formatDuration(patienceMs)}`;
    if (!told) log.info(`waiting for redo transport from ${database.primaryTns} to ${database.name}: redo up to SCN ${String(needed.to)} has not arrived yet; at most ${formatDuration(patienceMs)}`);
    told = true;
    await clock.sleep(pauseMs, signal);
  }
}
