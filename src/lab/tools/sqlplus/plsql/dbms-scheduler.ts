import { checkCalendarExpression } from '#lab/oracle/scheduler/calendar.ts';
import { changeDataDictionary } from '#lab/oracle/scheduler/data-dictionary.ts';
import type { DataDictionary, Program } from '#lab/oracle/scheduler/data-dictionary.ts';
import {
  createCredential, createJob, createJobClass, createProgram, createSchedule, doesNotExist, dropJob, dropSchedulerObject, enableObject, findNamed, qualifiedName,
} from '#lab/oracle/scheduler/scheduler-objects.ts';
import type { DroppedKind } from '#lab/oracle/scheduler/scheduler-objects.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { isTrue, optionalText, text } from './package.ts';
import type { PlsqlArguments, PlsqlContext, Procedure } from './package.ts';

// DBMS_SCHEDULER as far as icb uses it, and the part of DBMS_CREDENTIAL that took over from it (PL/SQL Packages and Types
// Reference). A parameter that is not here does not exist.

const credentialParameters = { CREDENTIAL_NAME: 'required', USERNAME: 'required', PASSWORD: 'required', DATABASE_ROLE: 'optional', WINDOWS_DOMAIN: 'optional', COMMENTS: 'optional' } as const;
const programTypes = ['PLSQL_BLOCK', 'STORED_PROCEDURE', 'EXECUTABLE'];

const createCredentialProcedure: Procedure['run'] = (args, context) => {
  const credential = { ...named(args, 'CREDENTIAL_NAME', context), username: text(args, 'USERNAME'), password: text(args, 'PASSWORD'), comments: optionalText(args, 'COMMENTS') };
  change(context, (dictionary) => createCredential(dictionary, credential));
};

export const dbmsCredential: Readonly<Record<string, Procedure>> = {
  CREATE_CREDENTIAL: { parameters: { ...credentialParameters, ENABLED: 'optional' }, run: createCredentialProcedure },
  DROP_CREDENTIAL: dropProcedure('credentials', 'CREDENTIAL_NAME'),
};

export const dbmsScheduler: Readonly<Record<string, Procedure>> = {
  CREATE_CREDENTIAL: { parameters: credentialParameters, run: createCredentialProcedure },
  DROP_CREDENTIAL: dropProcedure('credentials', 'CREDENTIAL_NAME'),
  CREATE_PROGRAM: {
    parameters: { PROGRAM_NAME: 'required', PROGRAM_TYPE: 'required', PROGRAM_ACTION: 'required', NUMBER_OF_ARGUMENTS: 'optional', ENABLED: 'optional', COMMENTS: 'optional' },
    run: (args, context) => change(context, (dictionary) => createProgram(dictionary, programOf(args, context))),
  },
  DEFINE_PROGRAM_ARGUMENT: {
    parameters: { PROGRAM_NAME: 'required', ARGUMENT_POSITION: 'required', ARGUMENT_NAME: 'optional', ARGUMENT_TYPE: 'required', DEFAULT_VALUE: 'optional', OUT_ARGUMENT: 'optional' },
    run: (args, context) => change(context, (dictionary) => defineArgument(dictionary, args, context)),
  },
  DROP_PROGRAM: dropProcedure('programs', 'PROGRAM_NAME'),
  CREATE_SCHEDULE: {
    parameters: { SCHEDULE_NAME: 'required', START_DATE: 'optional', REPEAT_INTERVAL: 'required', END_DATE: 'optional', COMMENTS: 'optional' },
    run: (args, context) => {
      const repeatInterval = text(args, 'REPEAT_INTERVAL');
      checkCalendarExpression(repeatInterval);
      const schedule = { ...named(args, 'SCHEDULE_NAME', context), repeatInterval, comments: optionalText(args, 'COMMENTS') };
      change(context, (dictionary) => createSchedule(dictionary, schedule));
    },
  },
  DROP_SCHEDULE: dropProcedure('schedules', 'SCHEDULE_NAME'),
  EVALUATE_CALENDAR_STRING: {
    parameters: { CALENDAR_STRING: 'required', START_DATE: 'required', RETURN_DATE_AFTER: 'required', NEXT_RUN_DATE: 'out' },
    run: (args) => checkCalendarExpression(text(args, 'CALENDAR_STRING')),
  },
  CREATE_JOB_CLASS: {
    parameters: { JOB_CLASS_NAME: 'required', RESOURCE_CONSUMER_GROUP: 'optional', SERVICE: 'optional', LOGGING_LEVEL: 'optional', LOG_HISTORY: 'optional', COMMENTS: 'optional' },
    run: (args, context) => {
      const jobClass = {
        name: qualifiedName(text(args, 'JOB_CLASS_NAME'), 'SYS').name,
        service: optionalText(args, 'SERVICE'),
        loggingLevel: optionalText(args, 'LOGGING_LEVEL') ?? 'RUNS',
        logHistory: args['LOG_HISTORY'] === undefined ? null : Number(args['LOG_HISTORY']),
        comments: optionalText(args, 'COMMENTS'),
      };
      change(context, (dictionary) => createJobClass(dictionary, jobClass));
    },
  },
  CREATE_JOB: {
    parameters: {
      JOB_NAME: 'required', PROGRAM_NAME: 'required', SCHEDULE_NAME: 'optional', JOB_CLASS: 'optional', ENABLED: 'optional', AUTO_DROP: 'optional',
      COMMENTS: 'optional', JOB_STYLE: 'optional', CREDENTIAL_NAME: 'optional', DESTINATION_NAME: 'optional',
    },
    run: (args, context) => change(context, (dictionary) => createJob(dictionary, jobOf(args, context))),
  },
  DROP_JOB: {
    parameters: { JOB_NAME: 'required', FORCE: 'optional', DEFER: 'optional', COMMIT_SEMANTICS: 'optional' },
    run: (args, context) => change(context, (dictionary) => dropJob(dictionary, full(args, 'JOB_NAME', context), isTrue(args, 'FORCE'))),
  },
  ENABLE: {
    parameters: { NAME: 'required', COMMIT_SEMANTICS: 'optional' },
    run: (args, context) => change(context, (dictionary) => enableObject(dictionary, full(args, 'NAME', context))),
  },
  RUN_JOB: {
    parameters: { JOB_NAME: 'required', USE_CURRENT_SESSION: 'optional' },
    run: (args, context) => {
      if (args['USE_CURRENT_SESSION'] === false) throw new OracleError('ORA-03001: unimplemented feature', 'in this simulation: RUN_JOB in a session of its own');
      context.runJob(full(args, 'JOB_NAME', context));
    },
  },
};

/** DBMS_SCHEDULER.LOGGING_RUNS and others. */
export const schedulerConstants: Readonly<Record<string, string>> = { LOGGING_OFF: 'OFF', LOGGING_RUNS: 'RUNS', LOGGING_FAILED_RUNS: 'FAILED RUNS', LOGGING_FULL: 'FULL' };

function programOf(args: PlsqlArguments, context: PlsqlContext): Program {
  const type = text(args, 'PROGRAM_TYPE').toUpperCase();
  if (!programTypes.includes(type)) throw new OracleError(`ORA-27452: "${type}" is an invalid name for a program type.`);
  const action = text(args, 'PROGRAM_ACTION');
  // An executable is a path: what follows a blank would be taken for a part of it.
  if (type === 'EXECUTABLE' && !action.startsWith('/')) throw new OracleError('ORA-27369: job of type EXECUTABLE failed with exit code: No such file or directory');
  const argumentCount = Number(args['NUMBER_OF_ARGUMENTS'] ?? 0);
  return { ...named(args, 'PROGRAM_NAME', context), type: type as Program['type'], action, argumentCount, arguments: [], enabled: isTrue(args, 'ENABLED'), comments: optionalText(args, 'COMMENTS') };
}

function defineArgument(dictionary: DataDictionary, args: PlsqlArguments, context: PlsqlContext): void {
  const written = full(args, 'PROGRAM_NAME', context);
  const program = findNamed(dictionary.programs, written);
  if (program === undefined) throw doesNotExist(written);
  const position = Number(args['ARGUMENT_POSITION']);
  if (!(position >= 1 && position <= program.argumentCount)) throw new OracleError(`ORA-27453: ${position} is an invalid argument position`);
  if (program.arguments.some((other) => other.position === position)) throw new OracleError(`ORA-27453: argument ${position} is defined already`);
  program.arguments.push({ position, name: optionalText(args, 'ARGUMENT_NAME'), type: text(args, 'ARGUMENT_TYPE').toUpperCase(), value: text(args, 'DEFAULT_VALUE') });
}

function jobOf(args: PlsqlArguments, context: PlsqlContext): Parameters<typeof createJob>[1] {
  const reference = (name: string): string | null => (optionalText(args, name) === null ? null : full(args, name, context));
  return {
    ...named(args, 'JOB_NAME', context),
    program: full(args, 'PROGRAM_NAME', context),
    schedule: reference('SCHEDULE_NAME'),
    credential: reference('CREDENTIAL_NAME'),
    jobClass: qualifiedName(optionalText(args, 'JOB_CLASS') ?? 'DEFAULT_JOB_CLASS', 'SYS').name,
    autoDrop: args['AUTO_DROP'] !== false,
    enabled: isTrue(args, 'ENABLED'),
    comments: optionalText(args, 'COMMENTS'),
    running: false,
    runCount: 0,
    failureCount: 0,
    lastStart: null,
  };
}

function dropProcedure(kind: DroppedKind, parameter: string): Procedure {
  return {
    parameters: { [parameter]: 'required', FORCE: 'optional' },
    run: (args, context) => change(context, (dictionary) => dropSchedulerObject(dictionary, kind, { written: full(args, parameter, context), force: isTrue(args, 'FORCE') })),
  };
}

/** SYSBACKUP may make nothing; every other user what belongs to it. */
function change(context: PlsqlContext, work: (dictionary: DataDictionary) => void): void {
  if (context.user !== 'SYS') throw new OracleError('ORA-27486: insufficient privileges');
  changeDataDictionary(context.db, work);
}

function named(args: PlsqlArguments, parameter: string, { user }: PlsqlContext): { readonly owner: string; readonly name: string } {
  return qualifiedName(text(args, parameter), user);
}

function full(args: PlsqlArguments, parameter: string, context: PlsqlContext): string {
  const { owner, name } = named(args, parameter, context);
  return `${owner}.${name}`;
}
