import { join } from 'node:path';
import { isAtLeast } from '#oracle/oracle-version.ts';
import type { KeptLayout, RunbookValues } from './runbook-values.ts';

/** Where a restore by hand puts things: one folder of its own, so that another one needs a single replacement. */
export interface RunbookPlaces {
  readonly root: string;
  /** The clone is mounted here. */
  readonly clone: string;
  /** Init file and scripts. */
  readonly work: string;
  /** Control file, online logs, temporary files, and in the end all datafiles. */
  readonly target: string;
  readonly initFile: string;
  readonly sid: string;
}

export function runbookPlaces({ settings, layout }: RunbookValues): RunbookPlaces {
  const root = join('/restore', settings.name);
  const work = join(root, 'work');
  const sid = layout.instances?.[0]?.name ?? layout.parameters['db_name']?.toLowerCase() ?? settings.name;
  return { root, clone: join(root, 'clone'), work, target: join(root, 'new'), initFile: join(work, 'init.ora'), sid };
}

export function isContainer({ parameters }: KeptLayout): boolean {
  return parameters['enable_pluggable_database']?.toUpperCase() === 'TRUE';
}

/** What is restored from the backup of a standby is a standby, too. */
export function isOfStandby({ role }: KeptLayout): boolean {
  return role !== undefined && role !== 'PRIMARY';
}

/** Online Datafile Move is for Enterprise Edition 12.1 and later. Where that is not known the way is taken that all have. */
export function canMoveOnline({ version, enterpriseEdition }: KeptLayout): boolean {
  return enterpriseEdition === true && isAtLeast(version ?? '0', '12.1');
}
