import { join } from 'node:path';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { homeFolder, releases, type DatabaseKind, type Software } from '../database-kind.ts';

/** Initialization parameters of a new lab database; `''` is one that is not set. */
export function defaultParameters(labDir: string, { name, dbName = name, kind }: { readonly name: string; readonly dbName?: string; readonly kind: Software & Partial<DatabaseKind> }): ReadonlyMap<string, string> {
  const destinations = Array.from({ length: 31 }, (_, index) => index + 1).flatMap((id): readonly (readonly [string, string])[] => [
    [`log_archive_dest_${id}`, ''],
    [`log_archive_dest_state_${id}`, 'enable'],
  ]);
  return new Map([
    ...(isAtLeast(releases[kind.release].version, '12.1') ? ([['common_user_prefix', 'C##']] as const) : []),
    ['cluster_database', kind.instances === 2 ? 'TRUE' : 'FALSE'],
    ['compatible', releases[kind.release].compatible],
    ['control_file_record_keep_time', '7'],
    ['control_files', join(labDir, 'world', `${name}.control.db`)],
    ['db_block_size', '8192'],
    ['db_create_file_dest', join(labDir, 'oradata')],
    ['db_domain', ''],
    ['db_files', '200'],
    ['db_name', dbName.toUpperCase().slice(0, 8)],
    ['db_recovery_file_dest', join(labDir, 'fast_recovery_area')],
    ['db_recovery_file_dest_size', '10737418240'],
    ['db_unique_name', name],
    ['fal_server', ''],
    ['enable_pluggable_database', kind.isContainer === true ? 'TRUE' : 'FALSE'],
    ['instance_name', kind.instances === 2 ? `${name}1` : name],
    ['instance_number', '0'],
    ['job_queue_processes', '40'],
    ['log_archive_config', ''],
    ['log_archive_format', '%t_%s_%r.dbf'],
    ['log_archive_min_succeed_dest', '1'],
    ['nls_date_format', ''],
    ['pga_aggregate_target', '268435456'],
    ['sga_target', '1073741824'],
    ['service_names', name],
    ['spfile', join(labDir, homeFolder(kind), 'dbs', `spfile${name}.ora`)],
    ['standby_file_management', 'MANUAL'],
    ['thread', '0'],
    ['undo_management', 'AUTO'],
    ['undo_tablespace', 'UNDOTBS1'],
    ...(kind.encrypted === true ? [['tde_configuration', 'KEYSTORE_CONFIGURATION=FILE'], ['wallet_root', join(labDir, 'keystore', name)]] as const : []),
    ...destinations,
  ]);
}
