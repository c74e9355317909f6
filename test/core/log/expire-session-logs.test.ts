import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { expireSessionLogs } from '#core/log/expire-session-logs.ts';
import { backupLogNaming } from '#core/log/log-names.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const naming = backupLogNaming('orcl', 'imagecopywithsnap');
const now = DateTime.fromISO('2016-11-28T20:53:35Z', { zone: 'utc' });
const retention = { naming, retentionDays: 20, now, timeZone: 'Europe/Berlin' };

describe('expireSessionLogs', () => {
  it('removes the logs of this database that started before the retention, of every action', async () => {
    using folder = temporaryFolder();
    const old = ['orcl_20161108T215334_imagecopywithsnap.log', 'orcl_20150101T000000_config.log'];
    const kept = ['orcl_20161108T215335_imagecopywithsnap.log', 'orcl_20161128T215335_config.log'];
    for (const name of [...old, ...kept]) writeFileSync(join(folder.path, name), '');

    const expired = await expireSessionLogs({ ...retention, folder: folder.path });

    expect(expired).toEqual({ removed: old.toSorted(), failed: [] });
    expect(readdirSync(folder.path).toSorted()).toEqual(kept.toSorted());
  });

  it.each([
    'alert_orcl.log',
    'orcl.log',
    'orcl2_20150101T000000_config.log',
    'orcl_2_20150101T000000_config.log',
    'orcl_20150101T000000_config.log.gz',
    'orcl_20150101T000000_config.txt',
    'orcl_20150101T000000.log',
    'orcl_20159999T000000_config.log',
    'my_orcl_20150101T000000_config.log',
    'orcl_20150101T000000_mynotes.log',
    'orcl_20150101T000000_constructor.log',
  ])('never touches %s', async (name) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, name), '');

    const expired = await expireSessionLogs({ ...retention, folder: folder.path });

    expect(expired.removed).toEqual([]);
    expect(readdirSync(folder.path)).toEqual([name]);
  });

  it('never touches links and folders, whatever they are called', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'precious'), '');
    symlinkSync('precious', join(folder.path, 'orcl_20150101T000000_config.log'));
    mkdirSync(join(folder.path, 'orcl_20150101T000001_config.log'));

    const expired = await expireSessionLogs({ ...retention, folder: folder.path });

    expect(expired).toEqual({ removed: [], failed: [] });
    expect(readdirSync(folder.path)).toHaveLength(3);
  });

  it('keeps the log that is being written, even with no retention at all', async () => {
    using folder = temporaryFolder();
    const own = join(folder.path, 'orcl_20161128T215334_config.log');
    writeFileSync(own, '');

    const expired = await expireSessionLogs({ ...retention, folder: folder.path, retentionDays: 0, except: own });

    expect(expired.removed).toEqual([]);
  });

  it('takes a database by its exact name, whatever letters it has', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'or.l_20150101T000000_config.log'), '');
    writeFileSync(join(folder.path, 'orcl_20150101T000000_config.log'), '');

    const expired = await expireSessionLogs({ ...retention, folder: folder.path, naming: backupLogNaming('or.l', 'config') });

    expect(expired.removed).toEqual(['or.l_20150101T000000_config.log']);
  });

  it('removes nothing behind a symbolic link', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'elsewhere'));
    writeFileSync(join(folder.path, 'elsewhere', 'orcl_20150101T000000_config.log'), '');
    symlinkSync('elsewhere', join(folder.path, 'backup_logs'));

    const expiring = expireSessionLogs({ ...retention, folder: join(folder.path, 'backup_logs') });

    await expect(expiring).rejects.toThrow('backup_logs: it is a symbolic link, nothing is removed behind it');
    expect(readdirSync(join(folder.path, 'elsewhere'))).toHaveLength(1);
  });

  it.each(['config', 'setschedule', 'imagecopywithsnap', 'backupimagecopy', 'missingarchlog', 'report', 'validatebackup', 'generaterestore'])(
    'knows the logs of %s',
    async (action) => {
      using folder = temporaryFolder();
      const name = backupLogNaming('orcl', action).name(now.minus({ days: 21 }));
      writeFileSync(join(folder.path, name), '');

      const expired = await expireSessionLogs({ ...retention, folder: folder.path });

      expect(expired.removed).toEqual([name]);
    },
  );

  it('says when the folder cannot be read', async () => {
    using folder = temporaryFolder();
    const missing = join(folder.path, 'backup_logs');

    const expiring = expireSessionLogs({ ...retention, folder: missing });

    await expect(expiring).rejects.toThrow(`cannot read the log folder ${missing}: no such file or directory`);
  });
});
