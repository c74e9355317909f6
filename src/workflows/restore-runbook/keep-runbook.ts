import { runbookFile, runbookValuesFile } from '#core/area-layout.ts';
import { replaceFile } from '#core/atomic-file.ts';
import { installationRoot } from '#core/installation.ts';
import { queryDatabaseLayout } from '#oracle/database-layout.ts';
import type { BackupRun } from '../backup/backup-run.ts';
import { composeRunbook } from './compose-runbook.ts';
import { gatherRunbookValues, keptValues } from './runbook-values.ts';

/**
 * Puts the runbook into the area, with what the database says of itself now: so every snapshot has the way back in it, and it is
 * there when neither the database nor icb is. It holds no secrets. The backup is done by then: what goes wrong is a warning.
 */
export async function keepRunbook(run: BackupRun): Promise<void> {
  try {
    await writeRunbook(run);
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.log.warn(`the restore runbook in the backup area is that of an earlier run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function writeRunbook(run: BackupRun): Promise<void> {
  const { database, facts, oracle, clock, configurationFile, makesClones = true, signal } = run;
  const layout = await queryDatabaseLayout(oracle, facts, signal);
  const now = clock.now();
  const settings = { ...database, file: configurationFile, program: `${installationRoot}/bin/icb`, makesClones };
  const text = await composeRunbook(await gatherRunbookValues(settings, layout, { now, signal }));
  await replaceFile(runbookValuesFile(database.area), keptValues(layout, now), { mode: 0o644 });
  await replaceFile(runbookFile(database.area), text, { mode: 0o644 });
  run.log.info(`restore runbook: ${runbookFile(database.area)}`);
}
