import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPluggableDatabase } from '#lab/oracle/create-pluggable-database.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import { dropPluggableDatabase } from '#lab/oracle/datafile-administration.ts';
import { openReadOnly } from '#lab/oracle/instance/open.ts';
import { closePluggableDatabase, openPluggableDatabase, pluggableDatabase, pluggableDatabases } from '#lab/oracle/pluggable-databases.ts';
import { journal, rows, untilTime } from './recovery-steps.ts';
import { RestoreLab } from './restore-lab.ts';
import type { Moment } from './restore-lab.ts';
import { configureScript, refreshScript, RmanLab } from './rman-lab.ts';

interface KnownCopy {
  readonly file: number;
  readonly con_id: number;
  readonly name: string;
  readonly checkpoint_change: number;
}

function copies(lab: RmanLab): readonly KnownCopy[] {
  return lab.inDatabase((db) => db.sql.all<KnownCopy>("select file, datafile.con_id, datafile_copy.name, datafile_copy.checkpoint_change from datafile_copy join datafile using (file) where deleted = 'NO' order by file"));
}

function close(lab: RmanLab, name: string): void {
  lab.inDatabase((db) => closePluggableDatabase(db, pluggableDatabase(db, name)));
}

function open(lab: RmanLab, name: string): void {
  lab.inDatabase((db) => openPluggableDatabase(db, pluggableDatabase(db, name), 'READ WRITE'));
}

describe('image copies of a container database', () => {
  it('law 8: of PDB$SEED and of a closed pluggable database stay as they are', async () => {
    using lab = new RmanLab('19c-cdb');
    close(lab, 'PDB2');
    await lab.runFile(configureScript(lab.area));
    await lab.runFile(refreshScript(lab.area));
    const before = copies(lab);
    lab.commit(20);
    const { output } = await lab.runFile(refreshScript(lab.area));

    const moved = copies(lab).filter(({ checkpoint_change }, index) => checkpoint_change !== before[index]?.checkpoint_change);
    expect([...new Set(moved.map(({ con_id }) => con_id))]).toEqual([1, 3]);
    expect(output.match(/no copy of datafile \d+ found to recover/gu)).toHaveLength(7);
  });
});

/** A backup with PDB2 closed since before its last refresh; redo from before that refresh is gone. */
async function closedInBackup(after: (restore: RestoreLab) => void = () => undefined): Promise<{ readonly restore: RestoreLab; readonly mark: Moment; readonly stale: KnownCopy }> {
  let found: { readonly mark: Moment; readonly stale: KnownCopy } | undefined;
  const restore = await RestoreLab.open(async (at) => {
    const { lab } = at;
    const [stale] = copies(lab).filter(({ con_id }) => con_id === 4);
    if (stale === undefined) throw new Error('there is no copy of a file of PDB2');
    copyFileSync(stale.name, join(lab.dir, 'stale'));
    at.work();
    close(lab, 'PDB2');
    const old = readdirSync(join(lab.area, 'archivelog'));
    at.work();
    await lab.runFile(refreshScript(lab.area));
    for (const name of old) rmSync(join(lab.area, 'archivelog', name));
    after(at);
    at.work();
    found = { mark: at.mark(), stale };
  }, '19c-cdb');
  if (found === undefined) throw new Error('nothing was marked');
  return { restore, ...found };
}

describe('recovery of a container database', () => {
  it('law 33: needs no redo from before a pluggable database was closed that the control file knows to be closed', async () => {
    const { restore, mark } = await closedInBackup();
    using _restore = restore;
    await restore.switch();

    await restore.answer(untilTime(mark.time));
    restore.inInstance(openReadOnly);

    expect(rows(restore)).toEqual(journal(restore, { time: mark.time }));
    expect(restore.inInstance((db) => pluggableDatabases(db).map(({ open_mode }) => open_mode))).toEqual(['READ ONLY', 'MOUNTED', 'MOUNTED']);
  });

  it('law 33: applies what happened to one that was opened again', async () => {
    const { restore, mark } = await closedInBackup(({ lab }) => open(lab, 'PDB2'));
    using _restore = restore;
    await restore.switch();

    await restore.answer(untilTime(mark.time));

    expect(rows(restore)).toEqual(journal(restore, { time: mark.time }));
  });

  it('law 7: a copy that lacks changes from before it was closed needs their redo, and opens no sooner', async () => {
    const { restore, mark, stale } = await closedInBackup();
    using _restore = restore;
    copyFileSync(join(restore.lab.dir, 'stale'), stale.name.replace(restore.lab.area, restore.clone));
    await restore.switch();

    expect(await restore.failureOf(untilTime(mark.time))).toMatch(/RMAN-0605[34]/u);
    expect(() => restore.inInstance(openReadOnly)).toThrow(`ORA-01113: file ${stale.file} needs media recovery`);
  });

  it('law 32: makes a pluggable database that only redo knows, its files in a folder named by its GUID', async () => {
    let mark: Moment | undefined;
    using restore = await RestoreLab.open((at) => {
      at.lab.inDatabase((db) => createPluggableDatabase(db, 'sales'));
      open(at.lab, 'SALES');
      at.work();
      mark = at.mark();
    }, '19c-cdb');
    await restore.switch();

    await restore.answer(untilTime(mark?.time ?? ''));

    const [sales] = restore.inInstance((db) => pluggableDatabases(db).filter(({ name }) => name === 'SALES'));
    const names = restore.inInstance((db) => datafiles(db).filter(({ con_id }) => con_id === sales?.con_id).map(({ name }) => name));
    expect(rows(restore)).toEqual(journal(restore, { time: mark?.time ?? '' }));
    expect(names).toEqual(Array.from({ length: 4 }, () => expect.stringMatching(`^${restore.scratch}/RST/${sales?.guid ?? ''}/datafile/o1_mf_`) as string));
  });

  it('law 32: forgets one that was dropped', async () => {
    using restore = await RestoreLab.open((at) => {
      close(at.lab, 'PDB1');
      at.lab.inDatabase((db) => dropPluggableDatabase(db, 'PDB1', { keepDatafiles: true }));
      at.work();
    }, '19c-cdb');
    await restore.switch();
    const { time } = restore.mark();

    await restore.rman(untilTime(time));

    expect(restore.inInstance((db) => pluggableDatabases(db).map(({ name }) => name))).toEqual(['PDB$SEED', 'PDB2']);
  });
});
