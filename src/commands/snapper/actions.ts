import { openConfiguration } from '#core/config/locate.ts';
import { installationRoot } from '#core/installation.ts';
import { readMountTable } from '#core/mount-table.ts';
import { spellOutLine } from '#core/spelled-out.ts';
import type { CommandContext } from '../context.ts';
import { openDatabaseStorage } from '../database-storage.ts';
import { messageLog } from '../message-log.ts';
import type { SnapperCall, SnapperResult } from './call.ts';
import { autoclone, clone, dropclone, listclones } from './clones.ts';
import { clean, create, list, search } from './snapshots.ts';

const actions = { list, clean, create, clone, dropclone, listclones, autoclone, search } satisfies Readonly<
  Record<string, (call: SnapperCall) => Promise<SnapperResult>>
>;

/** Every action but `checkage`. */
export type SnapshotAction = keyof typeof actions;

interface Request {
  readonly action: SnapshotAction;
  readonly word: string;
  readonly dryRun: boolean;
  readonly lockMs?: number | undefined;
}

export async function runSnapshotAction(database: string, request: Request, context: CommandContext): Promise<number> {
  const { lines, json, exitCode = 0 } = await perform(database, request, context);
  const { world, options } = context;
  const text = options.json ? JSON.stringify(json, undefined, 2) : lines.map(spellOutLine).join('\n');
  if (text !== '') world.stdout.write(`${text}\n`);
  return exitCode;
}

async function perform(database: string, request: Request, { world, options }: CommandContext): Promise<SnapperResult> {
  const configuration = openConfiguration({ option: options.config, env: world.env, cwd: world.cwd, installationRoot });
  const log = messageLog(world.stderr, options);
  await using storage = await openDatabaseStorage(configuration, database, { world, log });
  return await actions[request.action]({ ...request, database, configuration, storage, world, log, readMounts: readMountTable });
}
