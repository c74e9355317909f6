import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '#core/config/check.ts';
import { configurationOf, goodText } from './sample-text.ts';

const generic = goodText.generic.replace('storage: zfssa', 'snappermodule: adapters/filer.v2.mjs\nsnapperclass: Shelf');

describe("a section of a site's own adapter", () => {
  it.each(['Shelf', 'shelf', 'SHELF', 'filer.v2', 'Filer.V2'])('is [%s]: no database, and its keys are free', (section) => {
    const configuration = configurationOf(`${generic}${goodText.orcl}[${section}]\nserver: s\ntlsverify: perhaps\n`);

    expect(configuration.databases).toEqual(['orcl']);
    expect(checkConfiguration(configuration)).toEqual([]);
    expect(configuration.get('server', section, 'orcl')).toBe('s');
    expect(() => configuration.database(section)).toThrow(`[${section}] holds settings and is not a database`);
  });

  it.each([
    ['a package', 'genericsnappermodule: @site/rack\ngenericsnapperclass: Storage\n', 'rack'],
    ['a class', 'genericsnappermodule: @site/rack\ngenericsnapperclass: Storage\n', 'storage'],
    ['an interpolated name', 'kind: rack\ngenericsnappermodule: %(kind)s.js\ngenericsnapperclass: Storage\n', 'rack'],
  ])('may be that of one database alone: %s', (_, override, section) => {
    const configuration = configurationOf(`${goodText.generic.replace('storage: zfssa\n', '')}${goodText.orcl}${override}[${section}]\nserver: s\n`);

    expect(configuration.databases).toEqual(['orcl']);
    expect(checkConfiguration(configuration).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('has its keys in the section of a database too, with its name in front', () => {
    const configuration = configurationOf(`${generic}${goodText.orcl}shelfserver: own\nshelfs: 1\nshelf: 2\n[Shelf]\nserver: s\n`);

    expect(configuration.get('server', 'Shelf', 'orcl')).toBe('own');
    expect(checkConfiguration(configuration)).toMatchObject([{ message: 'shelf in [orcl] is unknown' }]);
  });

  it('gets no default of a database', () => {
    const configuration = configurationOf(`${generic}${goodText.orcl}[shelf]\n`);

    expect(configuration.get('parallel', 'shelf', 'orcl')).toBeUndefined();
  });

  it.each([
    ['it has a dbid', `${generic}${goodText.orcl}${goodText.orcl.replace('orcl', 'shelf')}`, ['orcl', 'shelf']],
    ['the module is a built-in one', `[generic]\nsnappermodule: huawei\nsnapperclass: HuaweiDorado\n[orcl]\n[huawei]\n`, ['orcl', 'huawei']],
  ])('is a database when %s', (_, text, databases) => {
    expect(configurationOf(text).databases).toEqual(databases);
  });
});
