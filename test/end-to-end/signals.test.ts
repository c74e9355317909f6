// Signals: whatever a run is doing, its tools end, its lock is given back, nothing is left behind, and the next run succeeds.

import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { procProcessTable } from '#core/process-identity.ts';
import { cancelOnSignals } from '#core/signals.ts';
import { clearFault, listFaults, setFault } from '#lab/faults.ts';
import { proveSnapshots } from '#lab/proof.ts';
import { runWorkload } from '#lab/workload.ts';
import { processesBelow, startIcb, until } from './icb-process.ts';
import { openTestLab } from './test-lab.ts';
import type { Outcome, TestLab } from './test-lab.ts';

const untouched = 'the image copy is as the previous run left it';
const refreshed = 'the image copy itself has been refreshed';

type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Whatever a step does next, it does not come back from it. */
const everythingHangs = [
  { name: 'sqlplus-hang' },
  { name: 'rman-hang' },
  { name: 'tool-error', tool: 'opatch', hang: true },
  { name: 'zfssa', hang: true },
];

let lab: TestLab;
let temporary: string;

beforeAll(async () => {
  lab = await openTestLab();
  temporary = join(lab.directory, 'tmp');
  mkdirSync(temporary);
  for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap']) {
    expect(await lab.icb('backup', 'orcl', action)).toMatchObject({ exitCode: 0 });
    runWorkload(lab.directory, { transactions: 10, clock: lab.clock });
  }
});

afterAll(async () => lab[Symbol.asyncDispose]());

/** Runs a backup; as soon as it has printed `line`, its next tool or request hangs, and then the signal comes. */
async function interruptAt(line: string, signalName: EndingSignal): Promise<Outcome> {
  const source = new EventEmitter();
  using cancellation = cancelOnSignals(source, () => undefined);
  let stdout = '';
  const screen = new Writable({
    write(chunk: Buffer, _encoding, done) {
      stdout += chunk.toString();
      if (stdout.includes(line) && listFaults(lab.directory).length === 0) for (const fault of everythingHangs) setFault(lab.directory, { ...fault, times: 1 });
      done();
    },
  });
  const run = lab.icbIn({ signal: cancellation.signal, stdout: screen, env: { TMPDIR: temporary } }, 'backup', 'orcl', 'imagecopywithsnap');
  await until(() => stdout.includes(line) && listFaults(lab.directory).length < everythingHangs.length, `something to hang after ${line}`);
  source.emit(signalName);
  const outcome = await run;
  clearFault(lab.directory);
  return { ...outcome, stdout };
}

function sessionLogIn(stderr: string): string {
  return readFileSync(/^ {2}session log: (.*)$/m.exec(stderr)?.[1] ?? '', 'utf8');
}

describe('a signal', () => {
  it.each<[EndingSignal, string, string, string]>([
    ['SIGINT', 'session log:', 'sqlplus ended', 'nothing had been changed yet'],
    ['SIGTERM', 'step 1 of 10', 'sqlplus ended', untouched],
    ['SIGHUP', 'step 2 of 10', 'sqlplus ended', untouched],
    ['SIGINT', 'step 3 of 10', 'no Oracle program was running', untouched],
    ['SIGTERM', 'step 4 of 10', 'sqlplus ended', untouched],
    ['SIGHUP', 'step 5 of 10', 'sqlplus ended', 'the refresh of the image copy was cut short: the next run completes it'],
    ['SIGINT', 'step 6 of 10', 'sqlplus ended', refreshed],
    ['SIGTERM', 'step 7 of 10', 'no Oracle program was running', refreshed],
    ['SIGHUP', 'step 8 of 10', 'opatch ended', refreshed],
    ['SIGINT', 'step 9 of 10', 'sqlplus ended', refreshed],
  ])('%s after "%s" ends the run and leaves nothing behind', async (signalName, line, ended, imageCopy) => {
    const { exitCode, stdout, stderr } = await interruptAt(line, signalName);

    expect([exitCode, stderr.split('\n')[0]]).toEqual([128 + constants.signals[signalName], `icb: interrupted by ${signalName}`]);
    expect(stdout).toContain(line);
    expect(stdout).not.toContain(' done\n');
    const told = `${ended}, the lock and temporary files are given back`;
    expect(stderr).toMatch(new RegExp(`^  ${told}(?:; |\n  )${imageCopy}`, 'm'));
    const log = sessionLogIn(stderr);
    expect(log).toMatch(new RegExp(`ERROR {4}orcl {12}interrupted by ${signalName}$`, 'm'));
    expect(log).toMatch(new RegExp(`INFO {5}orcl {12}.*${imageCopy}`));
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(lab.area).filter((name) => /\.lck|tmp/.test(name))).toEqual([]);
  });

  it('leaves a backup that the next run completes, and snapshots that serve what they promise', async () => {
    const snapshotsBefore = readdirSync(join(lab.directory, 'storage/snapshots/orcl'));

    const next = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
    const proofs = proveSnapshots(lab.directory, lab.area);
    expect(proofs.filter(({ differences }) => differences > 0)).toEqual([]);
    expect(readdirSync(join(lab.directory, 'storage/snapshots/orcl'))).toHaveLength(snapshotsBefore.length + 1);
  });
});

describe('a signal to a process', () => {
  it('ends its RMAN; a second one while that lasts is answered, and no third is needed', async () => {
    setFault(lab.directory, { name: 'rman-hang', at: 'backup', times: 1 });
    await using run = startIcb(['--config', join(lab.directory, 'backup.cfg'), 'backup', 'orcl', 'imagecopywithsnap'], { env: { TMPDIR: temporary } });
    await until(() => listFaults(lab.directory).length === 0, 'RMAN to hang');
    const [rman = 0] = processesBelow(run.pid);

    process.kill(rman, 'SIGSTOP');
    run.kill('SIGINT');
    await until(() => run.stdout.includes('interrupted by SIGINT: ending what was started'), 'an answer to the first signal');
    run.kill('SIGHUP');
    await until(() => run.stderr.includes('SIGHUP'), 'an answer to the second signal');
    const lockMeanwhile = existsSync(join(lab.area, 'backup.lck'));
    process.kill(rman, 'SIGCONT');
    const { exitCode, stderr } = await run.ended;

    expect(lockMeanwhile).toBe(true);
    expect(exitCode).toBe(130);
    expect(stderr).toContain('icb: SIGHUP received: cleaning up is already under way\n');
    expect(stderr).toContain('icb: interrupted by SIGINT\n');
    expect(procProcessTable.look(rman)).toBe('gone');
    expect(readdirSync(temporary)).toEqual([]);
    expect(existsSync(join(lab.area, 'backup.lck'))).toBe(false);
  });

  it('ends it while it waits for the lock of another, who notices nothing', async () => {
    setFault(lab.directory, { name: 'rman-hang', at: 'backup', times: 1 });
    const backup = ['--config', join(lab.directory, 'backup.cfg'), 'backup', 'orcl', 'imagecopywithsnap'];
    await using holder = startIcb(backup);
    await until(() => listFaults(lab.directory).length === 0, 'the first run to hang');
    await using waiting = startIcb(backup);
    await until(() => waiting.stdout.includes('waiting for the lock'), 'the second run to wait');

    waiting.kill('SIGTERM');
    const second = await waiting.ended;
    const lockAfterwards = existsSync(join(lab.area, 'backup.lck'));
    holder.kill('SIGTERM');
    const first = await holder.ended;

    expect([second.exitCode, lockAfterwards, first.exitCode]).toEqual([143, true, 143]);
  });
});
