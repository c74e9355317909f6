import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWorkload } from '#lab/workload.ts';
import { createSqlplusLab, quiet } from './sqlplus-lab.ts';
import type { SqlplusLab } from './sqlplus-lab.ts';

describe('a container database', () => {
  let lab: SqlplusLab;
  beforeEach(() => {
    lab = createSqlplusLab('19c-cdb');
  });
  afterEach(() => lab[Symbol.dispose]());

  /** What the last of several statements prints, all of them in one session. */
  async function session(...statements: readonly string[]): Promise<string[]> {
    const { output } = await lab.run(`${quiet}\nwhenever sqlerror exit failure\n${statements.join(';\n')};\n`);
    return output.split('\n').filter((line) => line !== '' && line !== 'Session altered.');
  }

  async function failureOf(...statements: readonly string[]): Promise<string | undefined> {
    return (await session(...statements)).find((line) => line.startsWith('ORA-'));
  }

  async function rows(...statements: readonly string[]): Promise<number> {
    return Number((await session(...statements, 'select count(*) from app.transactions'))[0]);
  }

  const headers = "select name || ' ' || fuzzy || ' ' || to_char(checkpoint_change#) from v$datafile_header where con_id = 3 order by file#";

  it('law 38: has a seed that is read only, and pluggable databases', async () => {
    expect(await session("select con_id || ' ' || name || ' ' || open_mode from v$pdbs order by con_id")).toEqual(['2 PDB$SEED READ ONLY', '3 PDB1 READ WRITE', '4 PDB2 READ WRITE']);
    expect(await session("select con_id || ' ' || name from v$containers where con_id < 3 order by con_id")).toEqual(['1 CDB$ROOT', '2 PDB$SEED']);
    expect(await session('select cdb from v$database')).toEqual(['YES']);
  });

  it('law 38: shows all files in V$ views of the root, and only its own in DBA_ views', async () => {
    expect(await session('select con_id || chr(32) || count(*) from v$datafile group by con_id order by con_id')).toEqual(['1 4', '2 3', '3 4', '4 4']);
    expect(await session('select con_id || chr(32) || count(*) from v$tempfile group by con_id order by con_id')).toEqual(['1 1', '2 1', '3 1', '4 1']);
    expect(await session('select count(*) from dba_data_files')).toEqual([expect.stringMatching(/^ +4$/u)]);
    expect(await session("select distinct con_id from cdb_data_files order by con_id")).toHaveLength(3);
    expect(await session('alter pluggable database pdb2 close', "select distinct con_id from cdb_data_files order by con_id")).toEqual(expect.arrayContaining([expect.stringMatching(/^ +1$/u), expect.stringMatching(/^ +3$/u)]));
  });

  it('law 38: gives the files of a pluggable database a folder of its GUID, and TS# from 0 in each container', async () => {
    const [guid] = await session("select guid from v$pdbs where name = 'PDB1'");

    expect(await session("select count(*) from v$datafile where con_id = 3 and name like '%/ORCL/' || (select guid from v$pdbs where con_id = 3) || '/datafile/o1\\_mf\\_%' escape '\\'")).toEqual([expect.stringMatching(/^ +4$/u)]);
    expect(guid).toMatch(/^[0-9A-F]{32}$/u);
    expect(await session("select con_id from v$tablespace where ts# = 0 order by con_id")).toHaveLength(4);
  });

  it('law 38: shows a session only the container it is in', async () => {
    const inPdb2 = 'alter session set container = pdb2';

    expect(await session(inPdb2, 'select distinct con_id from v$datafile')).toEqual([expect.stringMatching(/^ +4$/u)]);
    expect(await session(inPdb2, "select name from v$pdbs")).toEqual(['PDB2']);
    expect(await session(inPdb2, "select sys_context('userenv', 'con_name') from dual")).toEqual(['PDB2']);
    expect(await session(inPdb2, 'alter session set container = cdb$root', 'select count(*) from v$pdbs')).toEqual([expect.stringMatching(/^ +3$/u)]);
    expect(await failureOf('alter session set container = sales')).toBe('ORA-65011: Pluggable database SALES does not exist.');
    expect(await failureOf(inPdb2, 'alter system archive log current')).toBe('ORA-65040: operation not allowed from within a pluggable database');
  });

  it("law 38: keeps an application's tables in its own pluggable database", async () => {
    runWorkload(lab.labDir, { transactions: 30, clock: lab.clock });

    expect(await failureOf('select count(*) from app.transactions')).toBe('ORA-00942: table or view does not exist');
    expect(await rows('alter session set container = pdb1')).toBeGreaterThan(0);
    expect(await rows('alter session set container = pdb1')).not.toBe(await rows('alter session set container = pdb2'));
    expect(await failureOf('alter pluggable database pdb1 close', 'alter session set container = pdb1', 'select 1 from app.transactions')).toMatch(/^ORA-01219: /u);
  });

  it('law 38: opens and closes pluggable databases, but never the seed', async () => {
    expect(await failureOf('alter pluggable database pdb1 open')).toBe('ORA-65019: Pluggable database PDB1 already open.');
    expect(await failureOf('alter pluggable database pdb$seed close')).toMatch(/^ORA-65017: /u);
    await session('alter pluggable database all close immediate');
    expect(await failureOf('alter pluggable database pdb1 close')).toMatch(/^ORA-65020: /u);
    await session('alter pluggable database all except pdb2 open');
    expect(await session('select open_mode from v$pdbs order by con_id')).toEqual(['READ ONLY', 'READ WRITE', 'MOUNTED']);
  });

  it('law 38: makes a pluggable database, which must be opened for changes once before it can be read only', async () => {
    await session('create pluggable database sales admin user boss identified by secret');

    expect(await session("select status from dba_pdbs where pdb_name = 'SALES'")).toEqual(['NEW']);
    expect(await failureOf('alter pluggable database sales open read only')).toMatch(/^ORA-65085: /u);
    await session('alter pluggable database sales open', 'alter pluggable database sales close', 'alter pluggable database sales open read only');
    expect(await session("select status from dba_pdbs where pdb_name = 'SALES'")).toEqual(['NORMAL']);
    expect(await failureOf('create pluggable database sales admin user boss identified by secret')).toMatch(/^ORA-65012: /u);
  });

  it('law 38: drops a pluggable database with its files, or without', async () => {
    const names = await session('select name from v$datafile where con_id in (3, 4) order by file#');
    const onDisk = (): boolean[] => names.map((name) => lab.inDatabase((db) => existsSync(db.files.path(name))));

    expect(await failureOf('drop pluggable database pdb1 including datafiles')).toMatch(/^ORA-65025: /u);
    await session('alter pluggable database all close', 'drop pluggable database pdb1 including datafiles', 'drop pluggable database pdb2 keep datafiles');

    expect(onDisk()).toEqual([false, false, false, false, true, true, true, true]);
    expect(await session('select name from v$pdbs')).toEqual(['PDB$SEED']);
    expect(await session('select count(*) from v$datafile')).toEqual([expect.stringMatching(/^ +7$/u)]);
  });

  it('law 8: closing one gives its files a last checkpoint, after which nothing moves them', async () => {
    await session('alter pluggable database pdb1 close');
    const closed = await session(headers);
    runWorkload(lab.labDir, { transactions: 30, switchEvery: 5, clock: lab.clock });

    expect(closed).toEqual(Array.from({ length: 4 }, () => expect.stringContaining(' NO ') as string));
    expect(await session(headers)).toEqual(closed);
    await session('alter pluggable database pdb1 open');
    expect(await session(headers)).toEqual(Array.from({ length: 4 }, () => expect.stringContaining(' YES ') as string));
  });
});

describe('a database that is no container', () => {
  it('law 38: has no pluggable databases', async () => {
    using lab = createSqlplusLab();

    expect(await lab.query('select name from v$pdbs')).toEqual([]);
    expect(await lab.query('select distinct con_id from v$datafile')).toEqual([expect.stringMatching(/^ +0$/u)]);
  });
});
