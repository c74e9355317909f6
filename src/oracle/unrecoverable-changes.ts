// Changes without redo (NOLOGGING): no archived log has them, so that recovery leaves their blocks corrupt (ORA-01578 with
// ORA-26040). An incremental reads the blocks themselves: once the image copy is newer than the change, all is well again.

import { newestCopies } from './image-copies.ts';
import type { ImageCopies } from './image-copies.ts';
import { readLocalTime, readScn, readWholeNumber } from './programs/printed-values.ts';
import type { OracleTools } from './tools.ts';

/** The newest change without redo of one datafile. */
export interface UnrecoverableChange {
  readonly fileNumber: number;
  readonly scn: bigint;
  /** `yyyy-mm-dd hh24:mi:ss`, database host's local time. */
  readonly time: string;
  readonly name: string;
}

export interface LoggingState {
  readonly unrecoverable: readonly UnrecoverableChange[];
  /** FORCE LOGGING is on: there are no more of them to come. */
  readonly forced: boolean;
}

/** Asked at the primary: the control file of a standby does not note them (unconfirmed). */
export async function queryLoggingState(oracle: OracleTools, signal: AbortSignal): Promise<LoggingState> {
  const rows = await oracle.sql('unrecoverable-changes.sql', { step: 'query changes without redo', at: 'primary' }, signal);
  return {
    unrecoverable: rows.all('unrecoverable', ['file', 'scn', 'time', 'name']).map(({ file, scn, time, name }) => ({
      fileNumber: readWholeNumber(file),
      scn: readScn(scn),
      time: readLocalTime(time),
      name,
    })),
    forced: rows.one('forcelogging', ['state']).state === 'YES',
  };
}

/** Those the image copies do not hold: a restore from them gets past such a change only with corrupt blocks. */
export function beyondTheCopies(changes: readonly UnrecoverableChange[], imageCopies: ImageCopies): readonly UnrecoverableChange[] {
  const copies = newestCopies(imageCopies);
  return changes.filter(({ fileNumber, scn }) => copies.some((copy) => copy.fileNumber === fileNumber && copy.checkpointScn <= scn));
}
