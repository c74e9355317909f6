// Root may write everywhere, and what root makes belongs to root: an archive folder the database cannot write to makes its
// optional destination fail in silence, logs and locks stop the owner's next run.
import type { FileOwner } from './backup-area.ts';
import { RefusedError } from './errors.ts';

export interface RootCheck {
  readonly area: string;
  readonly owner: FileOwner;
  /** Whom the process acts as; undefined on systems without such numbers. */
  readonly effectiveUid: number | undefined;
  /** The command line as its owner should type it. */
  readonly command: string;
}

/** @throws {RefusedError} when root is to work in a backup area that belongs to somebody else */
export function refuseForeignRoot({ area, owner, effectiveUid, command }: RootCheck): void {
  if (effectiveUid !== 0 || owner.uid === 0) return;
  const { uid, name } = owner;
  throw new RefusedError(`running as root is refused: the backup area ${area} belongs to ${name ?? `user ${uid}`}, who could not use what root leaves in it`, {
    hint: `run it as its owner: ${name === undefined ? `setpriv --reuid=${uid} --clear-groups` : `runuser -u ${name} --`} ${command}`,
  });
}
