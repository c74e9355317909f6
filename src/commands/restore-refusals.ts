// A restored control file names production's files. Where a host can reach them, Oracle would overwrite or delete what it
// finds there, so every restore demands a user who may not do everything and somebody's word that the host is isolated.

import { RefusedError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { shellLine } from '#core/shell-word.ts';
import type { GlobalOptions } from './context.ts';

/** Set to TRUE by whoever made sure that the host sees nothing of production. */
export const sandboxVariable = 'AUTORESTORE_SAFE_SANDBOX';

/** What goes wrong on a host that is not isolated, for the screen. */
export const dangerNotice: readonly string[] = [
  'Danger: a restored database begins with a control file that names the files of production.',
  'If this host can reach them, on a shared file system, a disk group or a LUN, Oracle may overwrite or delete them.',
  'Restore only on a host that sees nothing of production but clones of the backups.',
];

/** The command as another user would type it. */
export function commandLine({ config }: GlobalOptions, ...words: readonly string[]): string {
  return shellLine(`${installationRoot}/bin/icb`, ...(config === undefined ? [] : ['--config', config]), ...words);
}

/** @throws {RefusedError} when the command acts as root, who could write to production's files wherever they show up */
export function refuseRestoreAsRoot(effectiveUid: number | undefined, command: string): void {
  if (effectiveUid !== 0) return;
  throw new RefusedError('restoring as root is refused: root could overwrite any file that the restored control file names', {
    hint: `run it as the owner of the Oracle home, such as: runuser -u oracle -- ${command}`,
  });
}

/** @throws {RefusedError} unless the environment says, to the letter, that this host is isolated */
export function requireSandbox(env: Readonly<Record<string, string | undefined>>): void {
  if (env[sandboxVariable] === 'TRUE') return;
  throw notIsolated(`when this is so, say it with ${sandboxVariable}=TRUE in the environment (upper case)`);
}

/** The refusal for a host nobody calls isolated. */
export function notIsolated(remedy: string): RefusedError {
  return new RefusedError('nobody has said that this host is isolated from production', { hint: [...dangerNotice, remedy].join('\n  ') });
}
