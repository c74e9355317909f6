import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { liesInOneOf, refuseVisibleProduction, type KnownFile } from '#workflows/restore/interlock.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { neverAborted } from '../../oracle/fake-tools.ts';

function look(files: readonly KnownFile[], { own = ['/mnt/clone'], areas = [] }: { readonly own?: readonly string[]; readonly areas?: readonly string[] } = {}): Promise<void> {
  return refuseVisibleProduction({ database: 'orcl', files, ownFolders: own, areas, signal: neverAborted });
}

it('lets a restore go on where none of the names exists', async () => {
  using folder = temporaryFolder();

  await expect(look([{ kind: 'datafile', name: join(folder.path, 'system01.dbf') }, { kind: 'datafile', name: '+DATA/ORCL/system.1.2' }])).resolves.toBeUndefined();
});

it.each(['datafile', 'tempfile', 'online log', 'control file', 'change tracking file', 'archived log', 'datafile copy', 'backup piece'])(
  'refuses with exit code 3 when a %s of production is visible',
  async (kind) => {
    using folder = temporaryFolder();
    const name = join(folder.path, 'a file with blanks.dbf');
    writeFileSync(name, '');

    await expect(look([{ kind: 'datafile', name: '/nowhere/1.dbf' }, { kind, name }])).rejects.toMatchObject({
      exitCode: 3,
      message: `orcl: this host can reach production: ${kind} ${name}`,
    });
  },
);

it('refuses a link that leads nowhere: its target may only be out of sight for the moment', async () => {
  using folder = temporaryFolder();
  const name = join(folder.path, 'system01.dbf');
  symlinkSync('/nowhere/system01.dbf', name);

  await expect(look([{ kind: 'datafile', name }])).rejects.toMatchObject({ exitCode: 3 });
});

it('finds one visible file among thousands', async () => {
  using folder = temporaryFolder();
  const files = Array.from({ length: 2300 }, (_, index) => ({ kind: 'datafile', name: join(folder.path, `${index}.dbf`) }));
  writeFileSync(join(folder.path, '2299.dbf'), '');

  await expect(look(files)).rejects.toThrow('2299.dbf');
});

it('knows the files of the clone and of the scratch folder as its own', async () => {
  using folder = temporaryFolder();
  const name = join(folder.path, 'restore.cf');
  writeFileSync(name, '');

  await expect(look([{ kind: 'control file', name }], { own: ['/mnt/clone', folder.path] })).resolves.toBeUndefined();
  await expect(look([{ kind: 'control file', name }], { own: [folder.path.slice(0, -1)] })).rejects.toMatchObject({ exitCode: 3 });
});

it("lets backups in the database's own area be visible, but no datafile there", async () => {
  using folder = temporaryFolder();
  const name = join(folder.path, 'archivelog', '1_1_1.dbf');
  mkdirSync(join(folder.path, 'archivelog'));
  writeFileSync(name, '');

  await expect(look([{ kind: 'archived log', name }], { areas: ['/nowhere', folder.path] })).resolves.toBeUndefined();
  await expect(look([{ kind: 'datafile', name }], { areas: [folder.path] })).rejects.toMatchObject({ exitCode: 3 });
});

it('takes no other folder beside the area for a further volume', async () => {
  using folder = temporaryFolder();
  const name = join(folder.path, 'orcl_data3', 'data_x');
  mkdirSync(join(folder.path, 'orcl_data3'));
  writeFileSync(name, '');

  await expect(look([{ kind: 'datafile copy', name }], { areas: [join(folder.path, 'orcl'), join(folder.path, 'orcl_data2')] })).rejects.toMatchObject({ exitCode: 3 });
});

it('does not take a name that climbs out of a folder for one within it', () => {
  expect(liesInOneOf('/mnt/clone/../../u01/x.dbf', ['/mnt/clone'])).toBe(false);
  expect(liesInOneOf('/mnt/clone/x.dbf', ['/mnt/clone'])).toBe(true);
  expect(liesInOneOf('/mnt/clone2/x.dbf', ['/mnt/clone'])).toBe(false);
});
