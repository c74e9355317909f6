import { UsageError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest.ts';

/** In the order of the help. */
const names = ['config', 'setschedule', 'imagecopywithsnap', 'backupimagecopy', 'missingarchlog', 'report', 'validatebackup', 'generaterestore'] as const;

/** What `icb backup` can do with a database. */
export type BackupAction = (typeof names)[number];

/** @throws {UsageError} with what is allowed, and what was probably meant */
export function checkBackupAction(word: string): BackupAction {
  const action = names.find((name) => name === word);
  if (action !== undefined) return action;
  throw new UsageError(`unknown action ${word}${didYouMean(word, names)}; allowed: ${names.join(', ')}`);
}
