// The restore test of one database: its newest snapshot is cloned, mounted, restored, recovered, opened, asked for its newest
// data, on some days read block by block, and given back. What was found out is returned, whatever happened.

import { DateTime } from 'luxon';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import { IcbError, RefusedError } from '#core/errors.ts';
import { failuresIn } from '#core/failures-in.ts';
import { emptyScratchFolder, type ProtectedFolder } from '#core/scratch-folder.ts';
import { version } from '#core/version.ts';
import type { BlockCheckResult, RecoveryTarget, RestoreTestResult } from '#reports/restore-test-result.ts';
import type { Storage } from '#storage/adapter.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import { findBackupInClone } from '../restore/backup-in-clone.ts';
import { checkBlocks, describeBlockCheck, releaseCanary, requireCleanBlocks } from '../restore/block-check.ts';
import { mountClone } from '../restore/clone-mount.ts';
import { requireAllUsed } from '../restore/restorable-files.ts';
import { describeTarget, restoreDatabase } from '../restore/restore-database.ts';
import type { RestoreRun, RestoredDatabase } from '../restore/restore-request.ts';
import { RestoreSteps } from '../restore/restore-steps.ts';
import { isOfForeignInstance } from '../restore/restored-instance.ts';
import { requireFreeName, temporaryClone, type TemporaryClone } from '../restore/temporary-clone.ts';
import { requireTolerance } from '../restore/verify-database.ts';
import { describeFailure } from './test-failure.ts';
import type { JournaledTest } from './test-journal.ts';
import { chooseTestSnapshot } from './test-snapshot.ts';

/** What a test of one database needs. */
export interface RestoreTest {
  readonly run: RestoreRun & { readonly settings: RestoreTestSettings };
  /** What stands in the way of a test of this database: left by an earlier one, and not to be cleared. */
  readonly obstacles: readonly string[];
  readonly openStorage: () => Promise<Storage>;
  readonly protectedFolders: readonly ProtectedFolder[];
  /** Keeps other configurations from using the same scratch folder. @throws {NotStartedError} when one does */
  readonly lockScratch: (path: string) => Promise<AsyncDisposable>;
  /** Writes down what is about to be made, so that the next run can clear it if this one dies. */
  readonly note: (changes: Partial<JournaledTest>) => Promise<void>;
  readonly sid: string;
  readonly host: string;
  /** Zone of the times where a backup does not name its own. */
  readonly hostZone: string;
  readonly logFile: string;
  readonly startedAt: DateTime<true>;
  /** Why every block is to be read; undefined: not this time. */
  readonly blockCheck: BlockCheckResult['reason'] | undefined;
}

/** What came of a test. */
export interface TestOutcome {
  readonly result: RestoreTestResult;
  /** The interlock, or another refusal for safety, ended it. */
  readonly isRefused: boolean;
  /** What went wrong, in the order it happened: the first failed the test, the others happened while it was cleared up. */
  readonly errors: readonly unknown[];
  /** Whether nothing of the test is left: instance, mount, clone. */
  readonly isGivenBack: boolean;
}

type Findings = { -readonly [Key in 'snapshot' | 'target' | 'reached' | 'differenceSeconds' | 'blockCheck']: RestoreTestResult[Key] } & {
  oracleVersion: string | undefined;
};

/** Never throws: a test that failed, was refused or interrupted has a result too. What it set up is given back by then, newest first. */
export async function testRestore(test: RestoreTest): Promise<TestOutcome> {
  const { run, host, logFile, startedAt } = test;
  const { settings, clock } = run;
  const findings: Findings = { snapshot: undefined, target: undefined, reached: undefined, differenceSeconds: undefined, blockCheck: undefined, oracleVersion: undefined };
  let step = 'prepare the test';
  const steps = new RestoreSteps(run, (name) => (step = name));
  // Outlives all that is set up: the scratch folder is emptied last.
  await using scratchLock = new AsyncDisposableStack();
  const held = new AsyncDisposableStack();
  const errors: unknown[] = [];
  try {
    await restoreAndVerify(test, steps, { findings, held, scratchLock });
  } catch (error) {
    errors.push(...failuresIn(error));
  }
  // A failure of something that cleared up after itself, and could not, leaves something behind as well.
  let isGivenBack = errors.length < 2;
  if (errors.length === 0) step = 'give back what was set up';
  try {
    await held.disposeAsync();
    if (errors.length === 0) await emptyScratch(test);
  } catch (error) {
    isGivenBack = false;
    errors.push(...failuresIn(error));
  }
  const { oracleVersion, ...found } = findings;
  const result = {
    database: settings.name,
    dbid: settings.dbid,
    host,
    startedAt,
    finishedAt: clock.now(),
    failure: describeFailure(errors, step),
    logFile,
    ...found,
    toleranceSeconds: settings.toleranceMs / 1000,
    phases: steps.phases,
    versions: { icb: version, oracle: oracleVersion },
  };
  return { result, isRefused: errors[0] instanceof RefusedError, errors, isGivenBack };
}

interface TestProgress {
  readonly findings: Findings;
  /** What has been set up: clone, mount, instance. That it cannot be given back fails the test as well. */
  readonly held: AsyncDisposableStack;
  readonly scratchLock: AsyncDisposableStack;
}

async function restoreAndVerify(test: RestoreTest, steps: RestoreSteps, { findings, held, scratchLock }: TestProgress): Promise<void> {
  const { run, sid, hostZone, note } = test;
  const { settings, signal, log } = run;
  const { logFolder, mountPoint, name } = settings;
  if (test.obstacles.length > 0) throw new IcbError(`${name}: an earlier test left what could not be cleared: ${test.obstacles.join('; ')}`, { hint: 'clear it by hand; the next run looks again' });
  const scratchFolder = await steps.run('empty the scratch folder', () =>
    emptyScratch(test, async (path) => void scratchLock.use(await test.lockScratch(path))),
  );
  const storage = held.use(await test.openStorage());
  const snapshot = await steps.run('choose a snapshot', () => chooseTestSnapshot(storage, settings, { now: run.clock.now(), signal }));
  const chosen = { id: snapshot.id, createdAt: instantOf(snapshot) };
  findings.snapshot = chosen;
  await steps.run(`clone snapshot ${snapshot.id} and mount it`, async () => {
    const wish = { database: name, snapshotId: snapshot.id, cloneName: settings.cloneName, log, signal };
    await requireFreeName(storage, wish);
    await note({ snapshot: chosen, cloneName: settings.cloneName });
    const clone = await temporaryClone(storage, wish).catch(async (error: unknown) => {
      // What could not be undone is named in the failure; a clone that somebody else made meanwhile is not ours to clear.
      if (failuresIn(error).length === 1) await note({ cloneName: undefined });
      throw error;
    });
    await holdMounted(clone, test, held);
  });
  const data = await findBackupInClone(mountPoint, hostZone, signal);
  await note({ hasInstance: true });
  const request = { data, sid, scratchFolder, diagnosticFolder: logFolder, open: 'read only', onTarget: (target: RecoveryTarget) => void (findings.target = target) } as const;
  const restored = held.use(
    await restoreDatabase(run, request, steps).catch(async (error: unknown) => {
      // What is written down as ours is ended by the next run if this one dies.
      if (isOfForeignInstance(error)) await note({ hasInstance: undefined });
      throw error;
    }),
  );
  const { target, reached, differenceSeconds, oracleVersion } = restored;
  Object.assign(findings, { reached, differenceSeconds, oracleVersion });
  log.info('verified', { target: describeTarget(target), verified: reached.verifiedLocalTime, differenceSeconds });
  requireAllUsed(name, restored.unusedCopies);
  requireTolerance(settings, restored, target);
  const { blockCheck: reason } = test;
  if (reason === undefined) return;
  findings.blockCheck = await steps.run('check every block', () => readEveryBlock(reason, restored, run));
  requireCleanBlocks(name, findings.blockCheck, restored.datafiles);
  log.info(describeBlockCheck(findings.blockCheck));
}

/** Mounts a clone. It is dropped once it is unmounted, never under a mount that still shows it. */
async function holdMounted(clone: TemporaryClone, { run, note }: RestoreTest, held: AsyncDisposableStack): Promise<void> {
  let isMounted = false;
  held.defer(async () => {
    if (!isMounted) await clone[Symbol.asyncDispose]();
  });
  await note({ mountSource: clone.source });
  const mount = await mountClone({ ...run, mountPoint: run.settings.mountPoint, source: clone.source }).catch((error: unknown) => {
    isMounted = failuresIn(error).length > 1;
    throw error;
  });
  isMounted = true;
  held.defer(async () => {
    await mount[Symbol.asyncDispose]();
    isMounted = false;
  });
}

/** A test that failed leaves what is in it for a look; the next one empties it. Returns its real path. */
async function emptyScratch({ run: { settings, signal }, protectedFolders }: RestoreTest, lock?: (path: string) => Promise<void>): Promise<string> {
  return await emptyScratchFolder({ folder: settings.scratchFolder, protectedFolders, signal, ...(lock === undefined ? {} : { lock }) });
}

async function readEveryBlock(reason: BlockCheckResult['reason'], restored: RestoredDatabase, run: RestoreRun): Promise<BlockCheckResult> {
  if (reason !== 'canary') return await checkBlocks(run, restored, { reason, canary: undefined });
  const canary = await releaseCanary(restored.datafiles);
  if (canary === undefined) throw new IcbError('the restored database has no block that could be damaged for the canary');
  return await checkBlocks(run, restored, { reason, canary });
}

function instantOf({ createdAt }: Snapshot): DateTime<true> {
  const instant = DateTime.fromJSDate(createdAt, { zone: 'utc' });
  if (!instant.isValid) throw new TypeError('a snapshot without a valid time of creation');
  return instant;
}
