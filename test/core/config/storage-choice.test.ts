import { expect, it } from 'vitest';
import { configurationOf } from './sample-text.ts';

it.each([
  ['storage: zfssa', { builtIn: 'zfssa' }],
  ['storage: OpenZFS', { builtIn: 'openzfs' }],
  ['storage: ontap\nsnappermodule: zfssa\nsnapperclass: ZFSSA', { builtIn: 'ontap' }],
  ['snappermodule: zfssa\nsnapperclass: ZFSSA', { builtIn: 'zfssa' }],
  ['snappermodule: netapp\nsnapperclass: Netapp', { builtIn: 'ontap' }],
  ['snappermodule: softnas\nsnapperclass: SoftNAS', { builtIn: 'softnas' }],
  ['snappermodule: huawei\nsnapperclass: HuaweiDorado', { builtIn: 'dorado' }],
  ['snappermodule: adapters/filer.mjs\nsnapperclass: Filer', { module: 'adapters/filer.mjs', className: 'Filer' }],
  ['snappermodule: @site/filer\nsnapperclass: Filer', { module: '@site/filer', className: 'Filer' }],
])('understands %j', (lines, expected) => {
  const choice = configurationOf(`[generic]\n${lines}\n[orcl]\n`).storageChoice('orcl');

  expect(choice).toEqual(expected);
});

it.each([
  ['', 'no storage system is configured for orcl'],
  ['storage: zfsa', 'must be one of zfssa, ontap, softnas, dorado, openzfs, not "zfsa" (did you mean zfssa?)'],
  ['snappermodule: filer.mjs', 'snappermodule filer.mjs is set for orcl, but not snapperclass'],
  ['snappermodule: netapp\nsnapperclass: NetApp', 'snappermodule netapp of orcl has no class NetApp (did you mean Netapp?)'],
])('refuses %j', (lines, message) => {
  const configuration = configurationOf(`[generic]\n${lines}\n[orcl]\n`);

  expect(() => configuration.storageChoice('orcl')).toThrow(message);
});

it('lets one database have another storage system', () => {
  const configuration = configurationOf('[generic]\nstorage: zfssa\n[orcl]\ngenericstorage: ontap\n');

  expect(configuration.storageChoice('orcl')).toEqual({ builtIn: 'ontap' });
});
