import { OracleError } from '../oracle-error.ts';
import type { Credential, DataDictionary, Job, JobClass, Program, Schedule } from './data-dictionary.ts';

// What DBMS_SCHEDULER makes and drops. Jobs, programs, schedules and credentials of one schema share one namespace.

/** `SCHEMA.NAME`, or a name in the caller's schema. */
export function qualifiedName(written: string, user: string): { readonly owner: string; readonly name: string } {
  const [first = '', second] = written.toUpperCase().split('.', 2);
  return second === undefined ? { owner: user, name: first } : { owner: first, name: second };
}

export function createCredential(dictionary: DataDictionary, credential: Credential): void {
  requireFreeName(dictionary, credential);
  if (credential.password === '') throw new OracleError('ORA-27451: CREDENTIAL_PASSWORD cannot be NULL');
  dictionary.credentials.push(credential);
}

export function createProgram(dictionary: DataDictionary, program: Program): void {
  requireFreeName(dictionary, program);
  if (program.enabled) requireDefinedArguments(program);
  dictionary.programs.push(program);
}

export function createSchedule(dictionary: DataDictionary, schedule: Schedule): void {
  requireFreeName(dictionary, schedule);
  dictionary.schedules.push(schedule);
}

export function createJobClass(dictionary: DataDictionary, jobClass: JobClass): void {
  if (dictionary.jobClasses.some(({ name }) => name === jobClass.name)) throw alreadyExists({ owner: 'SYS', name: jobClass.name });
  dictionary.jobClasses.push(jobClass);
}

export function createJob(dictionary: DataDictionary, job: Job): void {
  requireFreeName(dictionary, job);
  const program = findNamed(dictionary.programs, job.program);
  if (program === undefined) throw doesNotExist(job.program);
  if (job.schedule !== null && findNamed(dictionary.schedules, job.schedule) === undefined) throw doesNotExist(job.schedule);
  if (job.credential !== null && findNamed(dictionary.credentials, job.credential) === undefined) throw doesNotExist(job.credential);
  if (job.jobClass !== 'DEFAULT_JOB_CLASS' && !dictionary.jobClasses.some(({ name }) => name === job.jobClass)) throw doesNotExist(`SYS.${job.jobClass}`);
  if (job.enabled) requireRunnable(dictionary, job, program);
  dictionary.jobs.push(job);
}

/** @throws {OracleError} ORA-27475, ORA-27478 for one that runs unless FORCE, which kills it */
export function dropJob(dictionary: DataDictionary, written: string, force: boolean): void {
  const job = findNamed(dictionary.jobs, written);
  if (job === undefined) throw new OracleError(`ORA-27475: unknown job ${quoted(written)}`);
  if (job.running && !force) throw new OracleError(`ORA-27478: job ${quoted(written)} is running`);
  dictionary.jobs = dictionary.jobs.filter((other) => other !== job);
}

export type DroppedKind = 'programs' | 'schedules' | 'credentials';

/** @throws {OracleError} ORA-27476, ORA-27479 while a job needs it, unless FORCE */
export function dropSchedulerObject(dictionary: DataDictionary, kind: DroppedKind, { written, force }: { readonly written: string; readonly force: boolean }): void {
  const dropped = findNamed<{ owner: string; name: string }>(dictionary[kind], written);
  if (dropped === undefined) throw doesNotExist(written);
  const isUsed = dictionary.jobs.some(({ program, schedule, credential }) => [program, schedule, credential].includes(written));
  if (isUsed && !force) throw new OracleError(`ORA-27479: Cannot drop ${quoted(written)} because other objects depend on it`);
  (dictionary[kind] as unknown[]) = dictionary[kind].filter((other) => other !== dropped);
}

export function enableObject(dictionary: DataDictionary, written: string): void {
  const program = findNamed(dictionary.programs, written);
  const job = findNamed(dictionary.jobs, written);
  if (program !== undefined) {
    requireDefinedArguments(program);
    program.enabled = true;
    return;
  }
  if (job === undefined) throw doesNotExist(written);
  requireRunnable(dictionary, job, findNamed(dictionary.programs, job.program));
  job.enabled = true;
}

/** What a job needs to run. @throws {OracleError} ORA-27486, ORA-27476 */
export function requireRunnable(dictionary: DataDictionary, job: Pick<Job, 'owner' | 'jobClass'>, program: Program | undefined): asserts program is Program {
  if (program === undefined || !program.enabled) throw new OracleError('ORA-27481: "program" has an invalid schedule or program', 'in this simulation: the program of the job is not enabled');
  const may = (privilege: string, object?: string): boolean =>
    job.owner === 'SYS' || dictionary.grants.some((grant) => grant.grantee === job.owner && grant.privilege === privilege && grant.object === object);
  if (!may('CREATE JOB')) throw new OracleError('ORA-27486: insufficient privileges');
  if (program.type === 'EXECUTABLE' && !may('CREATE EXTERNAL JOB')) throw new OracleError('ORA-27486: insufficient privileges');
  if (job.jobClass !== 'DEFAULT_JOB_CLASS' && !may('EXECUTE', `SYS.${job.jobClass}`)) throw doesNotExist(`SYS.${job.jobClass}`);
}

export function findNamed<Item extends { readonly owner: string; readonly name: string }>(items: readonly Item[], written: string): Item | undefined {
  return items.find(({ owner, name }) => `${owner}.${name}` === written);
}

export function doesNotExist(written: string): OracleError {
  return new OracleError(`ORA-27476: ${quoted(written)} does not exist`);
}

function requireDefinedArguments(program: Program): void {
  if (program.arguments.length < program.argumentCount) throw new OracleError(`ORA-27456: not all arguments of program ${quoted(`${program.owner}.${program.name}`)} have been defined`);
}

function requireFreeName(dictionary: DataDictionary, { owner, name }: { readonly owner: string; readonly name: string }): void {
  if (owner !== 'SYS' && !dictionary.users.some((user) => user.name === owner)) throw new OracleError('ORA-01435: user does not exist');
  const { jobs, programs, schedules, credentials } = dictionary;
  if (findNamed([...jobs, ...programs, ...schedules, ...credentials], `${owner}.${name}`) !== undefined) throw alreadyExists({ owner, name });
}

function alreadyExists({ owner, name }: { readonly owner: string; readonly name: string }): OracleError {
  return new OracleError(`ORA-27477: "${owner}"."${name}" already exists`);
}

function quoted(written: string): string {
  return written.split('.').map((part) => `"${part}"`).join('.');
}
