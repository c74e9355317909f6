// `icb autorestore --dry-run`: what a test would do now. The storage system is only asked, nothing is made or changed.

import { DateTime } from 'luxon';
import type { Configuration } from '#core/config/configuration.ts';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import { IcbError } from '#core/errors.ts';
import { shellLine } from '#core/shell-word.ts';
import { timeForPeople } from '#core/time-for-people.ts';
import { lookForWritableFolder } from '#core/writable-folder.ts';
import { lookAtMountPoint } from '#workflows/restore/mount-point.ts';
import { chooseTestSnapshot } from '#workflows/restore-test/test-snapshot.ts';
import { testSid } from '#workflows/restore-test/test-instance.ts';
import { decideBlockCheck } from '#workflows/restore-test/validation-decision.ts';
import type { CommandContext } from '../context.ts';
import { openDatabaseStorage } from '../database-storage.ts';
import { messageLog } from '../message-log.ts';
import { refuseTestWithoutClones } from '../require-clones.ts';

const folderLimitMs = 30_000;

export interface TestPlan {
  readonly isPossible: boolean;
  readonly lines: readonly string[];
  readonly document: Readonly<Record<string, unknown>>;
}

/** What stands in the way of one database does not keep the others from being planned. */
export async function planTest(configuration: Configuration, database: string, { context, canary }: { readonly context: CommandContext; readonly canary: boolean }): Promise<TestPlan> {
  try {
    return await describeTest(configuration, database, { context, canary });
  } catch (error) {
    if (!(error instanceof IcbError)) throw error;
    const hint = error.hint === undefined ? [] : [`  ${error.hint}`];
    return { isPossible: false, lines: [`${database}: cannot be tested: ${error.message}`, ...hint], document: { database, possible: false, reason: error.message } };
  }
}

/** What a test would complain of first. @throws {IcbError} */
async function requireFolders({ logFolder, scratchFolder, mountPoint }: RestoreTestSettings, signal: AbortSignal): Promise<void> {
  const written = [[logFolder, 'log folder'], [scratchFolder, 'scratch folder']] as const;
  for (const [path, what] of written) {
    const state = await lookForWritableFolder(path, { timeoutMs: folderLimitMs, signal });
    if (state !== 'writable') throw new IcbError(`the ${what} ${path} is no folder the user icb runs as can write`, { hint: `create it and give it to that user: ${shellLine('mkdir', '-p', path)}` });
  }
  const { kind, isLink } = await lookAtMountPoint(mountPoint, signal);
  if (kind !== 'empty' || isLink) throw new IcbError(`the mount point ${mountPoint} is ${isLink ? 'a symbolic link' : kind}, not an empty folder`, { hint: 'a test mounts its clone there: make it an empty folder of this user' });
}

async function describeTest(configuration: Configuration, database: string, { context, canary }: { readonly context: CommandContext; readonly canary: boolean }): Promise<TestPlan> {
  const { world, options } = context;
  const settings = configuration.restoreTestSettings(database);
  await refuseTestWithoutClones(configuration, database, world);
  await requireFolders(settings, world.signal);
  await using storage = await openDatabaseStorage(configuration, database, { world, log: messageLog(world.stderr, options) });
  const now = world.clock.now();
  const { id, createdAt } = await chooseTestSnapshot(storage, settings, { now, signal: world.signal });
  const blockCheck = canary ? 'canary' : await decideBlockCheck(settings, { now });
  const { cloneName, mountPoint, scratchFolder, logFolder, mountCommand, unmountCommand } = settings;
  const sid = testSid(database, logFolder);
  const facts: readonly (readonly [string, string])[] = [
    ['snapshot', `${id}, created ${timeForPeople(DateTime.fromJSDate(createdAt))}`],
    ['clone', cloneName],
    ['mount', [...mountCommand, mountPoint].join(' ')],
    ['scratch folder, emptied', scratchFolder],
    ['instance', `${sid}, init file ${scratchFolder}/init.ora`],
    ['recovery', 'until the time the backup wrote down before the snapshot, or the end of its archived logs where it was taken by hand; then open read only'],
    ['verification', settings.customVerifyDate],
    ['block check', blockCheck ?? 'not this time'],
    ['given back', `instance, ${[...unmountCommand, mountPoint].join(' ')}, clone ${cloneName}`],
  ];
  return {
    isPossible: true,
    lines: [`${database}: would be tested like this`, ...facts.map(([name, value]) => `  ${name}: ${value}`)],
    document: { database, possible: true, snapshot: { id, createdAt: createdAt.toISOString() }, cloneName, mountPoint, scratchFolder, sid, blockCheck: blockCheck ?? null },
  };
}
