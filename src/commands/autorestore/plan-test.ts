// `icb autorestore --dry-run`: what a test would do now. The storage system is only asked, nothing is made or changed.

import type { Configuration } from '#core/config/configuration.ts';
import { IcbError } from '#core/errors.ts';
import { chooseTestSnapshot } from '#workflows/restore-test/test-snapshot.ts';
import { testSid } from '#workflows/restore-test/test-instance.ts';
import { decideBlockCheck } from '#workflows/restore-test/validation-decision.ts';
import type { CommandContext } from '../context.ts';
import { openDatabaseStorage } from '../database-storage.ts';
import { messageLog } from '../message-log.ts';

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

async function describeTest(configuration: Configuration, database: string, { context, canary }: { readonly context: CommandContext; readonly canary: boolean }): Promise<TestPlan> {
  const { world, options } = context;
  const settings = configuration.restoreTestSettings(database);
  await using storage = await openDatabaseStorage(configuration, database, { world, log: messageLog(world.stderr, options) });
  const now = world.clock.now();
  const { id, createdAt } = await chooseTestSnapshot(storage, settings, { now, signal: world.signal });
  const blockCheck = canary ? 'canary' : await decideBlockCheck(settings, { now });
  const { cloneName, mountPoint, scratchFolder, logFolder, mountCommand, unmountCommand } = settings;
  const sid = testSid(database, logFolder);
  const facts: readonly (readonly [string, string])[] = [
    ['snapshot', `${id}, created ${createdAt.toISOString()}`],
    ['clone', cloneName],
    ['mount', [...mountCommand, mountPoint].join(' ')],
    ['scratch folder, emptied', scratchFolder],
    ['instance', `${sid}, init file ${scratchFolder}/init.ora`],
    ['recovery', 'until the time the backup wrote down before the snapshot, then open read only'],
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
