import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { runWorkload } from '#lab/workload.ts';
import { openTestLab } from './test-lab.ts';
import type { TestLab } from './test-lab.ts';

type Document = Readonly<Record<string, unknown>>;

const isoUtc = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);

let lab: TestLab;

// Each test goes on where the one before it ended, as the nights of a database do.
beforeAll(async () => {
  lab = await openTestLab();
});
afterAll(async () => lab[Symbol.asyncDispose]());

async function backup(action: string) {
  const { exitCode, stdout, stderr } = await lab.icb('backup', 'orcl', action, '--json');
  return { exitCode, stderr, document: JSON.parse(stdout) as Document };
}

/** What every action tells. */
function common(action: string): Document {
  return {
    database: 'orcl',
    action,
    startedAt: isoUtc,
    finishedAt: isoUtc,
    durationSeconds: expect.any(Number),
    log: expect.stringContaining(`${lab.area}/backup_logs/orcl_`),
    rman: expect.any(Array),
    warnings: 0,
    warningTexts: [],
  };
}

it('config tells its changes, and that a second run has none', async () => {
  const first = await backup('config');
  lab.clock.advance(60_000);
  const second = await backup('config');

  expect(first).toMatchObject({ exitCode: 0, document: { ...common('config'), changes: expect.arrayContaining(['enabled block change tracking']) } });
  expect(second.document).toEqual({ ...common('config'), changes: [] });
  expect(first.stderr).toContain('changed: enabled block change tracking');
});

it('backupimagecopy and imagecopywithsnap tell what was copied, and which times the snapshot serves', async () => {
  lab.clock.advance(60_000);
  const first = await backup('backupimagecopy');
  runWorkload(lab.directory, { transactions: 20, clock: lab.clock });
  lab.clock.advance(3_600_000);
  const second = await backup('imagecopywithsnap');

  const told = { unrecoverable: [], datafilesWithoutCopy: [] };
  const none = { snapshot: null, lowerBound: null, upperBound: null, snapshots: null };
  expect(first.document).toEqual({ ...common('backupimagecopy'), ...none, ...told, clocks: { databaseSeconds: 0, applianceSeconds: null }, imageCopies: { rolledForward: 0, copiedInFull: 5, bytes: expect.any(Number) } });
  const [id] = readdirSync(join(lab.directory, 'storage/snapshots/orcl'));
  const bounds = JSON.parse(readFileSync(join(lab.area, 'snapshots.jsonl'), 'utf8')) as Document;
  expect(second).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('step 10 of 10: totals') });
  expect(second.document).toEqual({
    ...common('imagecopywithsnap'),
    ...told,
    clocks: { databaseSeconds: 0, applianceSeconds: 0 },
    snapshot: id,
    lowerBound: { time: bounds['lowerTime'], scn: bounds['lowerScn'] },
    upperBound: { time: bounds['upperTime'], scn: bounds['upperScn'] },
    imageCopies: { rolledForward: 5, copiedInFull: 0, bytes: expect.any(Number) },
    snapshots: { kept: 1, dropped: 0, failed: 0 },
  });
  expect(second.document['lowerBound']).toEqual({ time: isoUtc, scn: expect.stringMatching(/^\d+$/) });
});

it('missingarchlog tells which archived logs it put back, and counts its warnings', async () => {
  const folder = join(lab.area, 'archivelog');
  const name = readdirSync(folder).toSorted().at(-1) ?? '';
  const sequence = Number(name.split('_')[1]);
  rmSync(join(folder, name));
  lab.clock.advance(60_000);

  const { exitCode, document } = await backup('missingarchlog');

  expect(exitCode).toBe(0);
  expect(document).toEqual({
    ...common('missingarchlog'),
    copied: [{ thread: 1, sequence }],
    lost: [],
    rman: [{ step: 'copy missing archived logs', status: 'completed', warnings: [] }],
    warnings: 1,
    warningTexts: [`archived log is missing in the backup area thread=1 sequence=${sequence}`],
  });
  expect(existsSync(join(folder, name))).toBe(true);
});

it('a backup that fails leaves one document, too: the sentence, the remedy with the session log, the exit code', async () => {
  lab.clock.advance(60_000);
  setFault(lab.directory, { name: 'rman-error', at: 'backup', stack: ['RMAN-03002: failure of backup command', 'ORA-19502: write error'], times: 1 });

  const { exitCode, stderr, document } = await backup('imagecopywithsnap');

  const log = /session log: (.*)/.exec(stderr)?.[1];
  expect(exitCode).toBe(1);
  expect(document).toEqual({ error: { message: expect.stringContaining('refresh the image copy'), hint: expect.stringContaining(`session log: ${log}`), exitCode: 1 } });
  expect(stderr).toContain(`icb: ${String((document['error'] as Document)['message'])}`);
});
