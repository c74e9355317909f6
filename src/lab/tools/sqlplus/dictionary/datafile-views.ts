import { containerView, date, number, text, view } from './dictionary-view.ts';

const conId = number('0');

/** Views over the files themselves: the session puts the rows in place of `noRows`. */
const noRows = "json_each('[]')";

function header(field: string): string {
  return `value ->> '$.header.${field}'`;
}

export const datafileViews = [
  containerView('V$DATAFILE_HEADER', noRows, { container: "value ->> '$.file.con_id'", columns: {
    'FILE#': number("value ->> '$.file.file'"),
    STATUS: text(7, "CASE value ->> '$.file.status' WHEN 'OFFLINE' THEN 'OFFLINE' ELSE 'ONLINE' END"),
    ERROR: text(18, "value ->> '$.error'"),
    RECOVER: text(3, `CASE ${header('fuzzy')} WHEN 1 THEN 'YES' WHEN 0 THEN 'NO' END`),
    FUZZY: text(3, `CASE ${header('fuzzy')} WHEN 1 THEN 'YES' WHEN 0 THEN 'NO' END`),
    'CREATION_CHANGE#': number(header('creationChange')),
    CREATION_TIME: date(header('creationTime')),
    TABLESPACE_NAME: text(30, header('tablespace')),
    'TS#': number("value ->> '$.file.ts_number'"),
    'RFILE#': number("value ->> '$.file.file'"),
    'RESETLOGS_CHANGE#': number(header('resetlogsChange')),
    'CHECKPOINT_CHANGE#': number(header('checkpointChange')),
    CHECKPOINT_TIME: date(header('checkpointTime')),
    BYTES: number(`${header('blocks')} * 8192`),
    BLOCKS: number(header('blocks')),
    NAME: text(513, "CASE WHEN value -> '$.header' IS NOT NULL THEN value ->> '$.file.name' END"),
  } }),
  containerView('V$TEMPFILE', noRows, { container: "value ->> 'con_id'", columns: {
    'FILE#': number("value ->> 'file'"),
    'TS#': number("value ->> 'ts_number'"),
    'RFILE#': number("value ->> 'file'"),
    STATUS: text(7, "'ONLINE'"),
    ENABLED: text(10, "'READ WRITE'"),
    BYTES: number("value ->> 'bytes'"),
    BLOCKS: number("value ->> 'bytes' / 8192"),
    BLOCK_SIZE: number('8192'),
    NAME: text(513, "value ->> 'name'"),
  } }),
  view('V$CONTROLFILE', noRows, {
    STATUS: text(7, 'NULL'),
    NAME: text(513, "value ->> 'name'"),
    IS_RECOVERY_DEST_FILE: text(3, "'NO'"),
    BLOCK_SIZE: number('16384'),
    CON_ID: conId,
  }),
];
