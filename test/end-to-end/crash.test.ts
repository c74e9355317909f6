// kill -9 and power cuts: whatever a run was doing, the next one succeeds without repair by hand, and every snapshot that was
// restorable stays so. The runs that are killed are real processes; those that follow run in this process.

import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import type { Clock } from '#core/clock.ts';
import { procProcessTable } from '#core/process-identity.ts';
import { listFaults, setFault } from '#lab/faults.ts';
import type { Fault } from '#lab/faults.ts';
import { proveRefreshWindows, proveSnapshots } from '#lab/proof.ts';
import { runWorkload } from '#lab/workload.ts';
import { processesBelow, startIcb, until } from './icb-process.ts';
import type { RunningProcess } from './icb-process.ts';
import { inDatabase } from './judged-lab.ts';
import { openTestLab } from './test-lab.ts';
import type { Outcome, TestLab } from './test-lab.ts';

const hourMs = 3_600_000;
const takenOver = 'taking over the lock of a process that is gone';
let lab: TestLab;
let temporary: string;

beforeAll(async () => {
  lab = await openTestLab(systemClock);
  temporary = join(lab.directory, 'tmp');
  mkdirSync(temporary);
});

afterAll(async () => lab[Symbol.asyncDispose]());

/** Starts a run as a process and waits until it has met the fault: there it hangs, or its RMAN has died. */
async function startUntil(fault: Fault, action = 'imagecopywithsnap'): Promise<RunningProcess> {
  runWorkload(lab.directory, { transactions: 20, spreadOverMs: hourMs, clock: lab.clock });
  setFault(lab.directory, { ...fault, times: 1 });
  const run = startIcb(['--config', join(lab.directory, 'backup.cfg'), 'backup', 'orcl', action], { env: { TMPDIR: temporary } });
  try {
    await until(() => listFaults(lab.directory).length === 0, `${fault.name} to strike`);
  } catch (error) {
    await run.killAll();
    throw error;
  }
  return run;
}

function nextRun(action = 'imagecopywithsnap'): Promise<Outcome> {
  return lab.icbIn({ env: { TMPDIR: temporary } }, 'backup', 'orcl', action);
}

function snapshotsOnAppliance(): readonly string[] {
  return readdirSync(join(lab.directory, 'storage/snapshots/orcl')).toSorted();
}

function snapshotsInLedger(): readonly string[] {
  const lines = readFileSync(join(lab.area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { snapshotId: string }).snapshotId);
}

/** SCN from which a snapshot can be recovered, as it says itself. */
function lowerBoundIn(id = ''): string | undefined {
  const parameters = readFileSync(join(lab.directory, 'storage/snapshots/orcl', id, 'autorestore.cfg'), 'utf8');
  return /^copyscn: (\d+)$/m.exec(parameters)?.[1];
}

function expectNothingLeft(): void {
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(lab.area).filter((name) => /\.lck|tmp/.test(name))).toEqual([]);
}

describe('kill -9 of icb and all it started', () => {
  it('while it configures the database: the next run changes the rest', async () => {
    await using run = await startUntil({ name: 'sqlplus-hang', match: 'block change tracking' }, 'config');

    await run.killAll();
    const next = await nextRun('config');
    const another = await nextRun('config');

    expect(next).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining(takenOver) });
    expect(next.stdout).toContain('changed: enabled block change tracking');
    expect(another.stdout).toContain('nothing to change');
    expectNothingLeft();
  });

  it.each<[string, Fault]>([
    ['between the first copies and all that follows', { name: 'rman-hang', at: 'recover-copy' }],
    ['between the level 1 incremental and the merge', { name: 'rman-hang', at: 'recover-copy' }],
    ['between the merge and the backup of the control file', { name: 'rman-hang', at: 'backup-control-file' }],
    ['after the refresh, before its parameters are written', { name: 'tool-error', tool: 'opatch', hang: true }],
  ])('%s: the next run succeeds, no history is lost', async (_, fault) => {
    await using run = await startUntil(fault);

    await run.killAll();
    const lockLeft = existsSync(join(lab.area, 'backup.lck'));
    const next = await nextRun();

    expect(lockLeft).toBe(true);
    expect(next).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining(takenOver) });
    expectNothingLeft();
  });

  it('between the snapshot and its line in the ledger: the next snapshot serves all that this one could', async () => {
    await using run = await startUntil({ name: 'zfssa', method: 'POST', pathMatch: '/snapshots', afterEffect: true, hang: true });
    const before = snapshotsInLedger();
    const unrecorded = snapshotsOnAppliance().filter((id) => !before.includes(id));

    await run.killAll();
    const next = await nextRun();
    const [recorded] = snapshotsInLedger().slice(before.length);

    expect(unrecorded).toHaveLength(1);
    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
    expect(snapshotsOnAppliance()).toEqual(expect.arrayContaining([...before, ...unrecorded, recorded]));
    expect(lowerBoundIn(recorded)).toBe(lowerBoundIn(unrecorded[0]));
  });
});

describe('the death of RMAN alone', () => {
  it.each<[string, Fault]>([
    ['in the level 1 incremental', { name: 'rman-die', at: 'backup', afterBlocks: 1 }],
    ['in the merge', { name: 'rman-die', at: 'recover-copy', afterBlocks: 1 }],
  ])('%s fails the run, the next one succeeds', async (_, fault) => {
    runWorkload(lab.directory, { transactions: 60, spreadOverMs: hourMs, clock: lab.clock });
    setFault(lab.directory, { ...fault, times: 1 });

    const failed = await nextRun();
    const next = await nextRun();

    expect([failed.exitCode, listFaults(lab.directory)]).toEqual([1, []]);
    expect(failed.stderr).toMatch(/^icb: .*RMAN.*SIGKILL/);
    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('kill -9 of icb alone', () => {
  it('leaves an RMAN that the next run ends before it begins', async () => {
    await using run = await startUntil({ name: 'rman-hang', at: 'recover-copy' });
    const [rman = 0] = processesBelow(run.pid);

    run.kill('SIGKILL');
    await run.ended;
    const orphanWorks = procProcessTable.look(rman) !== 'gone';
    const next = await nextRun();

    expect(orphanWorks).toBe(true);
    expect(procProcessTable.look(rman)).toBe('gone');
    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
    expect(next.stdout).toContain(takenOver);
    expect(next.stdout).toContain(`ending the RMAN of a run that was killed pid=${rman}`);
    expectNothingLeft();
  });

  it('law 47: whose RMAN dies too leaves a session that finishes its piece; the next run waits for it', async () => {
    const pidOfNobody = 2 ** 22 + 1;
    inDatabase(lab, (db) =>
      db.sql.insert('rman_status', { operation: 'RMAN', status: 'RUNNING', start_time: '2026-02-03 12:00:00', client_process: pidOfNobody, outlives_client: 1 }));
    const endsMeanwhile: Clock['sleep'] = async (durationMs, signal) => {
      inDatabase(lab, (db) => db.sql.run('update rman_status set outlives_client = 0 where client_process = ?', pidOfNobody));
      await lab.clock.sleep(durationMs, signal);
    };

    const next = await lab.icbIn({ clock: { ...lab.clock, sleep: endsMeanwhile } }, 'backup', 'orcl', 'missingarchlog');

    expect(next).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`waiting for the database session of an RMAN that was killed pid=${pidOfNobody}`) });
  });
});

describe('after all that', () => {
  it('every snapshot serves what it promised, alone or together with the next', () => {
    const proofs = [...proveSnapshots(lab.directory, lab.area), ...proveRefreshWindows(lab.directory, lab.area)];

    const recorded = snapshotsInLedger();
    expect(recorded.length).toBeGreaterThanOrEqual(7);
    expect(new Set(proofs.map(({ snapshotId }) => snapshotId))).toEqual(new Set(recorded));
    expect(proofs.filter(({ differences }) => differences > 0)).toEqual([]);
  });
});
