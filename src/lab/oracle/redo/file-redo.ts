import type { LabDatabase } from '../database.ts';
import type { FileHeader } from '../file-header.ts';
import { currentLog, writeRedo } from './online-logs.ts';
import type { RedoRecord } from './redo.ts';

// Redo also says what becomes of whole datafiles: that is how recovery learns of a file that was born after the control file
// it works with (law 32), grows one that was resized, and takes leave of one that was dropped.

/** What happened to a datafile. */
export type FileChange =
  | { readonly kind: 'create-file'; readonly header: FileHeader }
  | { readonly kind: 'resize-file'; readonly blocks: number }
  | { readonly kind: 'drop-file' };

/** Writes the redo of it. */
export function recordFileChange(db: LabDatabase, moment: { readonly file: number; readonly scn: number; readonly time: string }, change: FileChange): void {
  const { kind, ...content } = change;
  const log = currentLog(db);
  const bytes = Buffer.from(JSON.stringify(content));
  writeRedo(db, log, [{ kind, ...moment, thread: log.thread, block: 0, offset: 0, bytes }]);
}

/** What a record says of a whole file; nothing for one that changes a block. */
export function fileChange({ kind, bytes }: RedoRecord): FileChange | undefined {
  if (kind === 'change' || kind === 'invalidate') return undefined;
  return { kind, ...(JSON.parse(bytes.toString('utf8')) as object) } as FileChange;
}
