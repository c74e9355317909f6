// LOG_ARCHIVE_DEST_n: one destination must be the recovery area, an optional one the backup area's archivelog folder.

import type { OracleTools } from './tools.ts';

export interface ArchiveDestinations {
  /** Number of the slot and value of LOG_ARCHIVE_DEST_n, where it is set. */
  readonly slots: ReadonlyMap<number, string>;
  /** DB_RECOVERY_FILE_DEST; empty when there is none. */
  readonly recoveryArea: string;
  /** LOG_ARCHIVE_DEST, the older way, which excludes LOG_ARCHIVE_DEST_n. */
  readonly singleDestination: string;
  readonly createFileDest: string;
  /** State of each destination in use, by slot. */
  readonly states: ReadonlyMap<number, DestinationState>;
  readonly changeTracking: 'ENABLED' | 'DISABLED';
}

export interface DestinationState {
  readonly status: string;
  readonly destination: string;
  readonly error: string;
}

/** A slot to fill, and with what. */
export interface DestinationChange {
  readonly slot: number;
  readonly value: string;
}

/** 31 slots since 11.2 (LOG_ARCHIVE_DEST_n, Database Reference). */
const slotCount = 31;

/** A standby has destinations of its own. */
export async function queryArchiveDestinations(oracle: OracleTools, signal: AbortSignal): Promise<ArchiveDestinations> {
  const rows = await oracle.sql('archive-destinations.sql', { step: 'query archive destinations' }, signal);
  const parameters = new Map(rows.all('parameter', ['name', 'value']).map(({ name, value }) => [name, value]));
  const slots = [...parameters].flatMap(([name, value]): [number, string][] => {
    const slot = /^log_archive_dest_(\d+)$/.exec(name)?.[1];
    return slot === undefined || value === '' ? [] : [[Number(slot), value]];
  });
  const states = rows.all('destination', ['slot', 'status', 'destination', 'error']);
  const tracking = rows.all('changetracking', ['status'])[0];
  return {
    slots: new Map(slots),
    recoveryArea: parameters.get('db_recovery_file_dest') ?? '',
    singleDestination: parameters.get('log_archive_dest') ?? '',
    createFileDest: parameters.get('db_create_file_dest') ?? '',
    states: new Map(states.map(({ slot, ...state }) => [Number(slot), state])),
    changeTracking: tracking?.status === 'ENABLED' ? 'ENABLED' : 'DISABLED',
  };
}

/**
 * A destination in the folder that a standby does not use, because VALID_FOR keeps it for online logs or for the primary: with
 * what it must say instead. Undefined where there is none, or another one that serves.
 */
export function unusedOnStandby({ slots }: Pick<ArchiveDestinations, 'slots'>, archivedLogFolder: string): DestinationChange | undefined {
  const inFolder = slotsInFolder({ slots }, archivedLogFolder);
  const [first] = inFolder;
  if (first === undefined || inFolder.some((slot) => servesStandby(slots.get(slot) ?? ''))) return undefined;
  return { slot: first, value: areaDestination(archivedLogFolder) };
}

/** VALID_FOR, Data Guard Concepts and Administration; without it a destination is for all logs in all roles. */
function servesStandby(value: string): boolean {
  const [, type = 'ALL_LOGFILES', role = 'ALL_ROLES'] = /\bvalid_for\s*=\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)/i.exec(value) ?? [];
  return /^(all|standby)_logfiles?$/i.test(type) && /^(all_roles|standby_role)$/i.test(role);
}

/** Slots whose destination is that folder. */
export function slotsInFolder({ slots }: Pick<ArchiveDestinations, 'slots'>, folder: string): readonly number[] {
  return [...slots].filter(([, value]) => locationOf(value).replace(/\/$/, '') === folder).map(([slot]) => slot);
}

/** Slots whose destination is the recovery area. */
export function slotsInRecoveryArea({ slots }: Pick<ArchiveDestinations, 'slots'>): readonly number[] {
  return [...slots].filter(([, value]) => isRecoveryArea(locationOf(value))).map(([slot]) => slot);
}

/** Why none of these slots is archived to, as a clause; undefined when one is. */
export function destinationTrouble({ states }: Pick<ArchiveDestinations, 'states'>, slots: readonly number[]): string | undefined {
  const troubles = slots.map((slot) => troubleOf(slot, states.get(slot)));
  return troubles.includes(undefined) ? undefined : troubles[0];
}

/** DEFERRED and ALTERNATE are of LOG_ARCHIVE_DEST_STATE_n, ERROR, DISABLED and FULL of the last attempt (V$ARCHIVE_DEST, Database Reference). */
function troubleOf(slot: number, state: DestinationState | undefined): string | undefined {
  if (state?.status === 'VALID' && state.error === '') return undefined;
  return `log_archive_dest_${slot} is ${state?.status ?? 'INACTIVE'}${state === undefined || state.error === '' ? '' : ` (${state.error})`}`;
}

function areaDestination(archivedLogFolder: string): string {
  return `LOCATION=${archivedLogFolder}/ OPTIONAL VALID_FOR=(ALL_LOGFILES,ALL_ROLES)`;
}

/** What is still missing of the two destinations; empty when both are there. `undefined` when no slot is free. */
export function missingDestinations(
  { slots }: Pick<ArchiveDestinations, 'slots'>,
  archivedLogFolder: string,
): readonly DestinationChange[] | undefined {
  const wanted: string[] = [];
  if (slotsInRecoveryArea({ slots }).length === 0) wanted.push('LOCATION=USE_DB_RECOVERY_FILE_DEST MANDATORY');
  if (slotsInFolder({ slots }, archivedLogFolder).length === 0) wanted.push(areaDestination(archivedLogFolder));
  const free = Array.from({ length: slotCount }, (_, index) => index + 1).filter((slot) => !slots.has(slot));
  if (free.length < wanted.length) return undefined;
  return wanted.map((value, index) => ({ slot: free[index] ?? 0, value }));
}

function isRecoveryArea(location: string): boolean {
  return location.toUpperCase() === 'USE_DB_RECOVERY_FILE_DEST';
}

/** Quoted where it has blanks in it. */
function locationOf(value: string): string {
  const [, quoted, plain = ''] = /^\s*location\s*=\s*(?:"([^"]+)"|([^\s"]+))/i.exec(value) ?? [];
  return quoted ?? plain;
}
