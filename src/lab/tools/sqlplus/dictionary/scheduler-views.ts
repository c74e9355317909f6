import { date, number, text, timestamp, view } from './dictionary-view.ts';

/** Views of users and of the Scheduler: the session puts the rows of the data dictionary in place of `noRows`. */
const noRows = "json_each('[]')";

function field(name: string): string {
  return `value ->> '$.${name}'`;
}

function yesOrNo(name: string): string {
  return `CASE ${field(name)} WHEN 1 THEN 'TRUE' ELSE 'FALSE' END`;
}

function part(name: string, which: 'owner' | 'name'): string {
  const whole = field(name);
  return which === 'owner' ? `substr(${whole}, 1, instr(${whole}, '.') - 1)` : `substr(${whole}, instr(${whole}, '.') + 1)`;
}

export const schedulerViews = [
  view('DBA_USERS', noRows, {
    USERNAME: text(128, field('name')),
    ACCOUNT_STATUS: text(32, `CASE ${field('locked')} WHEN 1 THEN 'LOCKED' ELSE 'OPEN' END`),
    CREATED: date(field('created')),
    AUTHENTICATION_TYPE: text(8, field('authentication')),
    COMMON: text(3, `CASE ${field('common')} WHEN 1 THEN 'YES' ELSE 'NO' END`),
  }),
  view('DBA_SYS_PRIVS', noRows, { GRANTEE: text(128, field('grantee')), PRIVILEGE: text(40, field('privilege')), ADMIN_OPTION: text(3, "'NO'") }),
  view('DBA_TAB_PRIVS', noRows, {
    GRANTEE: text(128, field('grantee')),
    OWNER: text(128, part('object', 'owner')),
    TABLE_NAME: text(128, part('object', 'name')),
    PRIVILEGE: text(40, field('privilege')),
  }),
  view('DBA_SCHEDULER_CREDENTIALS', noRows, {
    OWNER: text(128, field('owner')),
    CREDENTIAL_NAME: text(128, field('name')),
    USERNAME: text(64, field('username')),
    COMMENTS: text(240, field('comments')),
  }),
  view('DBA_CREDENTIALS', noRows, {
    OWNER: text(128, field('owner')),
    CREDENTIAL_NAME: text(128, field('name')),
    USERNAME: text(128, field('username')),
    COMMENTS: text(240, field('comments')),
    ENABLED: text(5, "'TRUE'"),
  }),
  view('DBA_SCHEDULER_PROGRAMS', noRows, {
    OWNER: text(128, field('owner')),
    PROGRAM_NAME: text(128, field('name')),
    PROGRAM_TYPE: text(16, field('type')),
    PROGRAM_ACTION: text(4000, field('action')),
    NUMBER_OF_ARGUMENTS: number(field('argumentCount')),
    ENABLED: text(5, yesOrNo('enabled')),
    COMMENTS: text(4000, field('comments')),
  }),
  view('DBA_SCHEDULER_PROGRAM_ARGS', noRows, {
    OWNER: text(128, field('owner')),
    PROGRAM_NAME: text(128, field('program')),
    ARGUMENT_NAME: text(128, field('name')),
    ARGUMENT_POSITION: number(field('position')),
    ARGUMENT_TYPE: text(257, field('type')),
    DEFAULT_VALUE: text(4000, field('value')),
  }),
  view('DBA_SCHEDULER_SCHEDULES', noRows, {
    OWNER: text(128, field('owner')),
    SCHEDULE_NAME: text(128, field('name')),
    SCHEDULE_TYPE: text(12, "'CALENDAR'"),
    REPEAT_INTERVAL: text(4000, field('repeatInterval')),
    COMMENTS: text(4000, field('comments')),
  }),
  view('DBA_SCHEDULER_JOB_CLASSES', noRows, {
    JOB_CLASS_NAME: text(128, field('name')),
    SERVICE: text(64, field('service')),
    LOGGING_LEVEL: text(11, field('loggingLevel')),
    LOG_HISTORY: number(field('logHistory')),
    COMMENTS: text(4000, field('comments')),
  }),
  view('DBA_SCHEDULER_JOBS', noRows, {
    OWNER: text(128, field('owner')),
    JOB_NAME: text(128, field('name')),
    PROGRAM_OWNER: text(4000, part('program', 'owner')),
    PROGRAM_NAME: text(4000, part('program', 'name')),
    SCHEDULE_OWNER: text(4000, part('schedule', 'owner')),
    SCHEDULE_NAME: text(4000, part('schedule', 'name')),
    JOB_CLASS: text(128, field('jobClass')),
    ENABLED: text(5, yesOrNo('enabled')),
    AUTO_DROP: text(5, yesOrNo('autoDrop')),
    STATE: text(20, `CASE WHEN ${field('running')} THEN 'RUNNING' WHEN ${field('enabled')} THEN 'SCHEDULED' ELSE 'DISABLED' END`),
    RUN_COUNT: number(field('runCount')),
    FAILURE_COUNT: number(field('failureCount')),
    LAST_START_DATE: timestamp(field('lastStart')),
    CREDENTIAL_OWNER: text(128, part('credential', 'owner')),
    CREDENTIAL_NAME: text(128, part('credential', 'name')),
    COMMENTS: text(4000, field('comments')),
  }),
  view('DBA_SCHEDULER_RUNNING_JOBS', noRows, { OWNER: text(128, field('owner')), JOB_NAME: text(128, field('name')) }),
  view('DBA_SCHEDULER_JOB_RUN_DETAILS', noRows, {
    LOG_ID: number('key + 1'),
    LOG_DATE: timestamp(field('ended')),
    OWNER: text(128, field('owner')),
    JOB_NAME: text(261, field('job')),
    STATUS: text(30, field('status')),
    'ERROR#': number(field('error')),
    ACTUAL_START_DATE: timestamp(field('started')),
    ADDITIONAL_INFO: text(4000, field('additionalInfo')),
  }),
];
