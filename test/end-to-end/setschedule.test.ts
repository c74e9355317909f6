import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { setFault } from '#lab/faults.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { changeDataDictionary, dataDictionary } from '#lab/oracle/scheduler/data-dictionary.ts';
import type { DataDictionary } from '#lab/oracle/scheduler/data-dictionary.ts';
import { runScheduledJob } from '#lab/run-scheduled-job.ts';
import { runWorkload } from '#lab/workload.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import type { ToolInvocation } from '#oracle/programs/tool.ts';
import { launcher, RunningProcess } from './icb-process.ts';
import { openTestLab, type Outcome, type TestLab } from './test-lab.ts';

/** The one of the issue, and others that mean something to a shell, to SQL*Plus, to SQL or to a character set. */
const passwords = ['s3\'cr&t"Pw', 'trailing blank ', '&&both ${x} $(id) `id`', 'back\\slash\\', "'", '""', 'Ünïcödé€', '-- /* ; */', 'tab\tinside', '%s%n ?@'];

async function setSchedule(lab: TestLab, password: string, launches: ToolInvocation[] = []): Promise<Outcome> {
  const launch = labLauncher(lab.directory, lab.clock);
  const launchTool = async (invocation: ToolInvocation): ReturnType<typeof launch> => {
    launches.push(invocation);
    return await launch(invocation);
  };
  return await lab.icbIn({ env: { OSPASSWORD: password }, launchTool }, 'backup', 'orcl', 'setschedule');
}

function dictionary({ directory }: TestLab): DataDictionary {
  return dataDictionary({ labDir: directory, name: 'orcl', site: 'database host' });
}

function changeDictionary({ directory }: TestLab, work: (changed: DataDictionary) => void): void {
  changeDataDictionary({ labDir: directory, name: 'orcl', site: 'database host' }, work);
}

function setLine({ directory }: TestLab, line: string): void {
  const path = join(directory, 'backup.cfg');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^\[orcl\]$/mu, `[orcl]\n${line}`));
}

/** Files of the lab, but for the one that plays the data dictionary, in which any of these texts is found. */
function filesWith({ directory }: TestLab, texts: readonly string[]): readonly string[] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'orcl.dictionary.json');
  return files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => texts.some((text) => readFileSync(path).includes(text)));
}

describe.each(['11.2', '12.1', '19c'])('setschedule on %s', (kind) => {
  it('makes a locked user, a credential, programs, schedules and jobs, and makes them anew the next time', async () => {
    await using lab = await openTestLab(undefined, { databases: [`orcl:${kind}`] });

    const first = await setSchedule(lab, 'first');
    const made = dictionary(lab);
    const second = await setSchedule(lab, 'second');

    expect([first, second].map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([{ exitCode: 0, stderr: '' }, { exitCode: 0, stderr: '' }]);
    expect(made.users).toMatchObject([{ name: 'BACKUPEXEC', locked: true, authentication: kind === '19c' ? 'NONE' : 'EXTERNAL' }]);
    expect(made.grants.map(({ privilege, object }) => (object === undefined ? privilege : `${privilege} ON ${object}`))).toEqual([
      'CREATE JOB', 'CREATE EXTERNAL JOB', ...(kind === '11.2' ? [] : ['CREATE CREDENTIAL']), 'SELECT ON SYS.V_$ARCHIVED_LOG', 'SELECT ON SYS.V_$DATABASE', 'EXECUTE ON SYS.ICB_JOB_CLASS',
    ]);
    expect(made.programs.map(({ action, arguments: args }) => [action.startsWith('/') ? action : 'a block', ...args.map(({ value }) => value)])).toEqual([
      [join(installationRoot, 'bin/icb'), '--config', join(lab.directory, 'backup.cfg'), 'backup', 'orcl', 'imagecopywithsnap'],
      [join(installationRoot, 'bin/icb'), '--config', join(lab.directory, 'backup.cfg'), 'backup', 'orcl', 'missingarchlog'],
      ['a block'],
    ]);
    expect(made.jobs.map(({ name, enabled, schedule, credential }) => [name, enabled, schedule, credential])).toEqual([
      ['ICB_MISSINGARCHLOG_JOB', false, null, 'BACKUPEXEC.ICB_OS_USER'],
      ['ICB_ARCHLOG_JOB', true, 'BACKUPEXEC.ICB_ARCHLOG_SCHEDULE', null],
      ['ICB_BACKUP_JOB', true, 'BACKUPEXEC.ICB_BACKUP_SCHEDULE', 'BACKUPEXEC.ICB_OS_USER'],
    ]);
    expect(dictionary(lab)).toEqual({ ...made, credentials: [{ ...made.credentials[0], username: 'oracle', password: 'second' }] });
    expect(first.stdout).toContain('changed: created user BACKUPEXEC, locked\n');
    expect(first.stdout).toContain('changed: created job BACKUPEXEC.ICB_BACKUP_JOB: scheduled\n');
    expect(second.stdout).toContain('changed: replaced schedule BACKUPEXEC.ICB_BACKUP_SCHEDULE: FREQ=DAILY');
  });

  it("stores the password, and shows it to nobody", async () => {
    await using lab = await openTestLab(undefined, { databases: [`orcl:${kind}`] });

    for (const password of kind === '19c' ? passwords : passwords.slice(0, 1)) {
      const launches: ToolInvocation[] = [];
      const { exitCode, stdout, stderr } = await setSchedule(lab, password, launches);

      expect(exitCode).toBe(0);
      expect(dictionary(lab).credentials).toMatchObject([{ owner: 'BACKUPEXEC', name: 'ICB_OS_USER', username: 'oracle', password }]);
      const seen = JSON.stringify(launches.map(({ args, env }) => ({ args, env })));
      const spellings = password.length < 5 ? [] : [password, Buffer.from(password).toString('hex'), JSON.stringify(password).slice(1, -1)];
      expect(spellings.filter((spelling) => (stdout + stderr + seen).includes(spelling))).toEqual([]);
      expect(spellings.length === 0 ? [] : filesWith(lab, spellings)).toEqual([]);
    }
    expect(statSync(join(lab.directory, 'world/orcl.dictionary.json')).mode & 0o777).toBe(0o600);
  });
});

it('setschedule as a process gives no child the password, and leaves it in no file, while it runs either', async () => {
  await using lab = await openTestLab();
  const [password = ''] = passwords;
  const seen = join(lab.directory, 'seen');
  const temporary = join(lab.directory, 'tmp');
  mkdirSync(temporary);
  const sqlplus = join(lab.directory, 'oracle_home/bin/sqlplus');
  const look = `cat /proc/$$/environ /proc/$$/cmdline >> ${seen}; find ${temporary} ${lab.area} -type f -exec cat {} + >> ${seen}`;
  writeFileSync(sqlplus, readFileSync(sqlplus, 'utf8').replace('\n', () => `\n${look}\n`));
  const args = ['--config', join(lab.directory, 'backup.cfg'), '--verbose', 'backup', 'orcl', 'setschedule'];

  await using icb = new RunningProcess(launcher, args, { env: { OSPASSWORD: password, TMPDIR: temporary, BACKUP_LOG_TO_SCREEN: 'TRUE' } });
  const { exitCode, stdout, stderr } = await icb.ended;

  expect(exitCode).toBe(0);
  expect(dictionary(lab).credentials).toMatchObject([{ password }]);
  const everything = readFileSync(seen, 'utf8') + stdout + stderr;
  expect(everything).toContain('sqlplus\0-L\0-S\0/@orcl as sysdba\0');
  expect([password, Buffer.from(password).toString('hex'), 'OSPASSWORD'].filter((text) => everything.includes(text))).toEqual([]);
});

it.each([
  ['12.1-cdb', 'C##', 'C##BACKUPEXEC'],
  ['26ai', 'C##', 'C##BACKUPEXEC'],
  ['19c-cdb', '', 'BACKUPEXEC'],
  ['19c-cdb', 'OPS_', 'OPS_BACKUPEXEC'],
])('setschedule on %s with the prefix %j makes the common user %s', async (kind, prefix, owner) => {
  await using lab = await openTestLab(undefined, { databases: [`orcl:${kind}`] });
  using db = openDatabase(lab.directory, 'orcl', lab.clock);
  db.sql.run("update parameter set value = ? where name = 'common_user_prefix'", prefix === '' ? null : prefix);

  const outcomes = [await setSchedule(lab, 'secret'), await setSchedule(lab, 'secret')];

  expect(outcomes.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([1, 2].map(() => ({ exitCode: 0, stderr: '' })));
  expect(dictionary(lab).users).toMatchObject([{ name: owner, locked: true, common: true }]);
  expect([...new Set(dictionary(lab).jobs.map((job) => job.owner))]).toEqual([owner]);
});

describe('setschedule', () => {
  it.each([
    [{}, "setschedule needs the password of the operating system's user in OSPASSWORD"],
    [{ OSPASSWORD: '' }, "setschedule needs the password of the operating system's user in OSPASSWORD"],
    [{ OSPASSWORD: 'two\nlines' }, 'OSPASSWORD contains a line break'],
    [{ OSPASSWORD: 'x'.repeat(501) }, 'OSPASSWORD is longer than 500 bytes'],
    [{ OSPASSWORD: 'not \uFFFD' }, 'OSPASSWORD is not valid UTF-8'],
  ])('does not start without a usable password (%#)', async (env, complaint) => {
    await using lab = await openTestLab();

    const { exitCode, stderr } = await lab.icbIn({ env }, 'backup', 'orcl', 'setschedule');

    expect(exitCode).toBe(2);
    expect(stderr).toContain(complaint);
    expect(stderr).not.toContain('two');
    expect(readdirSync(lab.area)).toEqual([]);
  });

  it('changes nothing when a calendar expression is none', async () => {
    await using lab = await openTestLab();
    setLine(lab, 'schedulearchlog: FREQ=HOURLY;BYHUOR=2');

    const { exitCode, stdout, stderr } = await setSchedule(lab, 'secret');

    expect(exitCode).toBe(2);
    expect(stdout + stderr).toContain('schedulearchlog of [orcl] is no calendar expression of the Scheduler: FREQ=HOURLY;BYHUOR=2');
    expect(dictionary(lab).users).toEqual([]);
  });

  it('leaves a backup that runs alone', async () => {
    await using lab = await openTestLab();
    await setSchedule(lab, 'before');
    changeDictionary(lab, ({ jobs }) => jobs.forEach((job) => (job.running = job.name === 'ICB_BACKUP_JOB')));
    const before = dictionary(lab);

    const { exitCode, stdout, stderr } = await setSchedule(lab, 'after');

    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain('orcl: job BACKUPEXEC.ICB_BACKUP_JOB is running: nothing has been changed');
    expect(dictionary(lab)).toEqual(before);
  });

  it('says that the schedule is incomplete when it fails half-way, and completes it the next time', async () => {
    await using lab = await openTestLab();
    await setSchedule(lab, 'before');
    setFault(lab.directory, { name: 'sqlplus-error', match: 'create_program', lines: ['ORA-01031: insufficient privileges'], times: 1 });

    const failed = await setSchedule(lab, 'after');
    const incomplete = dictionary(lab);
    const next = await setSchedule(lab, 'after');

    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toContain('the schedule is incomplete: no backup is started until setschedule has succeeded');
    expect(incomplete.jobs).toEqual([]);
    expect(next.exitCode).toBe(0);
    expect(dictionary(lab).jobs).toHaveLength(3);
  });

  it('does not take away what a job of somebody else needs', async () => {
    await using lab = await openTestLab();
    await setSchedule(lab, 'before');
    changeDictionary(lab, ({ jobs }) => jobs.push({ ...(jobs[0] as (typeof jobs)[number]), owner: 'SYS', name: 'CLEAN_UP' }));
    const before = dictionary(lab);

    const { exitCode, stdout, stderr } = await setSchedule(lab, 'after');

    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain("orcl: job SYS.CLEAN_UP, which is not icb's, uses a program, schedule or credential of icb: nothing has been changed");
    expect(dictionary(lab)).toEqual(before);
  });

  it('makes the backup job disabled when told so, mentions jobs of others, and is SYSDBA', async () => {
    await using lab = await openTestLab();
    await setSchedule(lab, 'before');
    changeDictionary(lab, ({ jobs }) => jobs.push({ ...(jobs[0] as (typeof jobs)[number]), name: 'BACKUP_OF_OLD', program: 'BACKUPEXEC.OLD', credential: null }));
    setLine(lab, 'backupjobenabled: false\nschedulebackup: FREQ=DAILY;BYHOUR=10;BYMINUTE=0\ngenericosuser: backup\ngenericprivilege: sysbackup');
    const launches: ToolInvocation[] = [];

    const { exitCode, stdout } = await setSchedule(lab, 'after', launches);

    expect(exitCode).toBe(0);
    expect(dictionary(lab).jobs.filter(({ enabled }) => enabled).map(({ name }) => name)).toEqual(['ICB_ARCHLOG_JOB']);
    expect(dictionary(lab).credentials).toMatchObject([{ username: 'backup' }]);
    expect(stdout).toContain('changed: replaced job BACKUPEXEC.ICB_BACKUP_JOB: disabled (was scheduled)');
    expect(stdout).toContain('changed: replaced schedule BACKUPEXEC.ICB_BACKUP_SCHEDULE: FREQ=DAILY;BYHOUR=10;BYMINUTE=0 (was FREQ=DAILY)');
    expect(stdout).toContain('there is another job, BACKUPEXEC.BACKUP_OF_OLD, which goes on');
    expect([...new Set(launches.map(({ args }) => args.at(-1)))]).toEqual(['/@orcl as sysdba']);
  });
});

describe('a job of the Scheduler', () => {
  it('runs the backup, and copies archived logs only when one is missing', async () => {
    await using lab = await openTestLab({ now: () => DateTime.utc() });
    const place = { labDir: lab.directory, database: 'orcl', clock: lab.clock };
    const runs = (action: string): number => readdirSync(join(lab.area, 'backup_logs')).filter((name) => name.endsWith(`_${action}.log`)).length;
    await lab.icb('backup', 'orcl', 'config');
    await setSchedule(lab, 'secret');

    const backup = await runScheduledJob(place, 'BACKUPEXEC.ICB_BACKUP_JOB');
    const idle = await runScheduledJob(place, 'BACKUPEXEC.ICB_ARCHLOG_JOB');
    const startedInVain = runs('missingarchlog');
    setFault(lab.directory, { name: 'archive-dest-error', dest: 2, times: 1 });
    runWorkload(lab.directory, { transactions: 10, switchEvery: 5, seed: 1, clock: lab.clock });
    const repair = await runScheduledJob(place, 'BACKUPEXEC.ICB_ARCHLOG_JOB');
    const started = runs('missingarchlog');
    const repaired = await runScheduledJob(place, 'BACKUPEXEC.ICB_ARCHLOG_JOB');

    expect([backup, idle, repair, repaired].map(({ status, additionalInfo }) => ({ status, additionalInfo }))).toEqual([1, 2, 3, 4].map(() => ({ status: 'SUCCEEDED', additionalInfo: null })));
    expect([runs('imagecopywithsnap'), startedInVain, started, runs('missingarchlog')]).toEqual([1, 0, 1, 1]);
  });

  it('fails when what it starts fails, with the cause first', async () => {
    await using lab = await openTestLab({ now: () => DateTime.utc() });
    const place = { labDir: lab.directory, database: 'orcl', clock: lab.clock };
    await setSchedule(lab, 'secret');
    runWorkload(lab.directory, { transactions: 10, switchEvery: 5, seed: 1, clock: lab.clock });
    rmSync(join(lab.directory, 'backup.cfg'));

    const failed = await runScheduledJob(place, 'BACKUPEXEC.ICB_BACKUP_JOB');
    const behind = await runScheduledJob(place, 'BACKUPEXEC.ICB_ARCHLOG_JOB');

    expect(failed).toMatchObject({ status: 'FAILED', error: 2, additionalInfo: expect.stringMatching(/^STANDARD_ERROR="icb: .*backup\.cfg/u) as string });
    expect(behind).toMatchObject({ status: 'FAILED', additionalInfo: expect.stringContaining('ORA-27369') as string });
    expect(dictionary(lab).jobs.map(({ failureCount }) => failureCount)).toEqual([1, 1, 1]);
  });
});
