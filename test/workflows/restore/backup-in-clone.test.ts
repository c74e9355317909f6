import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { findBackupInClone } from '#workflows/restore/backup-in-clone.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { neverAborted } from '../../oracle/fake-tools.ts';

const parameters = '[dbparams]\ndb_name: orcl\ncompatible: 19.0.0\ndb_block_size: 8192\n';

function fill(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

it('finds the backup in the mount point', async () => {
  using mount = temporaryFolder();
  fill(mount.path, { 'autorestore.cfg': parameters, 'after_backup_controlfile.cf': '', 'archivelog/1_1_1.dbf': '', 'backup_logs/x.log': '' });

  const found = await findBackupInClone(mount.path, 'UTC', neverAborted);

  expect(found).toMatchObject({ folder: mount.path, dataFolders: [mount.path], archivedLogFolders: [join(mount.path, 'archivelog')], controlFileBackup: join(mount.path, 'after_backup_controlfile.cf') });
});

it('finds it one level below where the database has several volumes, all of which may hold copies', async () => {
  using mount = temporaryFolder();
  fill(mount.path, { 'orcl/autorestore.cfg': parameters, 'orcl/after_backup_controlfile.cf': '', 'orcl/archivelog/x': '', 'orcl_data2/data_x': '', 'orcl_logs/archivelog/y': '' });

  const found = await findBackupInClone(mount.path, 'UTC', neverAborted);

  expect(found.folder).toBe(join(mount.path, 'orcl'));
  expect(found.dataFolders).toEqual(['orcl', 'orcl_data2', 'orcl_logs'].map((name) => join(mount.path, name)));
  expect(found.archivedLogFolders).toEqual(['orcl/archivelog', 'orcl_logs/archivelog'].map((name) => join(mount.path, name)));
});

it.each([
  ['nothing', {}, /there is no autorestore\.cfg in .* or one level below/u],
  ['the backups of two databases', { 'orcl/autorestore.cfg': parameters, 'sales/autorestore.cfg': parameters }, /several folders in .* have an autorestore\.cfg/u],
  ['no control file backup', { 'autorestore.cfg': parameters }, /there is no control file backup .*after_backup_controlfile\.cf/u],
  ['a damaged autorestore.cfg', { 'autorestore.cfg': '[dbparams]\n', 'after_backup_controlfile.cf': '' }, /autorestore\.cfg cannot be used: it lacks db_name/u],
])('refuses a clone with %s', async (_, files, message) => {
  using mount = temporaryFolder();
  fill(mount.path, files);

  await expect(findBackupInClone(mount.path, 'UTC', neverAborted)).rejects.toThrow(message);
});

it.each(['data_D-ORCL_FNO-5', 'archivelog/1_1_1.dbf', 'orcl/data_x'])('refuses a clone in which %s is a link: recovery would change what it leads to', async (name) => {
  using mount = temporaryFolder();
  fill(mount.path, { 'autorestore.cfg': parameters, 'after_backup_controlfile.cf': '', 'archivelog/x': '', 'orcl/x': '' });
  symlinkSync('/production/file', join(mount.path, name));

  await expect(findBackupInClone(mount.path, 'UTC', neverAborted)).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining(name) });
});

it('says so when the mount point cannot be read', async () => {
  await expect(findBackupInClone('/nowhere/mnt', 'UTC', neverAborted)).rejects.toThrow(/\/nowhere\/mnt cannot be read/u);
});
