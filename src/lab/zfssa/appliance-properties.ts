// Properties that the simulated appliance has of its own: of filesystems, and the retention of snapshots.
import { modifySnapshot } from '../storage/snapshots.ts';
import type { Properties, StorageState, VolumeSnapshot } from '../storage/storage-state.ts';
import { ApplianceFault } from './appliance-fault.ts';

/** What a filesystem accepts, with the type of the value. */
const shareProperties: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = {
  mountpoint: 'string',
  sharenfs: 'string',
  compression: 'string',
  recordsize: 'string',
  quota: 'number',
  reservation: 'number',
  readonly: 'boolean',
  nodestroy: 'boolean',
  root_user: 'string',
  root_group: 'string',
  root_permissions: 'string',
};

/** @throws {ApplianceFault} */
export function checkProperties(properties: Readonly<Record<string, unknown>>): Properties {
  const checked: Record<string, Properties[string]> = {};
  for (const [key, value] of Object.entries(properties)) {
    const type = shareProperties[key];
    if (type === undefined) throw new ApplianceFault('ERR_UNKNOWN_ARG', `unknown property "${key}"`);
    if (typeof value !== type) throw new ApplianceFault('ERR_INVALID_ARG', `invalid value for property "${key}"`);
    checked[key] = value as Properties[string];
  }
  return checked;
}

export type RetentionPolicy = 'off' | 'unlocked' | 'locked';

export function retentionPolicyOf({ properties }: VolumeSnapshot): RetentionPolicy {
  return (properties['retentionpolicy'] ?? 'off') as RetentionPolicy;
}

/** Switches the retention hold of a manual snapshot on or off; a scheduled one that is locked stays so. @throws {ApplianceFault} */
export function setRetentionPolicy(state: StorageState, snapshot: VolumeSnapshot, policy: unknown): VolumeSnapshot {
  if (policy !== 'off' && policy !== 'unlocked') throw new ApplianceFault('ERR_INVALID_ARG', 'invalid value for property "retentionpolicy"');
  if (retentionPolicyOf(snapshot) === 'locked') throw new ApplianceFault('ERR_DENIED', `the retention policy of snapshot "${snapshot.name}" is locked`);
  return modifySnapshot(state, snapshot, { retentionpolicy: policy });
}
