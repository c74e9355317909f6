import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { readWorldFile, writeWorldFile } from '../../world-file.ts';
import type { LabDatabase } from '../database.ts';

// Users and what DBMS_SCHEDULER keeps: data dictionary, not control file, so that no backup of the control file carries it.
// DIR/world/<database>.dictionary.json; a restored copy has none of it.

export interface UserAccount {
  readonly name: string;
  readonly authentication: 'PASSWORD' | 'EXTERNAL' | 'NONE';
  locked: boolean;
  readonly common: boolean;
  readonly created: string;
}

/** A system privilege, or with `object` a privilege on that, as in `SYS.V_$DATABASE`. */
export interface Grant {
  readonly grantee: string;
  readonly privilege: string;
  readonly object?: string;
}

interface Owned {
  readonly owner: string;
  readonly name: string;
  readonly comments: string | null;
}

export interface Credential extends Owned {
  readonly username: string;
  /** In clear, for tests to look at. */
  readonly password: string;
}

export interface Program extends Owned {
  readonly type: 'PLSQL_BLOCK' | 'STORED_PROCEDURE' | 'EXECUTABLE';
  readonly action: string;
  readonly argumentCount: number;
  readonly arguments: { readonly position: number; readonly name: string | null; readonly type: string; readonly value: string }[];
  enabled: boolean;
}

export interface Schedule extends Owned {
  readonly repeatInterval: string;
}

export interface JobClass {
  readonly name: string;
  readonly service: string | null;
  loggingLevel: string;
  logHistory: number | null;
  readonly comments: string | null;
}

export interface Job extends Owned {
  /** `OWNER.NAME` */
  readonly program: string;
  /** `OWNER.NAME`; without one the job runs when it is told to. */
  readonly schedule: string | null;
  readonly jobClass: string;
  /** `OWNER.NAME` */
  readonly credential: string | null;
  readonly autoDrop: boolean;
  enabled: boolean;
  running: boolean;
  runCount: number;
  failureCount: number;
  lastStart: string | null;
}

/** A row of DBA_SCHEDULER_JOB_RUN_DETAILS. */
export interface JobRun {
  readonly owner: string;
  readonly job: string;
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error: number;
  readonly started: string;
  readonly ended: string;
  readonly additionalInfo: string | null;
}

export interface DataDictionary {
  users: UserAccount[];
  grants: Grant[];
  credentials: Credential[];
  programs: Program[];
  schedules: Schedule[];
  jobClasses: JobClass[];
  jobs: Job[];
  runs: JobRun[];
}

/** The dictionary of a database; a copy, so that changing it changes nothing. */
export function dataDictionary({ labDir, name, site }: Pick<LabDatabase, 'labDir' | 'name' | 'site'>): DataDictionary {
  const empty: DataDictionary = { users: [], grants: [], credentials: [], programs: [], schedules: [], jobClasses: [], jobs: [], runs: [] };
  return site === 'database host' ? readWorldFile(labDir, fileName(name), empty) : empty;
}

/** Changes the dictionary as a whole, or not at all. Called inside the world lock. */
export function changeDataDictionary(db: Pick<LabDatabase, 'labDir' | 'name' | 'site'>, work: (dictionary: DataDictionary) => void): void {
  const dictionary = dataDictionary(db);
  work(dictionary);
  writeWorldFile(db.labDir, fileName(db.name), dictionary);
  chmodSync(join(db.labDir, 'world', fileName(db.name)), 0o600);
}

function fileName(database: string): string {
  return `${database}.dictionary.json`;
}
