import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locateConfiguration, openConfiguration } from '#core/config/locate.ts';
import type { ConfigurationSearch } from '#core/config/locate.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A current folder and an installation, with some files in them. */
function places(files: readonly string[]): { readonly root: string; readonly search: ConfigurationSearch } & Disposable {
  const folder = temporaryFolder();
  for (const name of ['cwd', 'installation', 'elsewhere']) mkdirSync(join(folder.path, name));
  for (const file of files) writeFileSync(join(folder.path, file), `[${file.replaceAll(/\W/gu, '_')}]\n`);
  const search = { env: {}, cwd: join(folder.path, 'cwd'), installationRoot: join(folder.path, 'installation') };
  return { root: folder.path, search, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

describe('the configuration file', () => {
  const everywhere = ['cwd/a.cfg', 'cwd/b.cfg', 'cwd/c.cfg', 'cwd/backup.cfg', 'installation/a.cfg', 'installation/backup.cfg'];

  it.each([
    ['--config', { option: 'a.cfg', positional: 'b.cfg', env: { BACKUPCONFIG: 'c.cfg' } }, 'cwd/a.cfg'],
    ['the argument', { positional: 'b.cfg', env: { BACKUPCONFIG: 'c.cfg' } }, 'cwd/b.cfg'],
    ['BACKUPCONFIG', { env: { BACKUPCONFIG: 'c.cfg' } }, 'cwd/c.cfg'],
    ['the current folder', { env: { BACKUPCONFIG: '' } }, 'cwd/backup.cfg'],
  ])('is named by %s before all that follows', (_, given, expected) => {
    using place = places(everywhere);

    const file = locateConfiguration({ ...place.search, ...given });

    expect(file).toBe(join(place.root, expected));
  });

  it('beside the installation is the last one looked for', () => {
    using place = places(['installation/backup.cfg']);

    expect(locateConfiguration(place.search)).toBe(join(place.root, 'installation/backup.cfg'));
  });

  it('with a relative name is looked up in the installation too', () => {
    using place = places(['installation/prod.cfg']);

    expect(locateConfiguration({ ...place.search, env: { BACKUPCONFIG: 'prod.cfg' } })).toBe(join(place.root, 'installation/prod.cfg'));
  });

  it('that is named must be there', () => {
    using place = places(everywhere);

    expect(() => locateConfiguration({ ...place.search, option: 'prod.cfg' })).toThrow(
      `configuration file prod.cfg, named by --config, does not exist: looked for ${place.root}/cwd/prod.cfg and ${place.root}/installation/prod.cfg`,
    );
    expect(() => locateConfiguration({ ...place.search, env: { BACKUPCONFIG: '/no/such.cfg' } })).toThrow('/no/such.cfg');
    expect(() => locateConfiguration({ ...place.search, option: '' })).toThrow('given by --config is empty');
  });

  it('that is nowhere is told with all places', () => {
    using place = places([]);

    expect(() => locateConfiguration(place.search)).toThrow(
      `no configuration file: looked for ${place.root}/cwd/backup.cfg, /etc/icb/backup.cfg, ${place.root}/installation/backup.cfg`,
    );
  });

  it('may be a link: relative paths start where the real file is', () => {
    using place = places(['elsewhere/prod.cfg']);
    symlinkSync('../elsewhere/prod.cfg', join(place.root, 'cwd/backup.cfg'));

    const { file, directory } = openConfiguration(place.search);

    expect([file, directory]).toEqual([join(place.root, 'cwd/backup.cfg'), join(place.root, 'elsewhere')]);
  });

  it('that is a link to nowhere is not passed over', () => {
    using place = places(['installation/backup.cfg']);
    symlinkSync('gone.cfg', join(place.root, 'cwd/backup.cfg'));

    expect(() => openConfiguration(place.search)).toThrow(
      `configuration file ${place.root}/cwd/backup.cfg cannot be read: no such file or directory`,
    );
  });

  it('cannot be a folder', () => {
    using place = places([]);

    expect(() => openConfiguration({ ...place.search, option: place.root })).toThrow(`configuration file ${place.root} cannot be read`);
  });

  it('learns the Oracle home from the environment', () => {
    using place = places(['cwd/backup.cfg']);

    const configuration = openConfiguration({ ...place.search, env: { ORACLE_HOME: '/u01/dbhome' } });

    expect(configuration.get('oraclehome', 'generic', 'cwd_backup_cfg')).toBe('/u01/dbhome');
  });
});
