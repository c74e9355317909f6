import { containerView, date, number, text } from './dictionary-view.ts';

const pdb = 'pluggable_database p';
/** Closed containers show no size. */
const size = "CASE p.open_mode WHEN 'MOUNTED' THEN 0 ELSE (SELECT sum(bytes) FROM datafile d WHERE d.con_id = p.con_id) END";

const running = {
  DBID: number('p.dbid'),
  CON_UID: number('p.dbid'),
  GUID: text(32, 'p.guid'),
  NAME: text(128, 'p.name'),
  OPEN_MODE: text(10, 'p.open_mode'),
  RESTRICTED: text(3, "CASE p.open_mode WHEN 'MOUNTED' THEN NULL ELSE 'NO' END"),
  OPEN_TIME: date('p.open_time'),
  CREATE_SCN: number('p.creation_change'),
  TOTAL_SIZE: number(size),
  BLOCK_SIZE: number('8192'),
  RECOVERY_STATUS: text(8, "'ENABLED'"),
};

const root = `SELECT 1 AS con_id, dbid, '00000000000000000000000000000000' AS guid, 'CDB$ROOT' AS name, open_mode, NULL AS open_time, 0 AS creation_change
  FROM database WHERE cdb = 'YES'`;

const described = {
  from: pdb,
  container: 'p.con_id',
  columns: {
    PDB_ID: number('p.con_id'),
    PDB_NAME: text(128, 'p.name'),
    DBID: number('p.dbid'),
    CON_UID: number('p.dbid'),
    GUID: text(32, 'p.guid'),
    STATUS: text(10, 'p.status'),
    CREATION_SCN: number('p.creation_change'),
    CREATION_TIME: date('p.creation_time'),
  },
};

/** The containers of a container database; none elsewhere. */
export const containerViews = [
  containerView('V$PDBS', pdb, { container: 'p.con_id', columns: running }),
  containerView('V$CONTAINERS', `(${root} UNION ALL SELECT con_id, dbid, guid, name, open_mode, open_time, creation_change FROM pluggable_database) p`, { container: 'p.con_id', columns: running }),
  containerView('DBA_PDBS', described.from, described),
  containerView('CDB_PDBS', described.from, described),
];
