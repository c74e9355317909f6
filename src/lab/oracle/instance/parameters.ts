import { softwareOf } from '../../database-kind.ts';
import { defaultParameters } from '../default-parameters.ts';
import { uniqueNameOf, type LabInstance } from '../instance.ts';

type ParameterKind = 'text' | 'number' | 'size' | 'switch';

const numbered = Array.from({ length: 31 }, (_, index) => index + 1);

/** Oracle's parameters that the lab knows, and what their values are; any other name is LRM-00101. */
const kinds: ReadonlyMap<string, ParameterKind> = new Map([
  ...entries('text', `audit_file_dest audit_trail compatible control_files db_create_file_dest db_create_online_log_dest_1 db_create_online_log_dest_2
    db_domain db_file_name_convert db_name db_recovery_file_dest db_unique_name diagnostic_dest dispatchers fal_server filesystemio_options instance_name
    local_listener log_archive_config log_archive_format log_file_name_convert nls_date_format nls_language nls_territory
    remote_login_passwordfile remote_listener service_names spfile standby_file_management tde_configuration undo_management undo_tablespace
    wallet_root workarea_size_policy ${numbered.map((id) => `log_archive_dest_${id} log_archive_dest_state_${id}`).join(' ')}`),
  ...entries('number', `control_file_record_keep_time db_block_size db_files fast_start_mttr_target instance_number job_queue_processes
    log_archive_max_processes log_archive_min_succeed_dest open_cursors parallel_max_servers processes sessions thread undo_retention`),
  ...entries('size', `db_cache_size db_recovery_file_dest_size java_pool_size large_pool_size log_buffer memory_max_target memory_target
    pga_aggregate_limit pga_aggregate_target sga_max_size sga_target shared_pool_size streams_pool_size`),
  ...entries('switch', 'cluster_database enable_pluggable_database lock_sga pre_page_sga use_large_pages'),
]);

/** Of the lab's default parameters, those every instance has; the others belong to the database that was created with them. */
const ofEveryInstance: readonly string[] = [
  'control_file_record_keep_time', 'db_block_size', 'db_files', 'enable_pluggable_database', 'instance_number', 'job_queue_processes',
  'log_archive_format', 'log_archive_min_succeed_dest', 'thread', 'undo_management',
];

export function parameterKind(name: string): ParameterKind | undefined {
  return kinds.get(name);
}

/** Bytes of a size as Oracle writes it: `3G`, `512m`, `1073741824`; nothing when it is none. */
export function sizeInBytes(text: string): number | undefined {
  const found = /^(\d+)\s*([KMGT]?)$/iu.exec(text.trim());
  if (found === null) return undefined;
  return Number(found[1]) * 1024 ** ['', 'K', 'M', 'G', 'T'].indexOf((found[2] ?? '').toUpperCase());
}

/** Rows of V$PARAMETER: what the init file says, over the defaults. */
export function parameterRows(labDir: string, instance: LabInstance): readonly { readonly name: string; readonly value: string | null; readonly isdefault: string }[] {
  const defaults = [...defaultParameters(labDir, { name: instance.sid, kind: softwareOf(instance.oracleHome) })].map(([name, value]) => {
    const isKept = ofEveryInstance.includes(name) || name.startsWith('log_archive_dest_state_');
    return [name, isKept && value !== '' ? value : null] as const;
  });
  const name = instance.parameters['db_name'] ?? null;
  const implied = [['db_name', name], ['db_unique_name', uniqueNameOf(instance)], ['instance_name', instance.sid], ['service_names', uniqueNameOf(instance)]] as const;
  const set = Object.entries(instance.parameters);
  const values = new Map<string, string | null>([...defaults, ...implied, ...set.map(([key, value]) => [key, shownValue(key, value)] as const)]);
  return [...values].map(([key, value]) => ({ name: key, value, isdefault: key in instance.parameters ? 'FALSE' : 'TRUE' }));
}

/** Sizes are kept as bytes. */
function shownValue(name: string, value: string): string | null {
  if (value === '') return null;
  return kinds.get(name) === 'size' ? String(sizeInBytes(value) ?? value) : value;
}

function entries(kind: ParameterKind, names: string): readonly (readonly [string, ParameterKind])[] {
  return names.split(/\s+/u).map((name) => [name, kind] as const);
}
