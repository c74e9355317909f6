import type { Configuration } from '#core/config/configuration.ts';
import { runFolderParent } from '#core/run-folder.ts';
import { lookForWritableFolder } from '#core/writable-folder.ts';
import type { World } from '../context.ts';

/** A folder that does not answer within this time is not there. */
const answerLimitMs = 10_000;

/**
 * Where journals of restores are looked for, the first being where a new one is written: the log folder of restore tests, which
 * outlives a boot, where there is one that can be written, and the folder of temporary files.
 */
export async function findJournalFolders(configuration: Configuration, database: string, { env, cwd, signal }: World): Promise<readonly [string, ...string[]]> {
  const temporary = runFolderParent(env['TMPDIR'], cwd);
  const logFolder = configuration.settingsFor(database)('autorestorelogdir', 'autorestore') ?? '';
  if (logFolder === '') return [temporary];
  const state = await lookForWritableFolder(logFolder, { timeoutMs: answerLimitMs, signal });
  return state === 'writable' ? [logFolder, temporary] : [temporary];
}
