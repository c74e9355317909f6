import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidConfigurationError } from '#core/config/problem.ts';
import { configurationOf, goodText, pretendedFile, pretendedFolder } from './sample-text.ts';

const good = goodText.generic + goodText.zfssa + goodText.orcl;

describe('settings of a database', () => {
  it('have defaults for what is not configured', () => {
    const settings = configurationOf(good).database('orcl');

    expect(settings).toEqual({
      name: 'orcl',
      dbid: '1433672784',
      area: '/nfs/backup/orcl',
      requireMount: true,
      oracleHome: '/u01/dbhome',
      tnsAdmin: join(pretendedFolder, 'tns.prod'),
      privilege: 'sysdba',
      primaryTns: 'orcl',
      recoveryCatalog: undefined,
      sectionSize: undefined,
      templateDir: undefined,
      recoveryWindowDays: 2,
      parallel: 1,
      snapshotExpirationDays: 31,
      snapshotExpirationMonths: 0,
      registerCatalog: false,
      hasDataGuard: false,
      takeSnapshot: true,
      gridManaged: true,
      logRetentionDays: 20,
      maxLockWaitMs: 1_800_000,
      schedule: { osUser: 'oracle', backup: 'FREQ=DAILY', archivedLogs: 'FREQ=HOURLY;INTERVAL=6', backupJobEnabled: true },
      warningSnapshotAgeMs: 26 * 3_600_000,
      criticalSnapshotAgeMs: 32 * 3_600_000,
    });
  });

  it('take what is configured, for all or for one database', () => {
    const text = `${good}
registercatalog: YES
hasdataguard: on
dosnapshot: 0
gimanaged: False
primarytns: orcl_prim.example.com
genericbackupdestshared: no
genericbackupdest: /nfs/orcl/
genericmaxlockwait: 0.5
genericprivilege: SysBackup
generictemplatedir: scripts
rmancatalog: /@rman
rmansectionsize: 32G
`;

    const settings = configurationOf(text).database('orcl');

    expect(settings).toMatchObject({
      registerCatalog: true,
      hasDataGuard: true,
      takeSnapshot: false,
      gridManaged: false,
      primaryTns: 'orcl_prim.example.com',
      area: '/nfs/orcl',
      maxLockWaitMs: 30_000,
      privilege: 'sysbackup',
      templateDir: join(pretendedFolder, 'scripts'),
      recoveryCatalog: '/@rman',
      sectionSize: '32G',
    });
  });

  it('treat an empty value as a missing one', () => {
    const settings = configurationOf(`${good}parallel:\nsnapexpirationmonths:\nrmancatalog:\n`).database('orcl');

    expect(settings).toMatchObject({ parallel: 1, snapshotExpirationMonths: 0, recoveryCatalog: undefined });
  });

  it('need no retention when no snapshots are taken', () => {
    const text = goodText.generic + goodText.orcl.replace('snapexpirationdays: 31', 'dosnapshot: false');

    expect(configurationOf(text).database('orcl').snapshotExpirationDays).toBe(Number.POSITIVE_INFINITY);
  });

  it('tell everything that is missing at once', () => {
    const problems = problemsOf('[generic]\n[orcl]\n');

    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [1, 'backupdest is missing in [generic]'],
      [2, 'dbid is missing in [orcl]'],
      [1, 'oraclehome is missing in [generic]'],
      [1, 'tnsadmin is missing in [generic]'],
      [2, 'recoverywindow is missing in [orcl]'],
      [2, 'snapexpirationdays is missing in [orcl]'],
    ]);
  });

  it.each([
    ['dbid: ORCL', 'dbid in [orcl] must be a number, as in v$database, not "ORCL"'],
    ['recoverywindow: 0', 'recoverywindow in [orcl] must be a whole number of days, 1 or more, not "0"'],
    ['parallel: 2.5', 'parallel in [orcl] must be a whole number, 1 to 254, not "2.5"'],
    ['parallel: 255', 'parallel in [orcl] must be a whole number, 1 to 254, not "255"'],
    ['dosnapshot: maybe', 'dosnapshot in [orcl] must be true or false, not "maybe"'],
    ['genericbackupdest: nfs/backup', 'genericbackupdest in [orcl] must be an absolute path without blanks, quotes or special characters, not "nfs/backup"'],
    ["genericbackupdest: /nfs/it's", 'genericbackupdest in [orcl] must be an absolute path without blanks, quotes or special characters, not "/nfs/it\'s"'],
    ['genericbackupdest: /nfs/my backup', 'genericbackupdest in [orcl] must be an absolute path without blanks, quotes or special characters, not "/nfs/my backup"'],
    ['genericbackupdest: /nfs/a,b', 'genericbackupdest in [orcl] must be an absolute path without blanks, quotes or special characters, not "/nfs/a,b"'],
    ['genericoraclehome: dbhome', 'genericoraclehome in [orcl] must be an absolute path without quotes or special characters, not "dbhome"'],
    ['genericprivilege: sysoper', 'genericprivilege in [orcl] must be one of sysdba, sysbackup, not "sysoper"'],
    ['genericmaxlockwait: -1', 'genericmaxlockwait in [orcl] must be a number of minutes, 0 or more, not "-1"'],
    ['primarytns: a b', 'primarytns in [orcl] must be a name from tnsnames.ora'],
    ['primarytns: sys/Secret1@orcl', 'primarytns in [orcl] must be a name from tnsnames.ora'],
    ['rmansectionsize: big', 'rmansectionsize in [orcl] must be a size such as 500M or 2G, not "big"'],
    ['rmancatalog: rman/tiger@rman', 'rmancatalog in [orcl] must be /@name, with name from tnsnames.ora and its password in the wallet'],
    ['parallel: %(many)s', 'parallel in [orcl]: %(many)s refers to a key that is neither in this section nor in [DEFAULT]'],
  ])('refuse %s', (line, message) => {
    const problems = problemsOf(`${good}${line}\n`);

    const lineNumber = good.split('\n').length;
    expect(problems.map((problem) => [problem.line, problem.message])).toEqual([[lineNumber, message]]);
  });

  it('refuse an Oracle home from the environment that is not a path', () => {
    const text = good.replace(/oraclehome.*\n/u, '');

    expect(problemsOf(text, 'home')).toMatchObject([
      { message: '$ORACLE_HOME must be an absolute path without quotes or special characters, not "home"' },
    ]);
  });

  it.each(['2nd', 'or cl', 'orcl-1', "o'rcl", ' orcl', 'x'.repeat(31)])('refuse %j as the name of a database', (name) => {
    const problems = problemsOf(good.replace('[orcl]', `[${name}]`), undefined, name);

    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('the name of a database must be an Oracle name')]);
  });

  it('are not there for a database that is not in the file', () => {
    const configuration = configurationOf(good);

    expect(() => configuration.database('orlc')).toThrow(`no database orlc in ${pretendedFile} (did you mean orcl?)`);
    expect(() => configuration.database('zfssa')).toThrow('[zfssa] holds settings and is not a database');
    expect(() => configuration.snapshotSettings('ORCL')).toThrow('did you mean orcl?');
  });
});

describe('two databases with one backup area', () => {
  const second = goodText.orcl.replace('[orcl]', '[prod]');

  it.each([
    ['the shared root itself', `${goodText.generic}backupdestshared: false\n${goodText.orcl}${second}`],
    ['another spelling', `${goodText.generic}${goodText.orcl}${second}genericbackupdestshared: 0\ngenericbackupdest: /nfs//backup/x/../orcl/\n`],
  ])('are refused: %s', (_, text) => {
    expect(problemsOf(text)).toMatchObject([{ message: expect.stringMatching(/^the backup area \/nfs\/backup\S* of orcl is also that of prod$/u) }]);
  });

  it('are refused when one area lies within the other', () => {
    const text = `${goodText.generic}${goodText.orcl}genericbackupdestshared: false\n${second}`;

    expect(problemsOf(text)).toMatchObject([{ message: 'the backup area /nfs/backup of orcl holds that of prod' }]);
    expect(problemsOf(text, undefined, 'prod')).toMatchObject([{ message: 'the backup area /nfs/backup/prod of prod lies within that of orcl' }]);
  });

  it('are none when one name only begins like the other', () => {
    expect(problemsOf(goodText.generic + goodText.orcl + goodText.orcl.replace('[orcl]', '[orcl2]'))).toEqual([]);
  });

  it('are none when only their roots are the same', () => {
    expect(problemsOf(goodText.generic + goodText.orcl + second)).toEqual([]);
  });
});

describe('settings of a database as far as its snapshots go', () => {
  it('need nothing but the section', () => {
    const settings = configurationOf('[orcl]\n').snapshotSettings('orcl');

    expect(settings).toEqual({
      name: 'orcl',
      snapshotExpirationDays: undefined,
      snapshotExpirationMonths: 0,
      warningSnapshotAgeMs: 93_600_000,
      criticalSnapshotAgeMs: 115_200_000,
    });
  });

  it('are checked', () => {
    expect(() => configurationOf('[generic]\nwarningsnapage: soon\n[orcl]\n').snapshotSettings('orcl')).toThrow(
      `${pretendedFile}:2: warningsnapage in [generic] must be a number of hours, 0 or more, not "soon"`,
    );
  });
});

function problemsOf(text: string, oracleHome?: string, name = 'orcl'): InvalidConfigurationError['problems'] {
  try {
    configurationOf(text, oracleHome).database(name);
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
