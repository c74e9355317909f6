import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { World } from '#commands/context.ts';
import { clearFault } from '#lab/faults.ts';
import { proveSnapshots } from '#lab/proof.ts';
import { runWorkload } from '#lab/workload.ts';
import { SavedLab } from './lab-run.ts';
import { openTestLab } from './test-lab.ts';
import type { Outcome, TestLab } from './test-lab.ts';

/** How a command line ended, its complaint taken apart. */
export interface Ending extends Outcome {
  /** First line on stderr: it alone must tell what is wrong and where. */
  readonly sentence: string;
  /** The indented lines below it: causes, remedy, session log. */
  readonly remedy: string;
}

/** A lab to break things in; {@link reset} brings it back to where it began. */
export interface FailingLab extends AsyncDisposable {
  readonly lab: TestLab;
  readonly configurationFile: string;
  reset(): void;
}

/** @param prepare what every test starts from */
export async function openFailingLab(prepare: (lab: TestLab) => Promise<void> = async () => {}, database = 'orcl'): Promise<FailingLab> {
  const lab = await openTestLab(undefined, { databases: [database] });
  mkdirSync(join(lab.directory, 'tmp'));
  await prepare(lab);
  const saved = new SavedLab(lab);
  return {
    lab,
    configurationFile: join(lab.directory, 'backup.cfg'),
    reset() {
      lab.appliance.faults.clear();
      saved.restore();
    },
    async [Symbol.asyncDispose]() {
      saved[Symbol.dispose]();
      await lab[Symbol.asyncDispose]();
    },
  };
}

/** Configured, an image copy, one snapshot, and work since. */
export async function withImageCopy(lab: TestLab): Promise<void> {
  expect(await backup(lab, 'config')).toMatchObject({ exitCode: 0, stderr: '' });
  for (let night = 1; night <= 2; night += 1) {
    expect(await backup(lab)).toMatchObject({ exitCode: 0, stderr: '' });
    work(lab);
  }
}

export function work({ directory, clock }: TestLab): void {
  runWorkload(directory, { transactions: 20, switchEvery: 10, clock });
  clock.advance(60_000);
}

/** `icb backup orcl <action>` with temporary files where the test sees them. */
export async function backup(lab: TestLab, action = 'imagecopywithsnap', changes: Partial<World> = {}): Promise<Ending> {
  return commandLine(lab, ['backup', 'orcl', action], changes);
}

export async function commandLine(lab: TestLab, words: readonly string[], changes: Partial<World> = {}): Promise<Ending> {
  const outcome = await lab.icbIn({ env: { TMPDIR: join(lab.directory, 'tmp') }, ...changes }, ...words);
  const [sentence = '', ...remedy] = outcome.stderr.trimEnd().split('\n');
  return { ...outcome, sentence, remedy: remedy.join('\n') };
}

/** Replaces text in a file of the lab; the text must be there. */
export function rewrite(lab: TestLab, name: string, from: string | RegExp, to: string): void {
  const file = join(lab.directory, name);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
}

/** All files of the area with size and time, session logs left out: what must be the same when nothing was started. */
export function filesOf({ area }: TestLab): readonly string[] {
  const names = readdirSync(area, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('backup_logs'));
  return names.toSorted().map((name) => {
    const { size, mtimeMs } = statSync(join(area, name));
    return `${name} ${size} ${mtimeMs}`;
  });
}

/** Lock and temporary files, in the area and in the folder for temporary files. */
export function leftovers({ directory, area }: TestLab): readonly string[] {
  const inArea = readdirSync(area, { recursive: true, encoding: 'utf8' });
  return [...inArea.filter((name) => /lck|tmp|probe/.test(name)), ...readdirSync(join(directory, 'tmp'))];
}

/** Once the cause is mended, the next run succeeds and every snapshot serves all it promises. */
export async function expectRecovery(lab: TestLab): Promise<void> {
  expect(leftovers(lab)).toEqual([]);
  clearFault(lab.directory);
  lab.appliance.faults.clear();
  work(lab);
  const snapshots = snapshotsOf(lab);
  expect(await backup(lab)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(snapshotsOf(lab)).toHaveLength(snapshots.length + 1);
  const proofs = proveSnapshots(lab.directory, lab.area);
  expect(proofs.length).toBeGreaterThanOrEqual(2 * (snapshots.length + 1));
  expect(proofs.filter(({ differences }) => differences > 0)).toEqual([]);
}

export function snapshotsOf({ directory }: TestLab): readonly string[] {
  return readdirSync(join(directory, 'storage/snapshots/orcl')).toSorted();
}
