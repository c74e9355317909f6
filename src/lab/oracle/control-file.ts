import type { DatabaseSync } from 'node:sqlite';

// The control file of a simulated database, plus the little that a real instance keeps in memory or in its data dictionary.
// Times are TEXT 'yyyy-mm-dd hh24:mi:ss' in the database host's zone, without zone, as Oracle keeps them. SCNs are INTEGER.
// Flags are Oracle's own words ('YES'/'NO', 'A'/'D'/'X'/'U') so that the dictionary views pass them on unchanged.

const definition = `
create table database (
  dbid integer not null, name text not null, db_unique_name text not null, created text not null,
  resetlogs_change integer not null, resetlogs_time text not null, resetlogs_id integer not null,
  log_mode text not null, open_mode text not null, role text not null, force_logging text not null, flashback_on text not null,
  current_scn integer not null, scn_time text not null, checkpoint_change integer not null,
  cdb text not null, version text not null, version_full text not null, edition text not null, banner text not null);

create table instance (
  instance_name text not null, instance_number integer not null, thread integer not null, host_name text not null,
  status text not null, database_status text not null, startup_time text not null);

create table incarnation (
  incarnation integer primary key, resetlogs_change integer not null, resetlogs_time text not null, resetlogs_id integer not null,
  prior_incarnation integer not null, status text not null);

create table parameter (name text primary key, value text, isdefault text not null);

-- number: TS#, which begins at 0 in every container
create table tablespace (
  ts integer primary key, number integer not null, name text not null, contents text not null, encrypted text not null default 'NO',
  con_id integer not null default 0,
  unique (con_id, name));

-- containers other than the root; none in a database that is no container. status: DBA_PDBS
create table pluggable_database (
  con_id integer primary key, name text not null unique, dbid integer not null, guid text not null,
  status text not null, open_mode text not null, creation_change integer not null, creation_time text not null, open_time text);

-- last_change: the file does not move, every change of it is before this SCN; last_time: when that was
create table datafile (
  file integer primary key, ts integer not null references tablespace, con_id integer not null default 0, name text not null unique,
  creation_change integer not null, creation_time text not null, checkpoint_change integer not null, checkpoint_time text not null,
  enabled text not null, status text not null, last_change integer, last_time text, bytes integer not null, blocks integer not null, block_size integer not null,
  unrecoverable_change integer not null default 0, unrecoverable_time text);

create table tempfile (
  file integer primary key, ts integer not null references tablespace, con_id integer not null default 0, name text not null unique, bytes integer not null);

create table redo_thread (
  thread integer primary key, status text not null, enabled text not null, instance text not null,
  current_group integer not null, current_sequence integer not null);

-- used_bytes: redo in the file, after its header block
create table online_log (
  group_no integer primary key, thread integer not null, sequence integer not null, bytes integer not null, used_bytes integer not null,
  archived text not null, status text not null, member text not null,
  first_change integer not null, first_time text not null, next_change integer, next_time text);

create table archived_log (
  recid integer primary key autoincrement, thread integer not null, sequence integer not null, dest_id integer not null, name text,
  archived text not null, deleted text not null, status text not null, applied text not null, is_recovery_dest_file text not null,
  resetlogs_change integer not null, resetlogs_time text not null, resetlogs_id integer not null,
  first_change integer not null, first_time text not null, next_change integer not null, next_time text not null,
  blocks integer not null, block_size integer not null, completion_time text not null, creator text not null);

-- one row per LOG_ARCHIVE_DEST_n, 1 to 31, kept in step with the parameters
create table archive_dest (
  dest_id integer primary key, dest_name text not null, status text not null, binding text not null, target text not null,
  destination text, is_recovery_area text not null, reopen_secs integer not null, fail_time text, fail_sequence integer, error text,
  db_unique_name text, valid_type text not null default 'ALL_LOGFILES', valid_role text not null default 'ALL_ROLES', valid_now text not null default 'YES');

create table datafile_copy (
  recid integer primary key autoincrement, file integer not null, name text, tag text, status text not null, deleted text not null,
  creation_change integer not null, creation_time text not null, checkpoint_change integer not null, checkpoint_time text not null,
  resetlogs_change integer not null, resetlogs_id integer not null, incremental_level integer, fuzzy_change integer,
  blocks integer not null, block_size integer not null, completion_time text not null);

-- kind: incremental, spfile, controlfile, autobackup
create table backup_set (
  recid integer primary key autoincrement, kind text not null, incremental_level integer, tag text,
  start_time text not null, completion_time text not null);

create table backup_piece (
  recid integer primary key autoincrement, set_key integer not null references backup_set, piece integer not null, handle text, tag text,
  status text not null, deleted text not null, kind text not null, bytes integer not null, completion_time text not null);

-- what a backup set holds of a datafile: changes from incremental_change to checkpoint_change
create table backup_datafile (
  set_key integer not null references backup_set, file integer not null, creation_change integer not null,
  incremental_change integer not null, checkpoint_change integer not null, checkpoint_time text not null, resetlogs_change integer not null,
  fuzzy_change integer, blocks integer not null, blocks_read integer not null, datafile_blocks integer not null,
  used_change_tracking text not null, primary key (set_key, file));

create table rman_configuration (conf integer primary key, name text not null, value text);

-- outlives_client: law 47, the server session of a killed client works on
create table rman_status (
  recid integer primary key autoincrement, parent_recid integer, operation text not null, status text not null,
  object_type text, mbytes_processed integer not null default 0, start_time text not null, end_time text,
  client_process integer, outlives_client integer not null default 0, command_id text not null default '');

create table block_corruption (
  file integer not null, block integer not null, blocks integer not null, corruption_change integer not null, corruption_type text not null,
  primary key (file, block));

-- copy_recid: RECID of the image copy
create table copy_corruption (
  recid integer primary key autoincrement, copy_recid integer not null, file integer not null, block integer not null, blocks integer not null,
  corruption_change integer not null, corruption_type text not null);

-- enabled_change: nothing older was tracked
create table block_change_tracking (status text not null, filename text, bytes integer, enabled_change integer);
create table changed_block (file integer not null, block integer not null, scn integer not null, primary key (file, block)) without rowid;

create table counter (name text primary key, value integer not null) without rowid;
`;

/** Makes the tables of a new control file; rows are the business of {@link file://./create-database.ts}. */
export function defineControlFile(database: DatabaseSync): void {
  database.exec('pragma page_size = 1024; pragma synchronous = off;');
  database.exec(`begin; ${definition} commit;`);
}
