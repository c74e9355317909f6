// A night of restore tests over several databases, one of which is in trouble, with a result catalog that is there, or is not.

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instances } from '#lab/oracle/instance.ts';
import { startConfiguredListener } from '#lab/serve.ts';
import { runWorkload } from '#lab/workload.ts';
import { openTestLab, standingTime, type Outcome, type TestLab } from './test-lab.ts';

const databases = ['orcl', 'sales', 'hr', 'dwh', 'crm'];
const hourMs = 3_600_000;

let lab: TestLab;

beforeAll(async () => {
  lab = await openTestLab(standingTime, { databases });
  for (const name of databases) await succeed(lab.icb('backup', name, 'config'));
  for (const night of [1, 2]) {
    for (const database of databases) {
      runWorkload(lab.directory, { database, transactions: 40, spreadOverMs: hourMs, switchEvery: 15, seed: night, clock: lab.clock });
      await succeed(lab.icb('backup', database, 'imagecopywithsnap'));
    }
  }
  // The second of them lost an archived log, and its snapshot with it.
  const folder = join(lab.directory, 'storage/snapshots/sales');
  const [snapshot = ''] = readdirSync(folder).toSorted();
  const logs = readdirSync(join(folder, snapshot, 'archivelog')).toSorted((one, other) => Number(one.split('_')[1]) - Number(other.split('_')[1]));
  rmSync(join(folder, snapshot, 'archivelog', logs.at(-1) ?? ''));
});

afterAll(async () => lab[Symbol.asyncDispose]());

async function succeed(run: Promise<Outcome>): Promise<void> {
  const { exitCode, stdout, stderr } = await run;
  if (exitCode !== 0) throw new Error(stdout + stderr);
}

async function autorestore(...words: string[]): Promise<Outcome> {
  return await lab.icbIn({ effectiveUid: 1000, env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, 'autorestore', ...words);
}

interface Row {
  readonly DB_UNIQUE_NAME: string;
  readonly SUCCESS: number;
  readonly LOGFILE: string;
  readonly LOGFILECONTENTS: string;
}

function catalogRows(): readonly Row[] {
  using catalog = new DatabaseSync(join(lab.directory, 'world/catalog.db'), { readOnly: true });
  return catalog.prepare('select * from restoreaction order by id').all() as unknown as Row[];
}

interface Certificate {
  readonly number: number;
  readonly database: string;
  readonly verdict: string;
  readonly failure: { readonly message: string; readonly errorStack: readonly string[] } | null;
}

/** In the order they were written. */
function certificates(): readonly Certificate[] {
  const folder = join(lab.directory, 'restore/log');
  const found = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Certificate);
  return found.toSorted((one, other) => one.number - other.number);
}

function leftovers(): Readonly<Record<string, readonly string[]>> {
  const { directory } = lab;
  return {
    instances: instances(directory).map(({ sid }) => sid),
    clones: readdirSync(join(directory, 'nfs/demo-backup')).filter((name) => !databases.includes(name)),
    mounted: readdirSync(join(directory, 'restore/mnt')),
    journalsAndLocks: readdirSync(join(directory, 'restore/log')).filter((name) => name.startsWith('running-test') || name.endsWith('.lck')),
  };
}

const nothing = { instances: [], clones: [], mounted: [], journalsAndLocks: [] };

it('goes on after the one that fails, and leaves five certificates, five rows and nothing else', async () => {
  await using _listener = await startConfiguredListener(lab);
  await succeed(autorestore('--createcatalog'));

  const { exitCode, stdout } = await autorestore();

  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/\norcl: passed, [^\n]+\nsales: FAILED: recover the database [^\n]+\nhr: passed, [^\n]+\ndwh: passed, [^\n]+\ncrm: passed, [^\n]+\n5 restore tests, 1 failed\n$/u);
  expect(certificates().map(({ database, verdict }) => `${database} ${verdict}`)).toEqual(['orcl passed', 'sales failed', 'hr passed', 'dwh passed', 'crm passed']);
  expect(certificates()[1]?.failure?.errorStack.join('\n')).toMatch(/RMAN-0605[34]/u);
  const rows = catalogRows();
  expect(rows.map(({ DB_UNIQUE_NAME, SUCCESS }) => [DB_UNIQUE_NAME, SUCCESS])).toEqual(databases.map((name) => [name, name === 'sales' ? 0 : 1]));
  expect(rows.every(({ LOGFILE, LOGFILECONTENTS }) => readFileSync(LOGFILE, 'utf8').startsWith(LOGFILECONTENTS.slice(0, 5000)))).toBe(true);
  expect(leftovers()).toEqual(nothing);
});

it('keeps what the result catalog could not take, and sends it once when it is back', async () => {
  const before = catalogRows().length;

  const away = await autorestore('hr');
  const kept = readdirSync(join(lab.directory, 'restore/log/results-to-send'));
  await using _listener = await startConfiguredListener(lab);
  const back = await autorestore('orcl');

  expect(away.exitCode).toBe(1);
  expect(away.stdout).toContain('but NOT RECORDED: the result catalog could not take it');
  expect(kept).toHaveLength(1);
  expect(back.exitCode).toBe(0);
  expect(readdirSync(join(lab.directory, 'restore/log/results-to-send'))).toEqual([]);
  const logs = catalogRows().map(({ LOGFILE }) => LOGFILE);
  expect(logs).toHaveLength(before + 2);
  expect(new Set(logs).size).toBe(logs.length);
  expect(leftovers()).toEqual(nothing);
});

it('finds the chain of certificates whole', async () => {
  const { exitCode, stdout } = await autorestore('--verify-certificates');

  expect(stdout).toContain('7 certificates, all as they were written');
  expect(exitCode).toBe(0);
});
