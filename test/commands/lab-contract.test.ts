// `icb lab contract`: what an adapter is tried with, and that nothing but the suite's own is touched on the way.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '#cli.ts';
import { InterruptedError } from '#core/errors.ts';
import { systemClock } from '#core/clock.ts';
import { contractCases } from '#lab/contract/cases.ts';
import { bareWorld } from '../bare-world.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';
import { exampleModule } from '../storage/example-site.ts';
import { openSnapperLab } from './snapper-lab.ts';

/** A folder with a volume `spare` that has a file in it, and a configuration for the example adapter. */
function openSite() {
  const folder = temporaryFolder();
  const volume = join(folder.path, 'store/spare');
  mkdirSync(volume, { recursive: true });
  writeFileSync(join(volume, 'file'), 'here before');
  writeFileSync(join(folder.path, 'site.cfg'), '[generic]\n[foldercopies]\nfolder: store\n'.replace('store', join(folder.path, 'store')));
  /** A module with a class that differs from the example in some methods. */
  const variation = (name: string, methods: string): void =>
    writeFileSync(join(folder.path, `${name}.mjs`), `import { FolderCopies } from ${JSON.stringify(exampleModule)};\nexport class Variation extends FolderCopies { ${methods} }\n`);
  const contract = async (words: readonly string[], { answer, signal = new AbortController().signal }: { answer?: string; signal?: AbortSignal } = {}) => {
    const stdin = new PassThrough();
    stdin.end(answer === undefined ? '' : `${answer}\n`);
    const { world, stdout, printed } = bareWorld(folder.path, { stdin, signal, clock: systemClock });
    const exitCode = await runCommandLine(['lab', 'contract', ...words], { stdout, openWorld: async () => world });
    return { exitCode, stdout: printed() };
  };
  const left = (): string[] => readdirSync(join(folder.path, 'store'), { recursive: true, encoding: 'utf8' }).filter((path) => /spare-\d/.test(path));
  return { folder: folder.path, volume, variation, contract, left, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const spare = ['--config', 'site.cfg', '--database', 'spare'];

describe('icb lab contract', () => {
  it('tries every case on an adapter that keeps the contract, and leaves the volume as it was', async () => {
    using site = openSite();

    const { exitCode, stdout } = await site.contract(['--module', exampleModule, ...spare, '--yes']);

    expect([exitCode, stdout.match(/^FAILED/gm)]).toEqual([0, null]);
    for (const { name } of contractCases) expect(stdout).toMatch(new RegExp(`^(ok      |skipped ) ${name}( \\(needs .*\\))?$`, 'm'));
    expect(stdout).toMatch(/\n1\d cases hold, \d+ could not be tried, 0 failed\n$/);
    expect([site.left(), readFileSync(join(site.volume, 'file'), 'utf8')]).toEqual([[], 'here before']);
  });

  it('finds an adapter out that drops snapshots from under their clones, and one that takes the volume for a clone', async () => {
    using site = openSite();
    site.variation('careless', "async dropClone(name) { if (name !== 'spare') await super.dropClone(name); } async listClones() { return []; }");

    const { exitCode, stdout } = await site.contract(['--module', 'careless.mjs', ...spare, '--yes', '--json']);

    const { passed, adapter, cases } = JSON.parse(stdout) as { passed: boolean; adapter: string; cases: { name: string; outcome: string; reason?: string }[] };
    expect([exitCode, passed, adapter]).toEqual([1, false, `Variation of ${join(site.folder, 'careless.mjs')}`]);
    expect(cases.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['refuses to drop a snapshot with a clone, and the clone lives on', 'refuses to drop the volume itself, and a clone that is not there']),
    );
  });

  it('does not drop what it did not make, and stops there', async () => {
    using site = openSite();
    // Two at once, of which it tells one.
    site.variation('double', 'async createSnapshot(signal) { await super.createSnapshot(signal); await new Promise((resolve) => setTimeout(resolve, 2)); return super.createSnapshot(signal); }');

    const { exitCode, stdout } = await site.contract(['--module', 'double.mjs', ...spare, '--yes']);

    expect(exitCode).toBe(1);
    expect(site.left()).toHaveLength(2);
    expect(stdout).toMatch(/^FAILED {3}leaves nothing behind\n {9}there is snapshot spare-\d+, which this trial did not make/m);
    expect(stdout.split('\n').filter((line) => /^(ok|FAILED|skipped)/.test(line))).toHaveLength(3);
  });

  it('refuses a volume that has snapshots already, before it asks', async () => {
    using site = openSite();
    mkdirSync(join(site.folder, 'store/.snapshots/spare/spare-1700000000000'), { recursive: true });

    await expect(site.contract(['--module', exampleModule, ...spare])).rejects.toMatchObject({
      name: 'NotStartedError',
      message: expect.stringContaining('the volume of spare has snapshot spare-1700000000000'),
    });
    expect(site.left()).toHaveLength(1);
  });

  it('asks first, and does nothing without a yes', async () => {
    using site = openSite();

    await expect(site.contract(['--module', exampleModule, ...spare], { answer: 'n' })).rejects.toMatchObject({ name: 'RefusedError', exitCode: 3 });
    await expect(site.contract(['--module', exampleModule, ...spare])).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining('--yes') });

    expect(existsSync(join(site.folder, 'store/.snapshots'))).toBe(false);
  });

  it('takes back what it made when it is interrupted', async () => {
    using site = openSite();
    const interrupt = new AbortController();
    site.variation('slow', "async cloneSnapshot(...given) { const made = await super.cloneSnapshot(...given); process.emit('contract-test-cloned'); return made; }");
    process.once('contract-test-cloned' as never, () => interrupt.abort(new InterruptedError('SIGINT', 2)));

    await expect(site.contract(['--module', 'slow.mjs', ...spare, '--yes'], { signal: interrupt.signal })).rejects.toThrow('interrupted by SIGINT');

    expect(site.left()).toEqual([]);
  });

  it.each([
    [['--module', exampleModule], 'lab contract needs --database NAME'],
    [['--database', 'spare'], 'lab contract needs --module FILE'],
    [['--module', './nowhere.mjs', '--database', 'spare'], 'there is no file'],
    [['--modul', 'x'], 'contract: unknown option --modul (did you mean --module?)'],
    [['--module', 'two.mjs', '--database', 'spare'], 'two.mjs exports One, Two: which one is the adapter must be said'],
  ])('refuses %j', async (words, message) => {
    using site = openSite();
    writeFileSync(join(site.folder, 'two.mjs'), 'export class One {}\nexport class Two {}\n');

    await expect(site.contract(words)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });

  it('tries the storage of a configuration, too', async () => {
    await using lab = await openSnapperLab();
    const { context, outcome } = lab.contextOf({ json: true });
    const { run } = await import('#commands/lab-contract.ts');

    const { exitCode, stdout } = outcome(await run({ database: 'orcl', yes: true }, context));

    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { adapter: 'zfssa', passed: true }]);
    expect(JSON.parse((await lab.snapper('list', undefined, { json: true })).stdout)).toEqual([]);
  });
});
