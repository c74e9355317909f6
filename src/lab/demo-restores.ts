// The second half of the demo: a backup is proven by restoring it, a block check by damaging a block, and the timeline by a
// second that lies in the middle of a refresh. In the end the lab compares what is in the restored copy with its journal.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { execa } from 'execa';
import { DateTime } from 'luxon';
import { IcbError } from '#core/errors.ts';
import { command, heading, type Stage } from './demo-stage.ts';
import { oracleTime } from './lab-clock.ts';
import { openTarget } from './oracle/instance.ts';
import { rowsByJournal } from './oracle/journal.ts';
import { readRows } from './oracle/rows.ts';
import { startConfiguredListener } from './serve.ts';
import { withWorldLock } from './world-lock.ts';

/** What somebody says who made sure of it. */
const isolated = { AUTORESTORE_SAFE_SANDBOX: 'TRUE' };
const sid = 'DEMOCOPY';
/** How long after its snapshot the image copy of the demo is refreshed. */
export const refreshDelayMs = 90_000;

export async function restoreChapters(stage: Stage): Promise<void> {
  const { directory, clock } = stage;
  await using _listener = await startConfiguredListener({ directory, clock });
  heading(stage, 'A backup nobody restored is a hope: the newest snapshot is restored from a thin clone');
  await command(stage, ['autorestore', '--createcatalog']);
  await command(stage, ['autorestore'], isolated);
  heading(stage, 'Would it notice a bad block? A canary: one is damaged in the clone, and must be found');
  await command(stage, ['autorestore', '--canary', 'orcl'], isolated);
  await command(stage, ['autorestore', '--verify-certificates']);
  await restoreWithinRefresh(stage);
}

/** Data files from the snapshot before the refresh, redo from the one after it. */
async function restoreWithinRefresh(stage: Stage): Promise<void> {
  const target = secondWithinRefresh(stage);
  heading(stage, 'Any second can be restored, even one in which a backup was refreshing the image copy');
  const mountFolder = join(stage.directory, 'restore', 'pit');
  mkdirSync(mountFolder);
  const screen = new Tee(stage.world.stdout);
  const words = ['restore', 'orcl', '--to', target.toISO({ suppressMilliseconds: true }) ?? '', '--sid', sid, '--mount', mountFolder, '--yes'];
  await command({ ...stage, world: { ...stage.world, stdout: screen } }, words, isolated);
  if (!screen.text.includes('Snapshot of the redo')) throw new IcbError(`${target.toISO()} was restored from one snapshot: it did not lie within a refresh`);
  compareWithJournal(stage, target);
  await giveBack(stage, screen.text);
}

/** In the middle between the upper bound of the last snapshot but one and its refresh. */
function secondWithinRefresh({ area }: Stage): DateTime<true> {
  const lines = readFileSync(join(area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n');
  const { upperTime } = JSON.parse(lines.at(-2) ?? '{}') as { readonly upperTime?: string };
  const second = DateTime.fromISO(upperTime ?? '', { zone: 'utc' }).plus({ milliseconds: refreshDelayMs / 2 });
  if (!second.isValid) throw new IcbError('the demo found no two snapshots in the ledger');
  return second;
}

function compareWithJournal({ directory, clock, world }: Stage, target: DateTime): void {
  const restored = withWorldLock(directory, () => {
    using db = openTarget(directory, { kind: 'instance', sid }, clock);
    return readRows(db).map(({ file, key, text }) => `${file} ${key} ${text}`);
  });
  const committed = rowsByJournal(directory, { time: oracleTime(target) }).map(({ file, key, text }) => `${file} ${key} ${text}`);
  if (restored.join('\n') !== committed.join('\n')) throw new IcbError(`the copy has ${restored.length} rows that are not the ${committed.length} committed before ${target.toISO()}`);
  world.stdout.write(`\nThe lab checks: the copy holds the ${restored.length} rows committed before ${target.toISO()}, and no other\n`);
}

/** Does what the command told its user to do in the end. */
async function giveBack({ world, clock, directory }: Stage, screen: string): Promise<void> {
  const commands = [...(screen.split('To give everything back:\n')[1] ?? '').matchAll(/^ {2}\d+\. (.+)$/gmu)].map(([, line = '']) => line);
  if (commands.length === 0) throw new IcbError('icb restore did not say how to give everything back');
  for (const line of commands) {
    world.stdout.write(`\n$ ${line}\n`);
    const env = { PATH: '/usr/bin:/bin', HOME: directory, ...(world.env['TMPDIR'] === undefined ? {} : { TMPDIR: world.env['TMPDIR'] }) };
    const { all, exitCode } = await execa('/bin/sh', ['-c', line], { env, extendEnv: false, all: true, reject: false, cancelSignal: world.signal });
    world.stdout.write(all === '' ? '' : `${all}\n`);
    if (exitCode !== 0) throw new IcbError(`${line} ended with exit code ${String(exitCode)}`);
  }
  world.stdout.write(`\n(${clock.now().toUTC().toISO({ suppressMilliseconds: true })}: instance, mounts and clones are gone)\n`);
}

/** Passes everything on and keeps it. */
class Tee extends Writable {
  text = '';
  readonly #next: Writable;

  constructor(next: Writable) {
    super({ decodeStrings: false });
    this.#next = next;
  }

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    this.#next.write(chunk, () => done());
  }
}
