import { closeSync, ftruncateSync, openSync } from 'node:fs';
import type { LabDatabase } from '../database.ts';

/** A row of the control file's table of temporary files. */
export interface Tempfile {
  readonly file: number;
  readonly ts: number;
  /** TS# */
  readonly ts_number: number;
  readonly con_id: number;
  readonly name: string;
  readonly bytes: number;
}

/** Temporary files by number. */
export function tempfiles(db: LabDatabase): readonly Tempfile[] {
  return db.sql.all<Tempfile>('select tempfile.*, tablespace.number as ts_number from tempfile join tablespace using (ts) order by file');
}

/** Makes those that are missing, as opening for changes does. One that cannot be made is only missed by a query that needs it. */
export function makeMissingTempfiles(db: LabDatabase): void {
  for (const { name, bytes } of tempfiles(db)) {
    try {
      const descriptor = openSync(db.files.path(name), 'wx');
      ftruncateSync(descriptor, bytes);
      closeSync(descriptor);
    } catch {
      continue;
    }
  }
}
