import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInstanceTools } from '#oracle/instance-tools.ts';
import type { SessionRun } from './test-session.ts';

const minutesPerDay = 1440;

/** Lets adrci remove traces and incidents of test instances past the log retention. Never fails a test. */
export async function purgeDiagnostics({ settings, run }: SessionRun, sid: string): Promise<void> {
  const { name: database, logFolder, logRetentionDays } = settings;
  const home = `diag/rdbms/${sid.toLowerCase()}/${sid}`;
  // After a signal the next test does it.
  if (run.signal.aborted) return;
  // It is made by the first instance that starts, and a test may end before that.
  if (!existsSync(join(logFolder, home))) return;
  const tools = createInstanceTools({ ...run, ...settings, database, sid, tnsAdmin: settings.scratchFolder });
  const commands = [`set base ${logFolder}`, `set homepath ${home}`, `purge -age ${logRetentionDays * minutesPerDay}`];
  const complaint = await tools.adrci(commands, run.signal);
  if (complaint !== undefined) run.log.warn(`old diagnostics were not purged: ${complaint}`);
}
