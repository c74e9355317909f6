// A database with an encrypted tablespace: its restore needs the keystore, which no backup holds.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createKeystore } from '#lab/oracle/keystore.ts';
import { runWorkload } from '#lab/workload.ts';
import { SavedLab } from './lab-run.ts';
import { recordToolCalls } from './recorded-tool-calls.ts';
import { openTestLab, standingTime, type Outcome, type TestLab } from './test-lab.ts';

let lab: TestLab;
let saved: SavedLab;

beforeAll(async () => {
  lab = await openTestLab(standingTime, { databases: ['orcl:19c-tde'] });
  const file = join(lab.directory, 'backup.cfg');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^autorestorecatalog:.*\n/mu, ''));
  for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap']) {
    runWorkload(lab.directory, { transactions: 20, spreadOverMs: 600_000, switchEvery: 10, clock: lab.clock });
    await lab.icb('backup', 'orcl', action);
  }
  saved = new SavedLab(lab);
});

afterEach(() => saved.restore());

afterAll(async () => {
  saved[Symbol.dispose]();
  await lab[Symbol.asyncDispose]();
});

async function autorestore(): Promise<Outcome & { readonly calls: readonly string[] }> {
  const calls = recordToolCalls(lab);
  const outcome = await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' }, launchTool: calls.launch }, 'autorestore');
  return { ...outcome, calls: calls.take() };
}

it('is restored with the keystore that the configuration names', async () => {
  const { exitCode, stdout } = await autorestore();

  expect(stdout).toContain('orcl: passed');
  expect(exitCode).toBe(0);
});

it('is said to lack its keystore before an instance is started', async () => {
  rmSync(join(lab.directory, 'restore/keystore/orcl/tde/cwallet.sso'));

  const { exitCode, stdout, calls } = await autorestore();

  expect(stdout).toMatch(/orcl: FAILED: write the init file: orcl has 1 encrypted tablespace, and there is no keystore \S+cwallet\.sso/u);
  expect(calls.filter((call) => call.includes('startup'))).toEqual([]);
  expect(exitCode).toBe(1);
});

it("law 39: is not recovered with another database's keystore, and the advice is given", async () => {
  createKeystore(join(lab.directory, 'restore/keystore/orcl'), 4711);

  const { exitCode, stdout } = await autorestore();

  expect(stdout).toMatch(/orcl: FAILED: recover the database until .*ORA-28365/u);
  expect(stdout).toContain('the keystore is not open');
  expect(exitCode).toBe(1);
});
