import { datafiles } from '#lab/oracle/datafiles.ts';
import type { Datafile } from '#lab/oracle/datafiles.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import type { Until } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { RestoreLab } from './restore-lab.ts';
import type { Moment } from './restore-lab.ts';

/** A restore that is ready to be recovered, and the moment between its two last logs. */
export async function switched(change: (restore: RestoreLab) => void = () => undefined): Promise<{ readonly restore: RestoreLab; readonly mark: Moment }> {
  let mark: Moment | undefined;
  const restore = await RestoreLab.open((lab) => {
    change(lab);
    mark = lab.mark();
  });
  await restore.switch();
  if (mark === undefined) throw new Error('nothing was marked');
  return { restore, mark };
}

/** The rows of the restored database. */
export function rows(restore: RestoreLab): unknown {
  return restore.inInstance((db) => readRows(db).map(({ file, key, text }) => ({ file, key, text })));
}

/** The rows it must have. */
export function journal(restore: RestoreLab, until: Until): unknown {
  return rowsByJournal(restore.lab.dir, until).map(({ file, key, text }) => ({ file, key, text }));
}

/** What icb sends to recover until a time. */
export function untilTime(time: string): string {
  return `run {\nset newname for database to new;\nset until time "to_date('${time}', 'yyyy-mm-dd hh24:mi:ss')";\nrecover database;\n}\n`;
}

/** Its datafiles, by number. */
export function files(restore: RestoreLab): readonly Pick<Datafile, 'file' | 'name' | 'checkpoint_change' | 'creation_change'>[] {
  return restore.inInstance((db) => datafiles(db));
}
