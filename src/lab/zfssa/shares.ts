// Filesystems of the simulated appliance: every one is a real folder.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { ApplianceFault } from './appliance-fault.ts';
import { type Appliance, type PropertyValue, shareFolder, type ShareRecord, type SnapshotRecord } from './appliance-state.ts';

/** Properties a share accepts, with the type of their value. */
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

export function findShare(appliance: Appliance, name: string): ShareRecord {
  const share = appliance.shares.find((candidate) => candidate.name === name);
  if (share === undefined) throw new ApplianceFault('ERR_NOT_FOUND', `filesystem "${name}" not found`);
  return share;
}

/** Creates an empty share; `origin` and contents of a clone are the caller's business. */
export function createShare(appliance: Appliance, name: string, properties: unknown, origin?: ShareRecord['origin']): ShareRecord {
  checkName(name);
  if (appliance.shares.some((share) => share.name === name)) {
    throw new ApplianceFault('ERR_OBJECT_EXISTS', `a share named "${name}" already exists`);
  }
  const share: ShareRecord = {
    name,
    id: randomBytes(16).toString('hex'),
    creation: appliance.now.toISO(),
    properties: checkProperties(properties),
    ...(origin === undefined ? {} : { origin }),
  };
  mkdirSync(shareFolder(appliance, name));
  appliance.shares = [...appliance.shares, share];
  return share;
}

export function modifyShare(appliance: Appliance, name: string, changes: unknown): ShareRecord {
  const share = findShare(appliance, name);
  const modified = { ...share, properties: { ...share.properties, ...checkProperties(changes) } };
  appliance.shares = appliance.shares.map((candidate) => (candidate.name === name ? modified : candidate));
  return modified;
}

/** Clones made from a snapshot. */
export function clonesOf(appliance: Appliance, snapshot: Pick<SnapshotRecord, 'share' | 'name'>): ShareRecord[] {
  return appliance.shares.filter(({ origin }) => origin?.share === snapshot.share && origin.snapshot === snapshot.name);
}

/** Names become folders: nothing may lead out of them. */
export function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '') throw new ApplianceFault('ERR_MISSING_ARG', 'property "name" is missing');
  if (!/^[\w:.-]{1,128}$/.test(name) || /^\.+$/.test(name)) {
    throw new ApplianceFault('ERR_INVALID_ARG', `invalid name "${name}"`);
  }
}

function checkProperties(properties: unknown): Record<string, PropertyValue> {
  const checked: Record<string, PropertyValue> = {};
  for (const [key, value] of Object.entries(properties as Record<string, unknown>)) {
    const type = shareProperties[key];
    if (type === undefined) throw new ApplianceFault('ERR_UNKNOWN_ARG', `unknown property "${key}"`);
    if (typeof value !== type) throw new ApplianceFault('ERR_INVALID_ARG', `invalid value for property "${key}"`);
    checked[key] = value as PropertyValue;
  }
  return checked;
}
