import { findProgram, runSiteCommand, type CommandFault, type SiteCommand } from '../site-command.ts';

export interface MountCommand extends Omit<SiteCommand, 'shownAs' | 'keys' | 'env'> {
  readonly mountPoint: string;
  /** `host:/export/...` */
  readonly source: string;
}

const keys = 'mountcommand and umountcommand';

/** Runs a command with the mount point as its last word. @throws {IcbError} when it cannot be started, or the signal's reason */
export async function runMountCommand({ words, mountPoint, source, ...command }: MountCommand): Promise<CommandFault> {
  const line = [...words, mountPoint];
  return await runSiteCommand({ ...command, words: line, shownAs: line.join(' '), keys, env: { ICB_MOUNT_SOURCE: source } });
}

/** @throws {IcbError} for a name of a program that is not there */
export function findMountProgram(name: string): string {
  return findProgram(name, keys);
}
