// `icb backup <db> setschedule`: lets DBMS_SCHEDULER run the backups. Everything is checked first; then what is there is dropped and
// made anew, so that a second run leaves what the first one left. Jobs are never dropped by force: that kills a running backup.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { archivedLogFolder } from '#core/area-layout.ts';
import { ConfigurationError, IcbError } from '#core/errors.ts';
import { systemErrorText } from '#core/system-error.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { keywords, oracleName, safePath, sqlLiteral, sqlPath } from '#oracle/quoting.ts';
import { credentialPlace, jobClass, queryFoundSchedule, queryScheduleOwner, scheduledObjects } from '#oracle/scheduled-objects.ts';
import type { FoundObject, FoundSchedule } from '#oracle/scheduled-objects.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import type { BackupRun } from './backup-run.ts';

/** What the jobs start, and as whom. */
export interface ScheduledProgram {
  /** Absolute path of icb. */
  readonly program: string;
  readonly configurationFile: string;
  /** Of the operating system's user; kept by the database in the credential, and nowhere else. */
  readonly osPassword: string;
}

/** Returns what was changed, one sentence each. */
export async function scheduleBackups(run: BackupRun, scheduled: ScheduledProgram): Promise<readonly string[]> {
  const { database, facts, oracle, log, signal } = run;
  await checkProgram(scheduled);
  for (const [key, expression] of [['schedulebackup', database.schedule.backup], ['schedulearchlog', database.schedule.archivedLogs]] as const) {
    await checkCalendar(run, key, expression);
  }
  const owner = await queryScheduleOwner(oracle, signal);
  const before = await queryFoundSchedule(oracle, { owner, facts }, signal);
  refuseRunningJobs(run, owner, before);
  considerOtherJobs(run, before);

  try {
    await dropObjects(run, owner, before);
    await prepareOwner(run, owner, before);
    await createCredential(run, owner, scheduled);
    await createJobs(run, owner, scheduled);
  } catch (error) {
    log.warn('the schedule is incomplete: no backup is started until setschedule has succeeded');
    throw error;
  }
  const changes = describeChanges(owner, before, await queryFoundSchedule(oracle, { owner, facts }, signal));
  for (const change of changes) log.info(`changed: ${change}`);
  if (!database.schedule.backupJobEnabled) log.info('the backup job is disabled, as backupjobenabled says');
  return changes;
}

/** The Scheduler takes no shell: what it starts must be executable under exactly this name. */
async function checkProgram({ program, configurationFile }: ScheduledProgram): Promise<void> {
  for (const [path, what] of [[program, 'path of icb'], [configurationFile, 'path of the configuration file']] as const) {
    safePath(path, what);
    if (/\s/u.test(path)) throw new IcbError(`the ${what} contains white space: ${path}`, { hint: 'the Scheduler starts programs by a plain path: move it' });
  }
  await access(program, constants.X_OK).catch((cause: unknown) => {
    throw new IcbError(`${program} cannot be started by a job: ${systemErrorText(cause)}`, { cause, hint: 'make it executable for the user of the credential' });
  });
}

/** @throws {ConfigurationError} for what the Scheduler cannot read */
async function checkCalendar(run: BackupRun, key: string, expression: string): Promise<void> {
  const cause = await calendarError(run, key, expression);
  if (cause === undefined) return;
  throw new ConfigurationError(`${key} of [${run.database.name}] is no calendar expression of the Scheduler: ${expression}`, {
    cause,
    hint: 'DBMS_SCHEDULER, "Calendaring Syntax", in the PL/SQL Packages and Types Reference; nothing has been changed',
  });
}

/** What the Scheduler says against an expression (ORA-27411 to ORA-27419); undefined when it can read it. */
export async function calendarError({ oracle, signal }: Pick<BackupRun, 'oracle' | 'signal'>, key: string, expression: string): Promise<OracleToolError | undefined> {
  const values = { expression: sqlLiteral(expression, key) };
  try {
    await oracle.sql('check-calendar.sql', { step: `check ${key}`, values, at: 'primary' }, signal);
    return undefined;
  } catch (error) {
    const isCalendarError = error instanceof OracleToolError && error.codes.some((code) => /^ORA-274[12]\d$/u.test(code));
    if (isCalendarError) return error;
    throw error;
  }
}

function refuseRunningJobs({ database }: BackupRun, owner: string, { objects }: FoundSchedule): void {
  const running = ours(objects).find(({ kind, detail }) => kind === 'job' && detail === 'RUNNING');
  if (running === undefined) return;
  throw new IcbError(`${database.name}: job ${owner}.${running.name} is running: nothing has been changed`, {
    hint: 'run setschedule again when it has ended; dropping it now would kill the backup',
  });
}

/** The toolset before icb has jobs of the same user, which go on as long as nobody drops them. */
function considerOtherJobs({ database, log }: BackupRun, { otherJobs }: FoundSchedule): void {
  const dependent = otherJobs.find(({ usesOurs }) => usesOurs);
  if (dependent !== undefined) {
    throw new IcbError(`${database.name}: job ${dependent.name}, which is not icb's, uses a program, schedule or credential of icb: nothing has been changed`, {
      hint: 'give that job objects of its own, then run setschedule again',
    });
  }
  for (const { name } of otherJobs) log.warn(`there is another job, ${name}, which goes on: drop it if it is a backup of the toolset before icb`);
}

/** Ours among what the owner has. */
function ours(objects: readonly FoundObject[]): readonly FoundObject[] {
  return objects.filter(({ kind, name }) => scheduledObjects.some((object) => object.kind === kind && object.name === name));
}

async function dropObjects({ oracle, facts, signal }: BackupRun, owner: string, { objects }: FoundSchedule): Promise<void> {
  const found = scheduledObjects.filter(({ kind, name }) => objects.some((object) => object.kind === kind && object.name === name));
  if (found.length === 0) return;
  const values = found.map(({ kind, name }) => ({
    package: oracleName(kind === 'credential' ? credentialPlace(facts).package : 'dbms_scheduler', 'package'),
    kind: keywords(kind),
    owner: oracleName(owner, 'user'),
    name: oracleName(name, kind),
  }));
  await oracle.sql('drop-scheduled-object.sql', { step: 'drop the former schedule', values, at: 'primary' }, signal);
}

async function prepareOwner({ oracle, facts, signal }: BackupRun, owner: string, { userExists, objects }: FoundSchedule): Promise<void> {
  const user = oracleName(owner, 'user');
  if (userExists) await oracle.sql('lock-schedule-user.sql', { step: `lock user ${owner}`, values: { user }, at: 'primary' }, signal);
  else {
    const authentication = keywords(isAtLeast(facts.version, '18.1') ? 'no authentication' : 'identified externally');
    await oracle.sql('create-schedule-user.sql', { step: `create user ${owner}`, values: { user, authentication }, at: 'primary' }, signal);
  }
  if (!objects.some(({ kind }) => kind === 'job class')) await oracle.sql('create-job-class.sql', { step: `create job class ${jobClass}`, at: 'primary' }, signal);
  const privileges = ['create job', 'create external job', ...(isAtLeast(facts.version, '12.1') ? ['create credential'] : [])];
  const grants = privileges.map((privilege) => ({ privilege: keywords(privilege), user }));
  await oracle.sql('grant-privilege.sql', { step: `grant privileges to ${owner}`, values: grants, at: 'primary' }, signal);
  await oracle.sql('grant-on-object.sql', { step: `grant privileges to ${owner}`, values: { user }, at: 'primary' }, signal);
}

async function createCredential({ oracle, facts, database, signal }: BackupRun, owner: string, { osPassword }: ScheduledProgram): Promise<void> {
  const values = {
    package: oracleName(credentialPlace(facts).package, 'package'),
    owner: oracleName(owner, 'user'),
    os_user: sqlLiteral(database.schedule.osUser, 'osuser'),
  };
  const secret = { name: 'os_password', value: osPassword, version: facts.version };
  await oracle.sql('create-credential.sql', { step: 'create the credential', values, at: 'primary', secret }, signal);
}

async function createJobs({ oracle, database, signal }: BackupRun, owner: string, { program, configurationFile }: ScheduledProgram): Promise<void> {
  const { schedule } = database;
  const values = {
    owner: oracleName(owner, 'user'),
    program: sqlPath(program, 'path of icb'),
    configuration: sqlPath(configurationFile, 'path of the configuration file'),
    database: sqlLiteral(database.name, 'database'),
    folder: sqlPath(`${archivedLogFolder(database.area)}/`, 'backup area'),
    backup_schedule: sqlLiteral(schedule.backup, 'schedulebackup'),
    archlog_schedule: sqlLiteral(schedule.archivedLogs, 'schedulearchlog'),
    backup_enabled: keywords(schedule.backupJobEnabled ? 'true' : 'false'),
  };
  await oracle.sql('create-backup-jobs.sql', { step: 'create programs, schedules and jobs', values, at: 'primary' }, signal);
}

function describeChanges(owner: string, before: FoundSchedule, after: FoundSchedule): readonly string[] {
  const user = before.userExists ? [] : [`created user ${owner}, locked`];
  const classes = after.objects.filter(({ kind }) => kind === 'job class' && !before.objects.some((object) => object.kind === kind));
  const objects = ours(after.objects).map((object) => {
    const old = before.objects.find(({ kind, name }) => kind === object.kind && name === object.name);
    const was = old === undefined || detailOf(old) === detailOf(object) ? '' : ` (was ${detailOf(old)})`;
    return `${old === undefined ? 'created' : 'replaced'} ${object.kind} ${owner}.${object.name}${object.detail === '' ? '' : `: ${detailOf(object)}`}${was}`;
  });
  return [...user, ...classes.map(({ name }) => `created job class ${name}`), ...objects];
}

/** The state of a job is a word of Oracle's. */
function detailOf({ kind, detail }: FoundObject): string {
  return kind === 'job' ? detail.toLowerCase() : detail;
}
