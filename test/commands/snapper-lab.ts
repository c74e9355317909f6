import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { DateTime } from 'luxon';
import type { CommandContext, World } from '#commands/context.ts';
import { run } from '#commands/snapper.ts';
import type { Clock } from '#core/clock.ts';
import { openAppliance } from '../lab/zfssa/appliance-client.ts';

/** A clock that stands still until it is told otherwise. */
export class StoppedClock implements Clock {
  #now = DateTime.utc(2024, 3, 5, 1, 2, 3) as DateTime<true>;

  now(): DateTime<true> {
    return this.#now;
  }

  advance(duration: { days?: number; hours?: number; minutes?: number; seconds?: number }): void {
    this.#now = this.#now.plus(duration);
  }

  async sleep(durationMs: number): Promise<void> {
    this.#now = this.#now.plus(durationMs);
  }
}

export interface CommandOutcome {
  readonly exitCode: number | void;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with a configuration, a running appliance with the share `orcl`, and a command line without a process. */
export async function openSnapperLab({ settings = 'snapexpirationdays: 31\nsnapexpirationmonths: 6\n', withShare = true } = {}) {
  const clock = new StoppedClock();
  const lab = await openAppliance({ clock });
  const { labDir, appliance } = lab;
  const file = join(labDir, 'backup.cfg');
  const zfssa = `url: ${appliance.url}\npool: ${appliance.pool}\nproject: ${appliance.project}\ncacert: ${appliance.caFile}\n`;
  const autorestore = 'autorestoresnapage: 12\nautorestoreclonename: autorestore_orcl\n';
  await writeFile(file, `[generic]\nstorage: zfssa\n[zfssa]\n${zfssa}[autorestore]\n${autorestore}[orcl]\ndbid: 1\n${settings}`);
  if (withShare) await mkdir(appliance.shareFolder('orcl'));

  const env = { ICB_ZFSSA_USER: appliance.user, ICB_ZFSSA_PASSWORD: appliance.password };
  const contextOf = (overrides: { json?: boolean; signal?: AbortSignal; env?: World['env'] } = {}) => {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const world: World = {
      env: overrides.env ?? env,
      cwd: labDir,
      stdin: new PassThrough(),
      stdout,
      stderr,
      clock,
      launchTool: () => Promise.reject(new Error('snapper starts no Oracle program')),
      effectiveUid: 1000,
      signal: overrides.signal ?? new AbortController().signal,
    };
    const options = { config: file, json: overrides.json ?? false, quiet: false, verbose: false, color: false };
    const context: CommandContext = { world, options };
    const outcome = (exitCode: number | void): CommandOutcome => ({
      exitCode,
      stdout: String(stdout.read() ?? ''),
      stderr: String(stderr.read() ?? ''),
    });
    return { context, outcome };
  };
  /** `icb snapper orcl <action> [name]`. */
  const snapper = async (action: string, name?: string, { json = false, dryRun = false } = {}): Promise<CommandOutcome> => {
    const { context, outcome } = contextOf({ json });
    return outcome(await run(['orcl', action, name], { dryRun }, context));
  };
  /** Creates a snapshot and returns its id. */
  const takeSnapshot = async (): Promise<string> => (await snapper('create')).stdout.trim().replace('Snapshot created: ', '');
  return { ...lab, clock, file, contextOf, snapper, takeSnapshot };
}
