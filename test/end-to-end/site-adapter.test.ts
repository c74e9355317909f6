// A backup on a site's own storage, whose adapter does what nobody should: the run ends, and the ledger promises nothing.
import { EventEmitter } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelOnSignals } from '#core/signals.ts';
import { backup, leftovers, openFailingLab, rewrite } from './failing-lab.ts';
import type { FailingLab } from './failing-lab.ts';
import { until } from './icb-process.ts';
import type { TestLab } from './test-lab.ts';

let failing: FailingLab;
let lab: TestLab;

beforeAll(async () => {
  failing = await openFailingLab(async (fresh) => {
    await backup(fresh, 'config');
    await backup(fresh);
  });
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => failing.reset());

/** @param createSnapshot body of that method; `calledFile` is a file it may write */
function useAdapter(name: string, createSnapshot: string): void {
  const methods = `async listSnapshots() { return []; } createSnapshot() { ${createSnapshot} } async dropSnapshot() {}`;
  const called = JSON.stringify(join(lab.directory, 'called'));
  const source = `import { writeFileSync } from 'node:fs'; const calledFile = ${called}; export class Odd { capabilities = { clones: false }; ${methods} }`;
  writeFileSync(join(lab.directory, `${name}.mjs`), source);
  rewrite(lab, 'backup.cfg', /^storage: .*$/m, `snappermodule: ${name}.mjs\nsnapperclass: Odd`);
}

const ledger = (): string => join(lab.area, 'snapshots.jsonl');

describe('an adapter whose createSnapshot', () => {
  it.each([
    ['takes none', "return Promise.resolve('phantom')", 'Odd.createSnapshot returned phantom, but listSnapshots does not list it'],
    ['forges a line', String.raw`return Promise.resolve('a\n{"snapshotId":"b"}')`, 'Odd.createSnapshot returned an id that is not printable'],
  ])('%s: fails the run, and nothing is in the ledger', async (name, body, complaint) => {
    useAdapter(name.replaceAll(' ', '-'), body);

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 1, sentence: expect.stringContaining(`icb: ${complaint}`) });
    expect(existsSync(ledger())).toBe(false);
    expect(leftovers(lab)).toEqual([]);
  });

  it('never returns: a signal ends the run all the same', async () => {
    useAdapter('stuck', "writeFileSync(calledFile, ''); return new Promise(() => {});");
    const source = new EventEmitter();
    using cancellation = cancelOnSignals(source, () => undefined);

    const run = backup(lab, 'imagecopywithsnap', { signal: cancellation.signal });
    await until(() => existsSync(join(lab.directory, 'called')), 'createSnapshot to be called');
    source.emit('SIGTERM');
    const ending = await run;

    expect(ending).toMatchObject({ exitCode: 143, sentence: 'icb: interrupted by SIGTERM' });
    expect(ending.remedy).toContain('the image copy is as the previous run left it');
    expect(existsSync(ledger())).toBe(false);
    expect(leftovers(lab)).toEqual([]);
  });
});
