// SIGTERM in the middle of a restore test: the program under way ends, everything is given back, and a certificate says so.

import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelOnSignals } from '#core/signals.ts';
import { listFaults, setFault, type Fault } from '#lab/faults.ts';
import { until } from './icb-process.ts';
import { nothingLeft, openNightLab, type NightLab } from './night-lab.ts';
import type { Outcome } from './test-lab.ts';

const dayMs = 24 * 60 * 60 * 1000;

let night: NightLab;

beforeAll(async () => {
  night = await openNightLab();
});

beforeEach(() => night.restore());

afterAll(async () => night[Symbol.asyncDispose]());

/** A night that is told to end when it hangs at the fault. */
async function interruptAt(fault: Fault): Promise<Outcome> {
  const source = new EventEmitter();
  using cancellation = cancelOnSignals(source, () => undefined);
  setFault(night.lab.directory, { ...fault, times: 1 });
  const run = night.autorestoreIn({ signal: cancellation.signal });
  await until(() => listFaults(night.lab.directory).length === 0, `the night to hang at ${fault.name}`);
  source.emit('SIGTERM');
  return await run;
}

describe('SIGTERM', () => {
  it.each<{ step: string; fault: Fault }>([
    { step: 'choose a snapshot', fault: { name: 'zfssa', hang: true } },
    { step: 'clone snapshot orcl-20260203T130000 and mount it', fault: { name: 'mount-error', hang: true } },
    { step: 'start the instance', fault: { name: 'sqlplus-hang', match: 'startup' } },
    { step: 'restore the control file', fault: { name: 'rman-hang', at: 'restore-controlfile' } },
    { step: 'recover the database until 2026-02-03 13:00:00 UTC', fault: { name: 'rman-hang', at: 'recover-database' } },
    { step: 'open the database read only', fault: { name: 'sqlplus-hang', match: 'read only' } },
    { step: 'verify the database', fault: { name: 'sqlplus-hang', match: 'max(created)' } },
  ])('in the step "$step" ends the night with a certificate of it, and nothing is left', async ({ step, fault }) => {
    const { exitCode, stderr } = await interruptAt(fault);

    const certificates = night.certificates();
    expect(certificates.map(({ database, verdict, failure }) => ({ database, verdict, failure }))).toEqual([
      { database: 'orcl', verdict: 'failed', failure: { step: `${step} (interrupted)`, message: 'interrupted by SIGTERM', errorStack: [] } },
    ]);
    expect(readFileSync(certificates[0]?.log ?? '', 'utf8')).toContain('interrupted by SIGTERM');
    expect(readdirSync(join(night.logFolder, 'results-to-send'))).toHaveLength(1);
    expect(stderr).toContain('icb: interrupted by SIGTERM\n  instance, mount, clone and lock are given back');
    expect(night.leftovers()).toEqual(nothingLeft);
    expect(exitCode).toBe(143);
  });

  it('leaves the result to the next night, which sends it', async () => {
    await interruptAt({ name: 'sqlplus-hang', match: 'startup' });
    await night.lab.clock.sleep(dayMs);

    const { exitCode } = await night.autorestore();

    expect(night.rows().map(({ db_unique_name: name, success }) => [name, success])).toEqual([['orcl', 0], ['orcl', 1], ['sales', 1]]);
    expect(exitCode).toBe(0);
  });
});
