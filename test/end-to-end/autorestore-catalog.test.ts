// A result catalog that cannot take results: the night says so, keeps them, and the next one sends them, each once.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clearFault, setFault } from '#lab/faults.ts';
import { startConfiguredListener } from '#lab/serve.ts';
import { mustSucceed, nothingLeft, openNightLab, type NightLab } from './night-lab.ts';

let night: NightLab;

beforeAll(async () => {
  night = await openNightLab();
});

beforeEach(() => {
  night.restore();
  night.configure('autorestore', 'autorestorecatalog', 'autorestore@AUTORESTORE');
});

afterAll(async () => night[Symbol.asyncDispose]());

function waiting(): readonly string[] {
  return readdirSync(join(night.logFolder, 'results-to-send'));
}

/** Of the simulated catalog. */
function catalogedLogs(): readonly string[] {
  using catalog = new DatabaseSync(join(night.lab.directory, 'world/catalog.db'), { readOnly: true });
  return catalog.prepare('select LOGFILE from restoreaction order by id').all().map((row) => String(row['LOGFILE']));
}

function credentialsFile(): string {
  return join(night.lab.directory, 'catalogcredentials.cfg');
}

describe('a result catalog', () => {
  it.each([
    {
      what: 'that refuses the password',
      spoil: () => {
        const text = readFileSync(credentialsFile(), 'utf8');
        writeFileSync(credentialsFile(), text.replace(/^password: .*$/mu, 'password: wrong'));
        return () => writeFileSync(credentialsFile(), text);
      },
      reason: /ORA-01017/u,
    },
    {
      what: 'whose connection breaks after the commit',
      spoil: () => {
        setFault(night.lab.directory, { name: 'catalog-reset', afterEffect: true, times: 1 });
        return () => clearFault(night.lab.directory);
      },
      reason: /result of a restore test not sent to the result catalog/u,
    },
  ])('$what gets each result once, when it can', async ({ spoil, reason }) => {
    await using _listener = await startConfiguredListener(night.lab);
    await mustSucceed(night.autorestore('--createcatalog'));
    const mend = spoil();

    const failed = await night.autorestore('orcl');
    const kept = waiting();
    mend();
    const next = await night.autorestore('sales');

    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toMatch(/\norcl: passed, .*, but NOT RECORDED: the result catalog could not take it, the next run sends it\n1 restore test, all passed, 1 result not recorded\n$/u);
    expect(readFileSync(night.certificates()[0]?.log ?? '', 'utf8')).toMatch(reason);
    expect(kept).toHaveLength(1);
    expect(next.stdout).not.toContain('not sent');
    expect(next.exitCode).toBe(0);
    expect(waiting()).toEqual([]);
    expect(catalogedLogs()).toEqual(night.certificates().map(({ log }) => log));
    expect(night.leftovers()).toEqual(nothingLeft);
  });

  it('without its table gets the results once it is made', async () => {
    await using _listener = await startConfiguredListener(night.lab);

    const failed = await night.autorestore('orcl');
    const kept = waiting();
    const created = await night.autorestore('--createcatalog');
    const createdAgain = await night.autorestore('--createcatalog');
    const next = await night.autorestore('sales');

    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toContain('icb autorestore --createcatalog');
    expect(kept).toHaveLength(1);
    expect([created.stdout, createdAgain.stdout]).toEqual(['result catalog is ready: autorestore@AUTORESTORE\n', 'result catalog is ready: autorestore@AUTORESTORE\n']);
    expect(next.exitCode).toBe(0);
    expect(catalogedLogs()).toEqual(night.certificates().map(({ log }) => log));
  });
});
