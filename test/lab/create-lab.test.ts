import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderProblems } from '#core/config/check-folders.ts';
import { checkConfiguration } from '#core/config/check.ts';
import { loadConfiguration } from '#core/config/configuration.ts';
import { readCredentials } from '#core/config/credentials.ts';
import { NotStartedError } from '#core/errors.ts';
import { createLab } from '#lab/create-lab.ts';
import { openLabClock } from '#lab/lab-clock.ts';
import { parameter } from '#lab/oracle/database.ts';
import { tempfiles } from '#lab/oracle/instance/tempfiles.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { runWorkload } from '#lab/workload.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

const dayMs = 86_400_000;

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

describe('a new lab', () => {
  const parent = mkdtempSync(join(tmpdir(), 'icb-create-lab-'));
  const directory = join(parent, 'a-lab');
  beforeAll(() => createLab({ directory, startedMsAgo: 10 * dayMs }));
  afterAll(() => rmSync(parent, { recursive: true }));

  it('has a configuration that icb finds nothing wrong with', () => {
    const configuration = loadConfiguration(join(directory, 'backup.cfg'));

    expect(checkConfiguration(configuration)).toEqual([]);
    expect(folderProblems(configuration, 'orcl')).toEqual([]);
    expect(configuration.databases).toEqual(['orcl']);
    expect(configuration.get('backupdest', 'generic')).toBe(join(directory, 'nfs/demo-backup'));
  });

  it('keeps the login of its appliance from others', () => {
    expect(statSync(join(directory, 'zfscredentials.cfg')).mode & 0o777).toBe(0o600);
    expect(readCredentials('zfssa', { directory, env: {} })).toMatchObject({
      user: expect.stringMatching(/./) as string,
      password: expect.stringMatching(/.{12}/) as string,
    });
  });

  it('has a backup area, datafiles of modest size and rows', () => {
    using db = openDatabase(directory);

    expect(readdirSync(join(directory, 'nfs/demo-backup/orcl'))).toEqual([]);
    expect(sizeOf(join(directory, 'dbhost/oradata'))).toBeLessThan(8_000_000);
    expect(readRows(db).length).toBeGreaterThan(10);
    expect(readRows(db)).toEqual(rowsByJournal(directory));
  });

  it('has programs that need no environment to find the lab', () => {
    for (const program of ['bin/rman', 'bin/sqlplus', 'bin/adrci', 'bin/srvctl', 'OPatch/opatch']) {
      const path = join(directory, 'oracle_home', program);
      expect(statSync(path).mode & 0o111).toBe(0o111);
      expect(spawnSync('/bin/sh', ['-n', path]).status).toBe(0);
    }
  });

  it('has programs that mount clones, and a line of fstab for it', () => {
    for (const program of ['mount-clone', 'umount-clone']) {
      const path = join(directory, 'bin', program);
      expect(statSync(path).mode & 0o111).toBe(0o111);
      expect(spawnSync('/bin/sh', ['-n', path]).status).toBe(0);
    }
    expect(readFileSync(join(directory, 'fstab'), 'utf8')).toContain(`\n127.0.0.1:/export/demo-backup/autorestore ${join(directory, 'restore/mnt')} nfs `);
    expect(['dest', 'mnt', 'log'].map((name) => readdirSync(join(directory, 'restore', name)))).toEqual([[], [], []]);
  });

  it('keeps the login of its result catalog from others', () => {
    const file = join(directory, 'catalogcredentials.cfg');

    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/\[credentials\]\nuser: autorestore\npassword: \S{20}\n/);
  });

  it('has files of production only on the database host, a temporary file among them', () => {
    using db = openDatabase(directory);
    const [temporary, ...more] = tempfiles(db);
    archiveLogCurrent(db);

    expect(existsSync(join(directory, 'oradata'))).toBe(false);
    expect(existsSync(join(directory, 'fast_recovery_area'))).toBe(false);
    expect(readdirSync(join(directory, 'dbhost/fast_recovery_area/ORCL'))).toEqual(['archivelog']);
    expect(more).toEqual([]);
    expect(temporary?.name).toBe(join(directory, 'oradata/ORCL/datafile/temp01.dbf'));
    expect(statSync(db.files.path(temporary?.name ?? '')).size).toBe(temporary?.bytes);
    expect(db.sql.get('select name, contents from tablespace where ts = ?', temporary?.ts ?? -1)).toEqual({ name: 'TEMP', contents: 'TEMPORARY' });
  });

  it('says that it is a simulation', () => {
    expect(readFileSync(join(directory, 'README.txt'), 'utf8')).toContain('simulation');
  });

  it('begins as long ago as wanted', () => {
    const started = Date.now() - 10 * dayMs;

    expect(Math.abs(openLabClock(directory).now().toMillis() - started)).toBeLessThan(60_000);
  });
});

describe('creating a lab', () => {
  it('refuses a folder that is not empty and leaves it as it is', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'icb-create-lab-'));
    writeFileSync(join(directory, 'thesis.txt'), 'years of work');

    const failure = await createLab({ directory }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(NotStartedError);
    expect(String(failure)).toContain(`${directory} is not empty`);
    expect(readdirSync(directory)).toEqual(['thesis.txt']);
    rmSync(directory, { recursive: true });
  });

  it.each(["o'lab", 'my lab'])('refuses a path that does not fit into a script or an archive destination: %s', async (name) => {
    const directory = join(tmpdir(), name);

    await expect(createLab({ directory })).rejects.toThrow(NotStartedError);
    expect(existsSync(directory)).toBe(false);
  });

  it('gives back the empty folder when it fails', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'icb-create-lab-'));
    const clock = {
      now: () => {
        throw new Error('no time');
      },
    };

    await expect(createLab({ directory, clock })).rejects.toThrow('no time');
    expect(readdirSync(directory)).toEqual([]);
    rmSync(directory, { recursive: true });
  });

  it('makes several databases, each with what is its own', async () => {
    using folder = temporaryFolder();
    const directory = join(folder.path, 'lab');
    await createLab({ directory, databases: ['orcl', 'sales'] });
    const before = rowsByJournal(directory, undefined, 'orcl');
    runWorkload(directory, { database: 'sales', transactions: 5 });
    const configuration = loadConfiguration(join(directory, 'backup.cfg'));

    expect(checkConfiguration(configuration)).toEqual([]);
    expect(configuration.databases).toEqual(['orcl', 'sales']);
    expect(new Set(configuration.databases.map((name) => configuration.get('dbid', name))).size).toBe(2);
    expect(readdirSync(join(directory, 'nfs/demo-backup')).toSorted()).toEqual(['orcl', 'sales']);
    expect(readFileSync(join(directory, 'tns/tnsnames.ora'), 'utf8')).toMatch(/^ORCL =[^]*^SALES =/m);
    expect(rowsByJournal(directory, undefined, 'orcl')).toEqual(before);
    for (const name of ['orcl', 'sales']) {
      using db = openDatabase(directory, name);
      expect(readRows(db)).toEqual(rowsByJournal(directory, undefined, name));
      expect(db.sql.one('select dbid from database')).toEqual({ dbid: Number(configuration.get('dbid', name)) });
    }
    expect(() => openDatabase(directory, 'hr')).toThrow(`there is no database hr in lab ${directory}`);
  });

  it('makes databases of other releases and editions, each with an Oracle home that has its programs', async () => {
    using folder = temporaryFolder();
    const directory = join(folder.path, 'lab');
    await createLab({ directory, databases: ['orcl:11.2', 'sales:19c-se2', 'hr'] });
    const configuration = loadConfiguration(join(directory, 'backup.cfg'));

    const found = configuration.databases.map((name) => {
      using db = openDatabase(directory, name);
      const home = configuration.database(name).oracleHome;
      return [relative(directory, home), existsSync(join(home, 'bin/rman')), db.sql.one<{ banner: string }>('select banner from database').banner, parameter(db, 'compatible')];
    });

    expect(checkConfiguration(configuration)).toEqual([]);
    expect(found).toEqual([
      ['oracle_home_11.2', true, 'Oracle Database 11g Enterprise Edition Release 11.2.0.4.0 - 64bit Simulation', '11.2.0.4.0'],
      ['oracle_home_19c_se', true, 'Oracle Database 19c Standard Edition 2 Release 19.0.0.0.0 - Simulation', '19.0.0'],
      ['oracle_home', true, 'Oracle Database 19c Enterprise Edition Release 19.0.0.0.0 - Simulation', '19.0.0'],
    ]);
  });

  it.each([
    [['ORCL'], 'a database of a lab has a name of a letter and up to 7 letters or digits, in lower case, not ORCL'],
    [['a,b'], 'a database of a lab has a name of a letter and up to 7 letters or digits, in lower case, not a,b'],
    [['orcl', 'rman'], 'no database of a lab can have the name rman: the lab uses it itself'],
    [['generic'], 'no database of a lab can have the name generic: the lab uses it itself'],
    [['orcl', 'orcl'], 'a lab has one database orcl, not two'],
    [['orcl:19c-se'], expect.stringMatching(/^there is no kind 19c-se of database \(did you mean 19c-se2\?\); kinds: 19c, /) as string],
  ])('refuses databases %j and makes nothing', async (databases, message) => {
    using folder = temporaryFolder();

    await expect(createLab({ directory: join(folder.path, 'lab'), databases })).rejects.toMatchObject({ name: 'UsageError', message });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('makes the same names and rows from the same seed', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'icb-create-lab-'));
    mkdirSync(join(parent, 'one'));
    const contents = [];
    for (const name of ['one', 'two']) {
      await createLab({ directory: join(parent, name), seed: 7 });
      contents.push({
        files: readdirSync(join(parent, name, 'dbhost/oradata/ORCL/datafile')),
        rows: rowsByJournal(join(parent, name)).map(({ file, key, text }) => [file, key, text]),
      });
    }

    expect(contents[1]).toEqual(contents[0]);
    rmSync(parent, { recursive: true });
  });
});
