// What DBMS_SCHEDULER has of the user who owns the backup jobs.

import type { DatabaseFacts } from './database-facts.ts';
import { isAtLeast } from './oracle-version.ts';
import { oracleName, sqlLiteral } from './quoting.ts';
import type { OracleTools } from './tools.ts';

export const jobClass = 'ICB_JOB_CLASS';
const jobNames = ['ICB_BACKUP_JOB', 'ICB_ARCHLOG_JOB', 'ICB_MISSINGARCHLOG_JOB'] as const;
const programNames = ['ICB_BACKUP_PROGRAM', 'ICB_ARCHLOG_PROGRAM', 'ICB_MISSINGARCHLOG_PROGRAM'];
const scheduleNames = ['ICB_BACKUP_SCHEDULE', 'ICB_ARCHLOG_SCHEDULE'];
const credentialName = 'ICB_OS_USER';

export type ScheduledKind = 'job class' | 'job' | 'program' | 'schedule' | 'credential';

/** All that setschedule makes, in the order in which it can be dropped: jobs first, they need the others. */
export const scheduledObjects: readonly { readonly kind: Exclude<ScheduledKind, 'job class'>; readonly name: string }[] = [
  ...jobNames.map((name) => ({ kind: 'job', name }) as const),
  ...programNames.map((name) => ({ kind: 'program', name }) as const),
  ...scheduleNames.map((name) => ({ kind: 'schedule', name }) as const),
  { kind: 'credential', name: credentialName },
];

/** One object as the dictionary shows it. */
export interface FoundObject {
  readonly kind: ScheduledKind;
  readonly name: string;
  /** State of a job, calendar expression of a schedule, user of a credential. */
  readonly detail: string;
}

export interface FoundSchedule {
  readonly userExists: boolean;
  readonly objects: readonly FoundObject[];
  /** Jobs of the user, or of others, that are not ours. */
  readonly otherJobs: readonly OtherJob[];
}

/** A job that icb did not make. */
export interface OtherJob {
  /** `OWNER.NAME` */
  readonly name: string;
  /** It would be broken when our objects are dropped. */
  readonly usesOurs: boolean;
}

/** Name of the user who owns the jobs: a common user in a container database. */
export async function queryScheduleOwner(oracle: OracleTools, signal: AbortSignal): Promise<string> {
  const rows = await oracle.sql('common-user.sql', { step: 'ask for the prefix of common users', at: 'primary' }, signal);
  const parameters = new Map(rows.all('parameter', ['name', 'value']).map(({ name, value }) => [name, value]));
  if (parameters.get('enable_pluggable_database') !== 'TRUE') return 'BACKUPEXEC';
  // The prefix may be empty; the first patch set of 12.1 has no parameter for it.
  return `${parameters.get('common_user_prefix') ?? 'C##'}BACKUPEXEC`.toUpperCase();
}

/** Where credentials are made, and seen: they left DBMS_SCHEDULER with 12.1. */
export function credentialPlace({ version }: Pick<DatabaseFacts, 'version'>): { readonly package: string; readonly view: string } {
  return isAtLeast(version, '12.1') ? { package: 'dbms_credential', view: 'dba_credentials' } : { package: 'dbms_scheduler', view: 'dba_scheduler_credentials' };
}

export async function queryFoundSchedule(oracle: OracleTools, { owner, facts }: { readonly owner: string; readonly facts: DatabaseFacts }, signal: AbortSignal): Promise<FoundSchedule> {
  const values = { owner: sqlLiteral(owner, 'user'), job_class: sqlLiteral(jobClass, 'job class'), credentials: oracleName(credentialPlace(facts).view, 'view') };
  const rows = await oracle.sql('scheduled-objects.sql', { step: 'ask what is scheduled', values, at: 'primary' }, signal);
  const jobs = rows.all('job', ['owner', 'name', 'state', 'program', 'schedule', 'credential']);
  const isOurs = (job: (typeof jobs)[number]): boolean => job.owner === owner && scheduledObjects.some(({ kind, name }) => kind === 'job' && name === job.name);
  const uses = ({ program, schedule, credential }: (typeof jobs)[number]): boolean => scheduledObjects.some(({ name }) => [program, schedule, credential].includes(name));
  const ourJobs = jobs.filter(isOurs).map(({ name, state }) => ({ kind: 'job', name, detail: state }) as const);
  return {
    otherJobs: jobs.filter((job) => !isOurs(job)).map((job) => ({ name: `${job.owner}.${job.name}`, usesOurs: uses(job) })),
    userExists: rows.all('user', ['name', 'status']).length > 0,
    objects: [...ourJobs, ...rows.all('object', ['kind', 'name', 'detail']).map(({ kind, name, detail }) => ({ kind: kind as ScheduledKind, name, detail }))],
  };
}
