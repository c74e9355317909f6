import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { archivedLogFolder, controlFileBackup, restoreParametersFile } from '#core/area-layout.ts';
import { runBoundedScript } from '#core/bounded-script.ts';
import { IcbError, RefusedError } from '#core/errors.ts';
import { readCloneParameters } from './clone-parameters.ts';
import type { CloneParameters } from './clone-parameters.ts';

/** The backup of one database, as a mounted clone shows it. */
export interface BackupInClone {
  readonly mountPoint: string;
  /** Where `autorestore.cfg` and the control file's backup lie: the mount point, or a folder in it. */
  readonly folder: string;
  /** Folders of image copies; several when the database has several volumes. */
  readonly dataFolders: readonly string[];
  readonly archivedLogFolders: readonly string[];
  readonly controlFileBackup: string;
  readonly parameters: CloneParameters;
}

/** A share that does not answer within this time is not there. */
const answerLimitMs = 30_000;

/**
 * Finds the backup in a mounted clone: in the mount point itself or, with several volumes, one level below.
 * @param hostZone zone of the times where the backup does not name one
 * @throws {IcbError} when there is none, more than one, or it is damaged
 * @throws {RefusedError} when files of it are symbolic links
 */
export async function findBackupInClone(mountPoint: string, hostZone: string, signal: AbortSignal): Promise<BackupInClone> {
  await requireAnswer(mountPoint, signal);
  await refuseLinks(mountPoint, signal);
  const volumes = await foldersIn(mountPoint);
  const places = [mountPoint, ...volumes];
  const holders = await filter(places, async (folder) => isFile(restoreParametersFile(folder)));
  const [folder, ...others] = holders.includes(mountPoint) ? [mountPoint] : holders;
  if (folder === undefined) {
    throw new IcbError(`there is no autorestore.cfg in ${mountPoint} or one level below`, {
      hint: 'the clone is not of a backup area, or its snapshot was taken before the first backup was complete',
    });
  }
  if (others.length > 0) throw new IcbError(`several folders in ${mountPoint} have an autorestore.cfg: ${holders.join(', ')}`);
  const controlFile = controlFileBackup(folder);
  if (!(await isFile(controlFile))) throw new IcbError(`there is no control file backup ${controlFile}`, { hint: 'its snapshot was taken before the first backup was complete' });
  const dataFolders = folder === mountPoint ? [mountPoint] : volumes;
  return {
    mountPoint,
    folder,
    dataFolders,
    archivedLogFolders: await filter(dataFolders.map(archivedLogFolder), isFolder),
    controlFileBackup: controlFile,
    parameters: await readCloneParameters(restoreParametersFile(folder), hostZone),
  };
}

/** Before this process touches it: a pending file call could not be given up. */
async function requireAnswer(mountPoint: string, signal: AbortSignal): Promise<void> {
  const answer = await runBoundedScript({ script: 'ls -a -- "$1" >/dev/null', args: [mountPoint], timeoutMs: answerLimitMs, signal });
  if (answer === 'no answer') throw new IcbError(`the clone mounted at ${mountPoint} does not answer`);
  if (answer.exitCode !== 0) throw new IcbError(`${mountPoint} cannot be read: ${answer.complaint.trim()}`);
}

const linksScript = `find -P "$1"/ -mindepth 1 -maxdepth 3 -type l \\( -name 'data_*' -o -name archivelog -o -path '*/archivelog/*' \
-o -name after_backup_controlfile.cf -o -name autorestore.cfg \\) -print | head -n 3`;

/** Recovery writes into image copies: a link among them would lead it out of the clone. @throws {RefusedError} */
async function refuseLinks(mountPoint: string, signal: AbortSignal): Promise<void> {
  const answer = await runBoundedScript({ script: linksScript, args: [mountPoint], timeoutMs: answerLimitMs, signal });
  if (answer === 'no answer') throw new IcbError(`the clone mounted at ${mountPoint} does not answer`);
  const links = answer.output.split('\n').filter((line) => line !== '');
  if (links.length === 0) return;
  throw new RefusedError(`files of the backup in the clone are symbolic links: ${links.join(', ')}`, {
    hint: 'what they lead to is not in the clone, and recovery would change it: put the files themselves into the backup area',
  });
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)).toSorted();
}

async function filter(paths: readonly string[], accepts: (path: string) => Promise<boolean>): Promise<string[]> {
  const accepted = await Promise.all(paths.map(accepts));
  return paths.filter((_, index) => accepted[index]);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
