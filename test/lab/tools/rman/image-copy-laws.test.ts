import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { enableChangeTracking } from '#lab/oracle/change-tracking.ts';
import { dropTablespace, createTablespace, resizeDatafile, setTablespaceReadOnly } from '#lab/oracle/datafile-administration.ts';
import { openResetlogs } from '#lab/oracle/instance/open-resetlogs.ts';
import { setFault } from '#lab/faults.ts';
import { configureScript, refreshScript, RmanLab, tag } from './rman-lab.ts';

const backup = `backup incremental level 1 for recover of copy with tag '${tag}' database;`;
const recover = `recover copy of database with tag '${tag}';`;

interface Copy {
  readonly file: number;
  readonly name: string;
  readonly checkpoint: number;
}

function copies(lab: RmanLab): readonly Copy[] {
  return lab.inDatabase((db) =>
    db.sql.all<Copy>("select file, name, checkpoint_change as checkpoint from datafile_copy where deleted = 'NO' order by file, recid"),
  );
}

function liveFiles(lab: RmanLab): readonly Copy[] {
  return lab.inDatabase((db) => db.sql.all<Copy>('select file, name, checkpoint_change as checkpoint from datafile order by file'));
}

interface Piece {
  readonly file: number;
  readonly handle: string;
  readonly tag: string;
  readonly blocks: number;
  readonly read: number;
}

function pieces(lab: RmanLab): readonly Piece[] {
  return lab.inDatabase((db) =>
    db.sql.all<Piece>(
      `select file, handle, tag, blocks, blocks_read as read from backup_piece join backup_datafile using (set_key)
        where backup_piece.deleted = 'NO' order by backup_piece.recid`,
    ),
  );
}

/** Everything behind the file header, which the copy has of its own. */
function blocksOf(path: string): Buffer {
  return readFileSync(path).subarray(2 * 8192);
}

/** File by file, whether the copy holds what the live file holds. */
function areUpToDate(lab: RmanLab): readonly boolean[] {
  const live = liveFiles(lab);
  return copies(lab).map(({ name }, index) => blocksOf(name).equals(blocksOf(lab.pathOf(live[index]?.name))));
}

const allFive = [true, true, true, true, true];

async function labWithCopies(): Promise<RmanLab> {
  const lab = new RmanLab();
  await lab.runFile(configureScript(lab.area));
  await lab.runFile(refreshScript(lab.area));
  return lab;
}

describe('image copies rolled forward', () => {
  it('law 11: without a copy of that tag a file gets one, with one the blocks changed since', async () => {
    using lab = new RmanLab();
    await lab.runFile(configureScript(lab.area));

    const first = await lab.runFile(backup);
    const second = await lab.runFile(backup);

    expect(first.output).toContain('no parent backup or copy of datafile 5 found');
    expect(copies(lab).map(({ name }) => name)[0]).toMatch(/\/data_D-ORCL_I-1433672784_TS-SYSTEM_FNO-1_[0-9a-v]{8}$/);
    expect(second.output).not.toContain('no parent backup');
    expect(pieces(lab)).toHaveLength(5);
    expect(copies(lab)).toHaveLength(5);
  });

  it('law 12: recover copy applies the pieces in place, and the copies take over their checkpoint', async () => {
    using lab = await labWithCopies();
    const before = copies(lab);
    lab.commit(100);

    await lab.runFile(`${backup} ${recover}`);

    expect(copies(lab).map(({ name }) => name)).toEqual(before.map(({ name }) => name));
    expect(copies(lab).map(({ checkpoint }, index) => checkpoint > (before[index]?.checkpoint ?? 0))).toEqual(allFive);
    expect(areUpToDate(lab)).toEqual(allFive);
  });

  it('law 12: several incrementals are applied in order', async () => {
    using lab = await labWithCopies();
    for (const transactions of [30, 31, 32]) {
      lab.commit(transactions);
      await lab.runFile(backup);
    }

    const { output } = await lab.runFile(recover);

    const applied = [...output.matchAll(/FNO-4_\S+\n.*reading from backup piece (\S+)/g)].map(([, handle]) => handle);
    expect(applied).toEqual(pieces(lab).filter(({ file }) => file === 4).map(({ handle }) => handle));
    expect(areUpToDate(lab)).toEqual(allFive);
  });

  it('law 12: nothing to apply is a notice, not an error', async () => {
    using lab = await labWithCopies();

    const { output, exitCode } = await lab.runFile(recover);

    expect(output).toContain('no copy of datafile 1 found to recover\n');
    expect(exitCode).toBe(0);
  });

  it('law 13: a merge killed half-way is repaired by running it again while the pieces are there', async () => {
    using lab = await labWithCopies();
    lab.commit(200);
    await lab.runFile(backup);
    const before = copies(lab);
    setFault(lab.dir, { name: 'rman-die', at: 'recover-copy', afterBlocks: 20, times: 1 });

    const killed = await lab.runFile(recover);
    const afterKill = copies(lab);
    const again = await lab.runFile(recover);

    expect(killed.exitCode).toBe('SIGKILL');
    expect(afterKill.some(({ checkpoint }, index) => checkpoint === before[index]?.checkpoint)).toBe(true);
    expect(again.exitCode).toBe(0);
    expect(areUpToDate(lab)).toEqual(allFive);
  });

  it('law 13: with the pieces deleted it is not', async () => {
    using lab = await labWithCopies();
    lab.commit(200);
    await lab.runFile(backup);
    setFault(lab.dir, { name: 'rman-die', at: 'recover-copy', afterBlocks: 20, times: 1 });
    await lab.runFile(recover);
    const afterKill = copies(lab);

    const { exitCode } = await lab.runFile(`delete noprompt backupset tag '${tag}'; ${recover}`);

    expect(exitCode).toBe(0);
    expect(copies(lab)).toEqual(afterKill);
    expect(areUpToDate(lab)).toContain(false);
  });

  it('law 14: a piece that is missing on disk fails the merge', async () => {
    using lab = await labWithCopies();
    lab.commit(20);
    await lab.runFile(backup);
    const handle = pieces(lab)[0]?.handle ?? '';
    rmSync(handle);

    const { output, exitCode } = await lab.runFile(recover);

    expect(output).toContain(`ORA-19505: failed to identify file "${handle}"\nORA-27037: unable to obtain file status\nLinux-x86_64 Error: 2: No such file or directory\n`);
    expect(exitCode).toBe(1);
  });

  it('law 14: so does a copy', async () => {
    using lab = await labWithCopies();
    lab.commit(20);
    const name = copies(lab)[3]?.name ?? '';
    rmSync(name);

    const { output, exitCode } = await lab.runFile(`${backup} ${recover}`);

    expect(output).toContain(`ORA-19625: error identifying file ${name}\nORA-27037: unable to obtain file status\n`);
    expect(exitCode).toBe(1);
  });

  it('law 15: change tracking reads fewer blocks and finds the same', async () => {
    using lab = await labWithCopies();
    lab.inDatabase((db) => enableChangeTracking(db));
    await lab.runFile(refreshScript(lab.area));
    lab.commit(50);
    await lab.runFile(backup);
    const tracked = pieces(lab);
    lab.inDatabase((db) => db.sql.run("update block_change_tracking set status = 'DISABLED'"));

    await lab.runFile(backup);

    const untracked = pieces(lab).slice(tracked.length);
    expect(tracked.map(({ blocks }) => blocks)).toEqual(untracked.map(({ blocks }) => blocks));
    expect(tracked.every(({ read }, index) => read < (untracked[index]?.read ?? 0))).toBe(true);
  });

  it('law 16: a new datafile is copied in full, a dropped one leaves its copy, a resized one grows it', async () => {
    using lab = await labWithCopies();
    lab.inDatabase((db) => dropTablespace(db, 'example'));
    lab.inDatabase((db) => createTablespace(db, 'later', 50));
    lab.inDatabase((db) => resizeDatafile(db, 4, 220));

    const { output } = await lab.runFile(refreshScript(lab.area));

    // The new file took over the number of the dropped one, not its copy.
    expect(output.match(/no parent backup or copy of datafile \d+ found/g)).toEqual(['no parent backup or copy of datafile 5 found']);
    expect(copies(lab).filter(({ name }) => name.includes('TS-EXAMPLE')).length).toBe(1);
    expect(copies(lab).filter(({ name }) => name.includes('TS-LATER')).length).toBe(1);
    expect(blocksOf(copies(lab)[3]?.name ?? '').length).toBe(219 * 8192);
  });

  it('law 17: copies of the parent incarnation can still be rolled forward', async () => {
    using lab = await labWithCopies();
    const before = copies(lab);
    lab.inDatabase((db) => openResetlogs(db));
    lab.commit(30);

    const { exitCode } = await lab.runFile(refreshScript(lab.area));

    expect(exitCode).toBe(0);
    expect(copies(lab)).toHaveLength(before.length);
    expect(copies(lab).map(({ checkpoint }, index) => checkpoint > (before[index]?.checkpoint ?? 0))).toEqual(allFive);
  });

  it('law 18: tags are stored in upper case and compared without case', async () => {
    using lab = await labWithCopies();

    const { output } = await lab.runFile("backup incremental level 1 for recover of copy with tag 'Image_Copy_BACKUP' database;");

    expect(output).not.toContain('no parent backup');
    expect(pieces(lab).map((piece) => piece.tag)).toEqual(allFive.map(() => 'IMAGE_COPY_BACKUP'));
  });

  it('law 8: a read-only file stays where it is', async () => {
    using lab = await labWithCopies();
    lab.inDatabase((db) => setTablespaceReadOnly(db, 'example', true));
    await lab.runFile(refreshScript(lab.area));
    const before = copies(lab)[4];
    lab.commit(30);

    await lab.runFile(refreshScript(lab.area));

    expect(copies(lab)[4]).toEqual(before);
  });
});
