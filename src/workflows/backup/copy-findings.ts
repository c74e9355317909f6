// What is to be said of the image copies before they are snapshotted, though it is no failure: what a restore from them will
// lack, and which datafiles are not among them.

import { uncopiedDatafiles } from '#oracle/image-copies.ts';
import type { Datafile, ImageCopies } from '#oracle/image-copies.ts';
import { beyondTheCopies, queryLoggingState } from '#oracle/unrecoverable-changes.ts';
import type { UnrecoverableChange } from '#oracle/unrecoverable-changes.ts';
import { isStandby } from './data-guard-role.ts';
import type { BackupRun } from './backup-run.ts';

export interface CopyFindings {
  /** Newest changes without redo since the image copies were refreshed. */
  readonly unrecoverable: readonly UnrecoverableChange[];
  /** Datafiles of which there is no image copy yet. */
  readonly uncopied: readonly Datafile[];
}

/** A warehouse has thousands of datafiles: beyond these their number is enough. */
const namedFiles = 10;

/** Looks for both and tells of them. */
export async function reportCopyFindings(run: BackupRun, imageCopies: ImageCopies): Promise<CopyFindings> {
  const { unrecoverable: all } = await queryLoggingState(run.oracle, run.signal);
  const unrecoverable = beyondTheCopies(all, imageCopies);
  for (const { fileNumber, time, scn, name } of unrecoverable.slice(0, namedFiles)) {
    run.log.warn(isStandby(run.facts) ? 'NOLOGGING changes of the primary have not come to this standby: they are in no backup of it' : 'NOLOGGING changes are in no archived log: between them and the end of this refresh a restore has corrupt blocks', { datafile: fileNumber, name, time, scn });
  }
  if (unrecoverable.length > namedFiles) run.log.warn(`NOLOGGING changes in ${unrecoverable.length - namedFiles} more datafiles`);
  const { abandoned } = imageCopies;
  if (abandoned.length > 0) {
    run.log.warn('image copies are of a branch that OPEN RESETLOGS abandoned: they cannot be rolled forward, and every datafile is copied in full again', {
      copies: abandoned.length,
      first: abandoned[0]?.name,
    });
    run.log.warn('when nothing of the abandoned branch is needed any more, delete these copies: they take up room in the backup area');
  }
  const outOfUse = imageCopies.datafiles.filter(({ needsRecovery }) => needsRecovery === true);
  for (const { fileNumber, name } of outOfUse.slice(0, namedFiles)) {
    run.log.warn('a datafile is offline and needs recovery: its image copy stays as it is, and the redo it needs is deleted with the recovery window; recover it and bring it online', { datafile: fileNumber, name });
  }
  if (outOfUse.length > namedFiles) run.log.warn(`${outOfUse.length - namedFiles} more datafiles are offline and need recovery`);
  const uncopied = imageCopies.copies.length === 0 ? [] : uncopiedDatafiles(imageCopies);
  for (const { fileNumber, name } of uncopied.slice(0, namedFiles)) {
    run.log.info('a datafile has no image copy yet: it is copied in full', { datafile: fileNumber, name });
  }
  if (uncopied.length > namedFiles) run.log.info(`no image copy yet of ${uncopied.length - namedFiles} more datafiles`);
  return { unrecoverable, uncopied };
}
