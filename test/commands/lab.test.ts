import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '#commands/lab.ts';
import { installationRoot } from '#core/installation.ts';
import { listFaults } from '#lab/faults.ts';
import { readJournal } from '#lab/oracle/journal.ts';
import { bareWorld } from '../bare-world.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

/** `icb lab ACTION DIR WORDS` in a folder of its own. */
function openFolder() {
  const folder = temporaryFolder();
  const lab = async (action: string, directory: string, ...words: string[]) => {
    const { world, printed } = bareWorld(folder.path);
    await run(action, directory, words, { world, options: { json: false, quiet: false, verbose: false, color: false } });
    return printed();
  };
  const fault = async (...words: string[]) => await lab('fault', '.', ...words);
  return { path: folder.path, lab, fault, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

describe('icb lab fault', () => {
  it('sets faults and takes them back', async () => {
    using lab = openFolder();
    mkdirSync(join(lab.path, 'world'));

    const said = await lab.fault('rman-die', 'at=backup', 'times=1');
    await lab.fault('rman-hang');
    const both = listFaults(lab.path);
    await lab.fault('clear', 'rman-die');
    const one = listFaults(lab.path);
    await lab.fault('clear');

    expect(said).toBe('fault set: rman-die at=backup times=1\n');
    expect(both).toEqual([{ name: 'rman-die', at: 'backup', times: 1 }, { name: 'rman-hang' }]);
    expect(one).toEqual([{ name: 'rman-hang' }]);
    expect(listFaults(lab.path)).toEqual([]);
  });

  it.each([
    [[], 'fault takes a name and key=value pairs, or clear; names: archive-dest-error,'],
    [['rman-dye'], 'there is no fault rman-dye (did you mean rman-die?)'],
    [['clear', 'rman-dye'], 'there is no fault rman-dye (did you mean rman-die?)'],
    [['clear', 'rman-die', 'rman-hang'], 'fault clear takes one name, but got rman-die rman-hang'],
    [['archive-dest-error'], 'archive-dest-error needs dest='],
  ])('refuses %j and sets nothing', async (words, message) => {
    using lab = openFolder();
    mkdirSync(join(lab.path, 'world'));

    await expect(lab.fault(...words)).rejects.toMatchObject({ name: 'UsageError', exitCode: 2, message: expect.stringContaining(message) });
    expect(existsSync(join(lab.path, 'world/faults.json'))).toBe(false);
  });

  it('says that there is no lab', async () => {
    using lab = openFolder();

    await expect(lab.fault('rman-die')).rejects.toMatchObject({ exitCode: 2, message: `there is no lab in ${lab.path}` });
  });
});

describe('icb lab create and workload', () => {
  it('make the databases that are named and let one of them work', async () => {
    using folder = openFolder();

    const created = await folder.lab('create', 'new', 'sales', 'hr');
    const before = readJournal(join(folder.path, 'new'), 'hr').length;
    const worked = await folder.lab('workload', 'new', '3', 'hr');

    expect(created).toContain('backup sales config\n');
    expect(worked).toMatch(/^3 transactions committed, /);
    expect(readJournal(join(folder.path, 'new'), 'hr')).toHaveLength(before + 3);
    await expect(folder.lab('workload', 'new')).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('there is no database orcl in lab') as string, hint: 'its databases: hr, sales' });
    await expect(folder.lab('workload', 'new', '3', 'hr', 'sales')).rejects.toMatchObject({ name: 'UsageError', message: 'lab workload takes nothing after the folder, but got sales' });
  });
});

describe('icb lab create', () => {
  it('ends with the next commands as they can be pasted', async () => {
    using lab = openFolder();

    const said = await lab.lab('create', 'mine');

    const icb = join(installationRoot, 'bin/icb');
    expect(said).toContain(`next: ${icb} lab serve ${join(lab.path, 'mine')} &   ${icb} --config ${join(lab.path, 'mine')}/backup.cfg backup orcl config\n`);
  });
});
