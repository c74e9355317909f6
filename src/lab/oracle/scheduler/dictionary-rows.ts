import { instantOf } from '../../lab-clock.ts';
import type { LabDatabase } from '../database.ts';
import { dataDictionary } from './data-dictionary.ts';
import type { DataDictionary } from './data-dictionary.ts';

/** Rows of the views over the data dictionary, by view. */
export const dictionaryRows: Readonly<Record<string, (db: LabDatabase) => readonly object[]>> = {
  DBA_USERS: rows(({ users }) => users),
  DBA_SYS_PRIVS: rows(({ grants }) => grants.filter(({ object }) => object === undefined)),
  DBA_TAB_PRIVS: rows(({ grants }) => grants.filter(({ object }) => object !== undefined)),
  DBA_SCHEDULER_CREDENTIALS: rows(publicCredentials),
  DBA_CREDENTIALS: rows(publicCredentials),
  DBA_SCHEDULER_PROGRAMS: rows(({ programs }) => programs),
  DBA_SCHEDULER_PROGRAM_ARGS: rows(({ programs }) => programs.flatMap(({ owner, name, arguments: args }) => args.map((each) => ({ owner, program: name, ...each })))),
  DBA_SCHEDULER_SCHEDULES: rows(({ schedules }) => schedules),
  DBA_SCHEDULER_JOB_CLASSES: rows(({ jobClasses }) => jobClasses),
  DBA_SCHEDULER_JOBS: rows(({ jobs }) => jobs.map((job) => ({ ...job, lastStart: withZone(job.lastStart) }))),
  DBA_SCHEDULER_RUNNING_JOBS: rows(({ jobs }) => jobs.filter(({ running }) => running)),
  DBA_SCHEDULER_JOB_RUN_DETAILS: rows(({ runs }) => runs.map((run) => ({ ...run, started: withZone(run.started), ended: withZone(run.ended) }))),
};

function rows(select: (dictionary: DataDictionary) => readonly object[]): (db: LabDatabase) => readonly object[] {
  return (db) => select(dataDictionary(db));
}

/** The Scheduler's times are TIMESTAMP WITH TIME ZONE, here in the zone of the database host. */
function withZone(time: string | null): string | null {
  return time === null ? null : instantOf(time).toFormat('yyyy-MM-dd HH:mm:ss.SSS000 ZZ');
}

/** No view shows passwords. */
function publicCredentials({ credentials }: DataDictionary): readonly object[] {
  return credentials.map(({ owner, name, username, comments }) => ({ owner, name, username, comments }));
}
