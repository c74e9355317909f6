import { describe, expect, it } from 'vitest';
import { configurationOf, pretendedFile } from './sample-text.ts';

describe('looking up a setting for a database', () => {
  const configuration = configurationOf(`
[generic]
oraclehome: /u01/common
[zfssa]
pool: common
[netapp]
filer: old
[orcl]
GenericOracleHome: /u01/own
zfssapool: own
netappfiler: ownfiler
autorestoreautorestoremodulus: 7
dbid: 1
[prod]
oraclehome: /u01/ignored
`);

  it.each([
    ['oraclehome', 'generic', 'orcl', '/u01/own'],
    ['pool', 'zfssa', 'orcl', 'own'],
    ['autorestoremodulus', 'autorestore', 'orcl', '7'],
    ['oraclehome', 'generic', 'prod', '/u01/common'],
    ['pool', 'zfssa', undefined, 'common'],
    ['ORACLEHOME', 'generic', 'orcl', '/u01/own'],
    ['dbid', 'orcl', 'orcl', '1'],
    ['dbid', 'prod', 'prod', undefined],
    ['tlsverify', 'zfssa', 'orcl', 'true'],
    ['autorestoremodulus', 'autorestore', 'prod', '0'],
    ['primarytns', 'prod', 'prod', 'prod'],
    ['filer', 'ontap', 'orcl', 'ownfiler'],
    ['filer', 'ontap', 'prod', 'old'],
    ['mounthost', 'ontap', 'prod', 'old'],
    ['madeup', 'elsewhere', 'prod', undefined],
  ])('%s of [%s] for %s is %s', (key, section, database, expected) => {
    const value = configuration.get(key, section, database);

    expect(value).toBe(expected);
  });

  it('as icb itself takes it, an empty value counts as missing; as it stands in the file, it is empty', () => {
    const empty = configurationOf('[zfssa]\ncacert:\ntlsverify =\npool: p\n[orcl]\n');
    const [settings, raw] = [empty.settingsFor('orcl'), empty.lookupFor('orcl')];

    expect([settings('cacert', 'zfssa'), settings('tlsverify', 'zfssa'), settings('pool', 'zfssa')]).toEqual([undefined, 'true', 'p']);
    expect([raw('cacert', 'zfssa'), raw('tlsverify', 'zfssa')]).toEqual(['', '']);
  });

  it('asks the section of the database when no section is named', () => {
    const lookup = configuration.lookupFor('orcl');

    expect([lookup('dbid'), lookup('pool', 'zfssa')]).toEqual(['1', 'own']);
  });

  it('takes the Oracle home from the environment when the file has none', () => {
    const bare = configurationOf('[generic]\n[orcl]\n', '/u01/env');

    expect(bare.get('oraclehome', 'generic', 'orcl')).toBe('/u01/env');
  });

  it('finds entries of [DEFAULT] in every section the file has, and only there', () => {
    const inherited = configurationOf('[DEFAULT]\npool: d\n[zfssa]\n[orcl]\n');

    expect([inherited.get('pool', 'zfssa'), inherited.get('pool', 'softnas')]).toEqual(['d', undefined]);
  });

  it('is not disturbed by a value nobody asked for', () => {
    const broken = configurationOf('[generic]\ntnsadmin: %(nowhere)s\nbackupdest: /b\n[orcl]\n');

    expect(broken.get('backupdest', 'generic', 'orcl')).toBe('/b');
    expect(() => broken.get('tnsadmin', 'generic', 'orcl')).toThrow(`${pretendedFile}:2: tnsadmin in [generic]: %(nowhere)s refers to a key`);
  });
});

it('takes every section for a database that is not one of settings, in file order', () => {
  const configuration = configurationOf(
    '[prod]\n[generic]\n[rman]\n[autorestore]\n[zfssa]\n[netapp]\n[ontap]\n[softnas]\n[huaweidorado]\n[dorado]\n[openzfs]\n[DEFAULT]\n[orcl]\n[prod]\n',
  );

  expect(configuration.databases).toEqual(['prod', 'orcl']);
});

it('has the interpolated text of every section', () => {
  const configuration = configurationOf('[DEFAULT]\nroot: /nfs\n[generic]\nbackupdest: %(root)s/backup\n[orcl]\n');

  expect(configuration.sections).toEqual({ generic: { root: '/nfs', backupdest: '/nfs/backup' }, orcl: { root: '/nfs' } });
});

it('tells every value that cannot be interpolated', () => {
  const configuration = configurationOf('[a]\nx: %\ny: fine\n[b]\nx: %(x)s\n');

  expect(() => configuration.sections).toThrow(
    `${pretendedFile}:2: x in [a]: % must be followed by (name)s, or be written %%\n${pretendedFile}:5: x in [b]: references are nested too deeply or go round in a circle`,
  );
});
