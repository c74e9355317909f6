import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '#core/config/check.ts';
import { configurationOf, goodText } from './sample-text.ts';

const good = goodText.generic + goodText.zfssa + goodText.orcl;

describe('checking a configuration', () => {
  it.each(['https://admin:Secr#et1@zfs:215', 'https://admin:Secr/et1@zfs:215', 'https://admin:1#2@zfs:215'])('refuses the url %s without repeating it', (url) => {
    const problems = checkConfiguration(configurationOf(`[zfssa]\nurl: ${url}\n`));

    const about = problems.filter(({ key }) => key === 'url');
    expect(about.map(({ message }) => message)).toEqual([
      'url in [zfssa] must be an https address without user and password: these belong into the credentials file',
    ]);
  });

  it.each([
    ['https://a:8088, https://b:8088', []],
    ['https://a:8088 https://b:8088', []],
    ['https://a:8088, http://b:8088', ['url in [dorado] must be an https address without user and password, or several separated by commas']],
    ['https://a:8088, https://admin:hidden@b:8088', ['url in [dorado] must be an https address without user and password, or several separated by commas: these belong into the credentials file']],
  ])('looks at each of the addresses %s', (url, messages) => {
    const problems = checkConfiguration(configurationOf(`[dorado]\nurl: ${url}\n`));

    expect(problems.filter(({ key }) => key === 'url').map(({ message }) => message)).toEqual(messages);
  });

  it('finds nothing wrong with a good one', () => {
    expect(checkConfiguration(configurationOf(good))).toEqual([]);
  });

  it('tells all problems at once, in the order of the file', () => {
    const text = `[generic]
backupdest: nfs/backup
tnsadmn: tns
warningsnapage: 40
storage: zfsa
[zfssa]
url: http://zfssa
[orcl]
dbid: x
oraclehome: /u01
note: %(x
[prod]
`;

    const found = checkConfiguration(configurationOf(text)).map(({ severity, line, message }) => `${severity} ${String(line)} ${message}`);

    expect(found).toEqual([
      'error 1 oraclehome is missing in [generic]',
      'error 1 tnsadmin is missing in [generic]',
      'error 2 backupdest in [generic] must be an absolute path without blanks, quotes or special characters, not "nfs/backup"',
      'warning 3 tnsadmn in [generic] is unknown (did you mean tnsadmin?)',
      'warning 4 criticalsnapage is below warningsnapage',
      'error 5 storage in [generic] must be one of zfssa, ontap, softnas, dorado, openzfs, not "zfsa" (did you mean zfssa?)',
      'error 7 url in [zfssa] must be an https address without user and password',
      'error 8 recoverywindow is missing in [orcl]',
      'error 8 snapexpirationdays is missing in [orcl]',
      'error 9 dbid in [orcl] must be a number, as in v$database, not "x"',
      'warning 10 oraclehome in [orcl] has no effect',
      'error 11 note in [orcl]: % must be followed by (name)s, or be written %%',
      'warning 11 note in [orcl] is unknown',
      'error 12 dbid is missing in [prod]',
      'error 12 recoverywindow is missing in [prod]',
      'error 12 snapexpirationdays is missing in [prod]',
    ]);
  });

  it.each([
    ['[orcl]\ngenericoraclehom: /u01\n', 'genericoraclehom in [orcl] is unknown (did you mean genericoraclehome?)', undefined],
    ['[orcl]\npool: p\n', 'pool in [orcl] has no effect', 'pool belongs to [zfssa]; for this database alone it is written zfssapool'],
    ['[generic]\nstorage: dorado\n[orcl]\npool: p\n', 'pool in [orcl] has no effect', 'pool belongs to [dorado]; for this database alone it is written doradopool'],
    ['[zfssa]\nsga_size: 1G\n', 'sga_size in [zfssa] has no effect', 'sga_size belongs to [autorestore]'],
    ['[generic]\nparallel: 1\n', 'parallel in [generic] has no effect', 'parallel belongs to the section of a database'],
    ['[zfsssa]\npool: p\n', '[zfsssa] is taken for a database (did you mean [zfssa]?)', undefined],
    ['[Generic]\nparallel: 1\n', '[Generic] is taken for a database (did you mean [generic]?)', undefined],
    ['[default]\n', '[default] is taken for a database (did you mean [DEFAULT]?)', undefined],
    ['[orcl]\n[ORCL]\n', '[orcl] and [ORCL] are one database to Oracle, where case does not count', undefined],
    ['[generic]\n', 'there is no section for a database yet', 'add a section named by the DB_UNIQUE_NAME of each database'],
  ])('warns: %j', (text, message, hint) => {
    const warnings = checkConfiguration(configurationOf(text)).filter(({ severity }) => severity === 'warning');

    expect(warnings).toContainEqual(expect.objectContaining({ message, ...(hint === undefined ? {} : { hint }) }));
  });

  it.each([
    ['[generic]\nrpowarning: 30\n[orcl]', 'warning 2 rpocritical is below rpowarning'],
    ['[generic]\nwarningsnapage: 1\n[orcl]\ngenericrpocritical: 2', 'warning 4 rpocritical is below rpowarning'],
  ])('finds limits that can never warn: %#', (text, expected) => {
    const found = checkConfiguration(configurationOf(text)).map(({ severity, line, message }) => `${severity} ${String(line)} ${message}`);

    expect(found.filter((problem) => problem.includes('is below'))).toEqual([expected]);
  });

  it('does not call a key unknown that others refer to, or that is in [DEFAULT]', () => {
    const text = `[DEFAULT]\nsite: /nfs\n${good.replace('/nfs/backup', '%(site)s/%(kind)s\nkind: backup')}`;

    expect(checkConfiguration(configurationOf(text))).toEqual([]);
  });

  it('demands what the storage system of a database needs, overrides included', () => {
    const text = `${good.replace(/pool.*\nproject.*\n/u, '')}zfssapool: own\n`;

    expect(checkConfiguration(configurationOf(text))).toMatchObject([{ severity: 'error', message: 'project is missing in [zfssa]' }]);
  });

  it('demands no storage system of a database without snapshots', () => {
    const text = `${goodText.generic.replace('storage: zfssa\n', '')}${goodText.orcl}dosnapshot: false\n`;

    expect(checkConfiguration(configurationOf(text))).toEqual([]);
  });

  it('looks at values no database uses', () => {
    const text = `${good}[autorestore]\nautorestoremodulus: often\nsga_size: big\nautorestorecatalog: nowhere\n[softnas]\ntlsverify: perhaps\n`;

    const found = checkConfiguration(configurationOf(text)).map(({ message }) => message);

    expect(found).toEqual([
      'autorestoremodulus in [autorestore] must be a whole number of days, 0 to 36500, not "often"',
      'sga_size in [autorestore] must be a size such as 500M or 2G, not "big"',
      'autorestorecatalog in [autorestore] must be a connect string (/@name, user@name) or sqlite:PATH',
      'tlsverify in [softnas] must be true or false, not "perhaps"',
    ]);
  });

  it.each(['FREQ=DAILY;BYHOUR=10;BYMINUTE=0', 'freq=hourly; interval=6', 'FREQ=WEEKLY;BYDAY=MON,TUE'])('takes %s for a calendar expression', (value) => {
    expect(checkConfiguration(configurationOf(`${good}schedulebackup: ${value}\n`))).toEqual([]);
  });

  it.each(['daily', 'BYHOUR=10', "FREQ=DAILY'; drop", 'FREQ=DAILY BYHOUR=10'])('does not take %s for a calendar expression', (value) => {
    expect(checkConfiguration(configurationOf(`${good}schedulebackup: ${value}\n`))).toMatchObject([{ key: 'schedulebackup' }]);
  });
});
