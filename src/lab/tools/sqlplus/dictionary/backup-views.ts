import { containerView, date, number, text, view } from './dictionary-view.ts';

const conId = number('0');
const blockSize = "(SELECT CAST(value AS INTEGER) FROM parameter WHERE name = 'db_block_size')";

/** A STAMP, Oracle's packed form of a time. */
function stamp(time: string): string {
  const part = (from: number, length: number): string => `CAST(substr(${time}, ${from}, ${length}) AS INTEGER)`;
  return `(((((${part(1, 4)} - 1988) * 12 + ${part(6, 2)} - 1) * 31 + ${part(9, 2)} - 1) * 24 + ${part(12, 2)}) * 60 + ${part(15, 2)}) * 60 + ${part(18, 2)}`;
}

/** Container of a file number; 0 for a file that is gone. */
function containerOf(file: string): string {
  return `coalesce((SELECT con_id FROM datafile d WHERE d.file = ${file}), 0)`;
}

/** What RMAN recorded in the control file. SET_COUNT is the backup set's record number. */
export const backupViews = [
  containerView('V$DATAFILE_COPY', 'datafile_copy', { container: containerOf('datafile_copy.file'), columns: {
    RECID: number('recid'),
    STAMP: number(stamp('completion_time')),
    NAME: text(513, 'name'),
    TAG: text(32, 'tag'),
    'FILE#': number('file'),
    'RFILE#': number('file'),
    'CREATION_CHANGE#': number('creation_change'),
    CREATION_TIME: date('creation_time'),
    'RESETLOGS_CHANGE#': number('resetlogs_change'),
    INCREMENTAL_LEVEL: number('incremental_level'),
    'CHECKPOINT_CHANGE#': number('checkpoint_change'),
    CHECKPOINT_TIME: date('checkpoint_time'),
    'ABSOLUTE_FUZZY_CHANGE#': number('fuzzy_change'),
    BLOCKS: number('blocks'),
    BLOCK_SIZE: number('block_size'),
    DELETED: text(3, 'deleted'),
    STATUS: text(1, 'status'),
    COMPLETION_TIME: date('completion_time'),
    KEEP: text(3, "'NO'"),
  } }),
  view('V$BACKUP_SET', 'backup_set', {
    RECID: number('recid'),
    STAMP: number(stamp('completion_time')),
    SET_STAMP: number(stamp('start_time')),
    SET_COUNT: number('recid'),
    BACKUP_TYPE: text(1, "CASE WHEN kind = 'incremental' THEN 'I' ELSE 'D' END"),
    CONTROLFILE_INCLUDED: text(3, "CASE WHEN kind IN ('controlfile', 'autobackup') THEN 'YES' ELSE 'NO' END"),
    INCREMENTAL_LEVEL: number('incremental_level'),
    PIECES: number('(SELECT count(*) FROM backup_piece WHERE set_key = backup_set.recid)'),
    START_TIME: date('start_time'),
    COMPLETION_TIME: date('completion_time'),
    KEEP: text(3, "'NO'"),
    CON_ID: conId,
  }),
  view('V$BACKUP_PIECE', 'backup_piece p JOIN backup_set s ON s.recid = p.set_key', {
    RECID: number('p.recid'),
    STAMP: number(stamp('p.completion_time')),
    SET_STAMP: number(stamp('s.start_time')),
    SET_COUNT: number('s.recid'),
    'PIECE#': number('p.piece'),
    DEVICE_TYPE: text(17, "'DISK'"),
    HANDLE: text(513, 'p.handle'),
    TAG: text(32, 'p.tag'),
    STATUS: text(1, 'p.status'),
    START_TIME: date('s.start_time'),
    COMPLETION_TIME: date('p.completion_time'),
    DELETED: text(3, 'p.deleted'),
    BYTES: number('p.bytes'),
    CON_ID: conId,
  }),
  view('V$BACKUP_DATAFILE', 'backup_datafile d JOIN backup_set s ON s.recid = d.set_key', {
    RECID: number('d.rowid'),
    STAMP: number(stamp('s.completion_time')),
    SET_STAMP: number(stamp('s.start_time')),
    SET_COUNT: number('s.recid'),
    'FILE#': number('d.file'),
    'CREATION_CHANGE#': number('d.creation_change'),
    'RESETLOGS_CHANGE#': number('d.resetlogs_change'),
    INCREMENTAL_LEVEL: number('s.incremental_level'),
    'INCREMENTAL_CHANGE#': number('d.incremental_change'),
    'CHECKPOINT_CHANGE#': number('d.checkpoint_change'),
    CHECKPOINT_TIME: date('d.checkpoint_time'),
    'ABSOLUTE_FUZZY_CHANGE#': number('d.fuzzy_change'),
    DATAFILE_BLOCKS: number('d.datafile_blocks'),
    BLOCKS: number('d.blocks'),
    BLOCK_SIZE: number(blockSize),
    COMPLETION_TIME: date('s.completion_time'),
    BLOCKS_READ: number('d.blocks_read'),
    USED_CHANGE_TRACKING: text(3, 'd.used_change_tracking'),
    CON_ID: conId,
  }),
  view('V$RMAN_CONFIGURATION', 'rman_configuration', {
    'CONF#': number('conf'),
    NAME: text(65, 'name'),
    VALUE: text(1025, 'value'),
    CON_ID: conId,
  }),
  view('V$RMAN_STATUS', 'rman_status', {
    RECID: number('recid'),
    STAMP: number(stamp('start_time')),
    PARENT_RECID: number('parent_recid'),
    SESSION_RECID: number('coalesce(parent_recid, recid)'),
    ROW_LEVEL: number('CASE WHEN parent_recid IS NULL THEN 0 ELSE 1 END'),
    ROW_TYPE: text(19, "CASE WHEN parent_recid IS NULL THEN 'SESSION' ELSE 'COMMAND' END"),
    COMMAND_ID: text(33, 'command_id'),
    OPERATION: text(33, 'operation'),
    STATUS: text(23, 'status'),
    MBYTES_PROCESSED: number('mbytes_processed'),
    START_TIME: date('start_time'),
    END_TIME: date('end_time'),
    OBJECT_TYPE: text(80, 'object_type'),
    CON_ID: conId,
  }),
  containerView('V$COPY_CORRUPTION', 'copy_corruption', { container: containerOf('copy_corruption.file'), columns: {
    RECID: number('recid'),
    COPY_RECID: number('copy_recid'),
    'FILE#': number('file'),
    'BLOCK#': number('block'),
    BLOCKS: number('blocks'),
    'CORRUPTION_CHANGE#': number('corruption_change'),
    MARKED_CORRUPT: text(3, "CASE corruption_type WHEN 'NOLOGGING' THEN 'YES' ELSE 'NO' END"),
    CORRUPTION_TYPE: text(9, 'corruption_type'),
  } }),
  containerView('V$DATABASE_BLOCK_CORRUPTION', 'block_corruption', { container: containerOf('block_corruption.file'), columns: {
    'FILE#': number('file'),
    'BLOCK#': number('block'),
    BLOCKS: number('blocks'),
    'CORRUPTION_CHANGE#': number('corruption_change'),
    CORRUPTION_TYPE: text(9, 'corruption_type'),
  } }),
];
