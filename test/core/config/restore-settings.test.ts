import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '#core/config/check.ts';
import { InvalidConfigurationError } from '#core/config/problem.ts';
import { configurationOf, goodText, pretendedFolder } from './sample-text.ts';

const folders = ['autorestoredestination: /restore/dest', 'autorestoremountpoint: /restore/mnt', 'autorestorelogdir: /restore/log'];
const good = goodText.generic + goodText.zfssa + goodText.orcl;

function withAutorestore(...lines: readonly string[]): string {
  return `${good}[autorestore]\n${lines.join('\n')}\n`;
}

describe('settings of a restore', () => {
  it('have defaults for what is not configured, and need nothing of a test', () => {
    const settings = configurationOf(good).restoreSettings('orcl');

    expect(settings).toEqual({
      name: 'orcl',
      dbid: '1433672784',
      furtherAreas: [],
      area: '/nfs/backup/orcl',
      oracleHome: '/u01/dbhome',
      tnsAdmin: join(pretendedFolder, 'tns.prod'),
      templateDir: undefined,
      parallel: 1,
      instanceNumber: 1,
      thread: 1,
      sgaSize: '2G',
      pgaSize: '1G',
      customVerifyDate: 'select max(time_dp) from sys.smon_scn_time',
      customVerifyPdb: undefined,
      toleranceMs: 300_000,
      mountCommand: ['mount'],
      unmountCommand: ['umount'],
      requireMount: true,
      maxLockWaitMs: 1_800_000,
      logRetentionDays: 20,
    });
  });

  it('look for further volumes beside the backup area', () => {
    const settings = configurationOf(`${good}additionalvolumesuffixes: _data2, _logs\n`).restoreSettings('orcl');

    expect(settings.furtherAreas).toEqual(['/nfs/backup/orcl_data2', '/nfs/backup/orcl_logs']);
  });

  it('need no backup area, and take TNS_ADMIN from where Oracle has it', () => {
    const settings = configurationOf('[generic]\noraclehome: /u01/dbhome\n[orcl]\ndbid: 1\n').restoreSettings('orcl');

    expect(settings).toMatchObject({ area: undefined, tnsAdmin: '/u01/dbhome/network/admin' });
  });

  it('tell all that is missing at once', () => {
    expect(() => configurationOf('[orcl]\nautorestorethread: 0\n').restoreSettings('orcl')).toThrow(InvalidConfigurationError);
    expect(() => configurationOf('[orcl]\nautorestorethread: 0\n').restoreSettings('orcl')).toThrow(/oraclehome is missing in \[generic\][^]*dbid is missing in \[orcl\][^]*autorestorethread in \[orcl\] must be a whole number/u);
  });

  it('are those of a database in the file', () => {
    expect(() => configurationOf(good).restoreSettings('orc')).toThrow('no database orc in');
    expect(() => configurationOf(good).restoreTestSettings('zfssa')).toThrow('[zfssa] holds settings');
  });
});

describe('settings of a restore test', () => {
  it('have defaults for what is not configured', () => {
    const settings = configurationOf(withAutorestore(...folders)).restoreTestSettings('orcl');

    expect(settings).toMatchObject({
      isEnabled: true,
      scratchFolder: '/restore/dest',
      mountPoint: '/restore/mnt',
      logFolder: '/restore/log',
      cloneName: 'autorestore',
      minimumSnapshotAgeHours: 0,
      validationChance: 0,
      validationModulusDays: 0,
      validationText: 'orcl',
      resultCatalog: undefined,
    });
  });

  it('take what is configured, for all or for one database', () => {
    const lines = ['mountcommand: sudo /opt/site/mount-clone  --nfs', 'umountcommand: /opt/site/umount-clone', 'autorestorecatalog: sqlite:results.db', 'sga_size: 3G'];
    const own = 'autorestoresga_size: 4G\nautorestoreautorestoremodulus: 30\nautorestoreautorestoredestination: /restore//own/\nautorestoreenabled: 0\n';

    const settings = configurationOf(withAutorestore(...folders, ...lines).replace('[orcl]\n', `[orcl]\n${own}`)).restoreTestSettings('orcl');

    expect(settings).toMatchObject({
      mountCommand: ['sudo', '/opt/site/mount-clone', '--nfs'],
      unmountCommand: ['/opt/site/umount-clone'],
      resultCatalog: `sqlite:${join(pretendedFolder, 'results.db')}`,
      sgaSize: '4G',
      validationModulusDays: 30,
      scratchFolder: '/restore/own',
      isEnabled: false,
    });
  });

  it.each(['/@autorestore', 'autorestore@AUTORESTORE', 'sqlite:/var/results.db'])('leave a complete result catalog as it is: %s', (catalog) => {
    const settings = configurationOf(withAutorestore(...folders, `autorestorecatalog: ${catalog}`)).restoreTestSettings('orcl');

    expect(settings.resultCatalog).toBe(catalog);
  });

  it('tell all that is missing at once', () => {
    expect(() => configurationOf(good).restoreTestSettings('orcl')).toThrow(/autorestoredestination is missing[^]*autorestoremountpoint is missing[^]*autorestorelogdir is missing/u);
  });

  it.each([
    ["mount -o 'ro'", 'quotes'],
    ['bin/mount-clone', 'a path that starts nowhere'],
    ['mount; rm', 'what only a shell knows'],
    ['mount $HOME', 'a variable'],
  ])('refuse a mount command with what no shell will read: %s (%s)', (command) => {
    expect(() => configurationOf(withAutorestore(...folders, `mountcommand: ${command}`)).restoreTestSettings('orcl')).toThrow('mountcommand in [autorestore] must be a command: a name or an absolute path, and words without quotes');
  });

  it('refuse a clone that is named like a database', () => {
    expect(() => configurationOf(withAutorestore(...folders, 'autorestoreclonename: orcl')).restoreTestSettings('orcl')).toThrow('autorestoreclonename must not be the name of a database: orcl');
  });
});

describe('folders of a restore test', () => {
  it.each([
    ['/', '/m', '/l', 'the scratch folder / is the root of all folders'],
    ['/r', '/r', '/l', 'the scratch folder /r is the mount point /r'],
    ['/r', '/r/m', '/l', 'the scratch folder /r holds the mount point /r/m'],
    ['/r/s/', '/r', '/l', 'the scratch folder /r/s lies within the mount point /r'],
    ['/r', '/m', '/r', 'the scratch folder /r is the log folder /r'],
    ['/r', '/m', '/r/l', 'the scratch folder /r holds the log folder /r/l'],
    ['/nfs', '/m', '/l', 'the scratch folder /nfs holds the backup area /nfs/backup/orcl'],
    ['/nfs/backup/orcl/s', '/m', '/l', 'the scratch folder /nfs/backup/orcl/s lies within the backup area /nfs/backup/orcl'],
    ['/u01', '/m', '/l', 'the scratch folder /u01 holds the Oracle home /u01/dbhome'],
    ['/s', '/m', '/m', 'the log folder is the mount point /m'],
    ['/s', '/m', '/x/../m/l', 'the log folder /m/l lies within the mount point /m'],
  ])('are refused: scratch %s, mount %s, log %s', (scratch, mount, log, message) => {
    const configuration = configurationOf(withAutorestore(`autorestoredestination: ${scratch}`, `autorestoremountpoint: ${mount}`, `autorestorelogdir: ${log}`));

    expect(() => configuration.restoreTestSettings('orcl')).toThrow(message);
    expect(checkConfiguration(configuration)).toEqual([expect.objectContaining({ message, severity: 'error', section: 'autorestore', line: expect.any(Number) })]);
  });

  it('may lie in the log folder, and beside each other with a common beginning', () => {
    const lines = ['autorestoredestination: /r/log/scratch', 'autorestoremountpoint: /r/log/scratch2', 'autorestorelogdir: /r/log'];

    const configuration = configurationOf(withAutorestore(...lines));

    expect(checkConfiguration(configuration)).toEqual([]);
    expect(configuration.restoreTestSettings('orcl').scratchFolder).toBe('/r/log/scratch');
  });
});

describe('the check of a configuration', () => {
  it('tells what a restore test misses when one is set up', () => {
    const problems = checkConfiguration(configurationOf(withAutorestore('autorestoredestination: /restore/dest')));

    expect(problems.map(({ message }) => message)).toEqual(['autorestoremountpoint is missing in [autorestore]', 'autorestorelogdir is missing in [autorestore]']);
  });

  it.each([
    ['none is set up', withAutorestore('autorestoresnapage: 1')],
    ['the database takes no part', withAutorestore('autorestoredestination: /r').replace('[orcl]\n', '[orcl]\nautorestoreenabled: 0\n')],
  ])('says nothing of it when %s', (_, text) => {
    expect(checkConfiguration(configurationOf(text))).toEqual([]);
  });

  it('says once what no reference leads to', () => {
    const problems = checkConfiguration(configurationOf(withAutorestore('autorestoredestination: %(nowhere)s', ...folders.slice(1))));

    expect(problems).toEqual([expect.objectContaining({ key: 'autorestoredestination', message: expect.stringContaining('nowhere') })]);
  });
});

describe('restore tests on a Dorado', () => {
  const dorado = '[dorado]\nurl: https://array:8088\nmounthost: array-nfs\n';
  const text = (settings: string, database: string): string =>
    `${goodText.generic.replace('storage: zfssa', 'storage: dorado')}${dorado}${settings}${goodText.orcl}${database}[autorestore]\n${folders.join('\n')}\n`;
  const messages = (...parts: [string, string]): string[] => checkConfiguration(configurationOf(text(...parts))).map(({ message }) => message);

  it('need somebody who may mount the clone', () => {
    expect(messages('', '')).toEqual(['restorenfsclient is missing in [dorado]: nobody could mount the clone of a restore test of orcl']);
    expect(() => configurationOf(text('', '')).restoreTestSettings('orcl')).toThrow('restorenfsclient is missing in [dorado]');
  });

  it.each<[string, string]>([
    ['restorenfsclient: 192.0.2.10\n', ''],
    ['', 'doradorestorenfsclient: 192.0.2.10\n'],
    ['', 'autorestoreenabled: 0\n'],
  ])('are content with %j and %j', (settings, database) => {
    expect(messages(settings, database)).toEqual([]);
  });
});
