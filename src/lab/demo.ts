// `icb demo`: the story of a backup, told by the real commands in a lab. Oracle's tools run as processes, the storage
// answers over its own protocol; only time is the lab's own, so that weeks pass in seconds.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '#commands/context.ts';
import { IcbError, UsageError } from '#core/errors.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import { createLab } from './create-lab.ts';
import { refreshDelayMs, restoreChapters } from './demo-restores.ts';
import { chapter, command, heading, type Stage } from './demo-stage.ts';
import { openLabClock } from './lab-clock.ts';
import { labSystem, type LabStorage, readLabStorage } from './lab-storage.ts';
import { proveSnapshots } from './proof.ts';
import { startConfiguredStorage } from './serve.ts';
import { runWorkload, setBusy } from './workload.ts';

const dayMs = 86_400_000;
/** The story begins that long ago and ends now, so that a lab that is kept lives in the present. */
const storyDays = 45;

/** The story is of restores: without clones it could not be told. @throws {UsageError} */
export function readStoryStorage(word: string): LabStorage {
  const storage = readLabStorage(word);
  if (storage === 'softnas') throw new UsageError('the demo restores from clones, which softnas does not make', { hint: 'icb lab create DIR --storage softnas makes a lab with it' });
  return storage;
}

/** Tells the story in a new lab in `directory`. Returns 0 when every command did what it must. */
export async function tellStory(directory: string, { storage, world: outerWorld }: { readonly storage: LabStorage; readonly world: World }): Promise<number> {
  const say = (text: string): void => void outerWorld.stdout.write(`${text}\n`);
  say(`This is a simulation: a small model of Oracle and of storage (${(await labSystem(storage)).title}) stand in for the real ones.`);
  say('What you see icb do is real: the same program, talking to rman, sqlplus and the storage as it would in earnest.');

  await createLab({ directory, storage, startedMsAgo: storyDays * dayMs });
  const clock = openLabClock(directory);
  await using _storage = await startConfiguredStorage({ directory, clock, stdout: outerWorld.stdout });
  const world = { ...outerWorld, clock, launchTool: delayedRefresh(outerWorld.launchTool, { directory, clock }) };
  const stage = { directory, area: join(directory, 'nfs/demo-backup/orcl'), clock, world };

  await chapter(stage, 'A database, and a configuration that fits it', [
    ['config', 'check'],
    ['backup', 'orcl', 'config'],
  ]);
  await chapter(stage, 'The first run makes the image copy; there is nothing to snapshot yet', [['backup', 'orcl', 'imagecopywithsnap']]);
  // Others go on while icb works, as everywhere.
  setBusy(directory, 1);
  for (const day of ['The second', 'The third', 'The fourth']) {
    passDays(stage, 1);
    await chapter(stage, `${day} night: the area is snapshotted, then the copy rolled forward`, [['backup', 'orcl', 'imagecopywithsnap']]);
  }
  await repairHole(stage);
  await chapter(stage, 'What there is now', [
    ['snapper', 'orcl', 'list'],
    ['snapper', 'orcl', 'checkage'],
  ]);
  proof(stage);
  await restoreChapters(stage);
  passDays(stage, storyDays - 3);
  await chapter(stage, 'Six weeks later retention takes the old ones, except the last of the month', [
    ['snapper', 'orcl', 'clean', '--dry-run'],
    ['backup', 'orcl', 'imagecopywithsnap'],
    ['snapper', 'orcl', 'list'],
  ]);
  proof(stage);
  await chapter(stage, 'The report knows it all, and that nobody has tested a restore for weeks', [['report']]);
  say('\nThe end. icb lab create DIR makes a lab to go on with; the README tells the rest.');
  return 0;
}

/** Between snapshot and refresh some time passes, in which people go on working: it takes two snapshots to restore a second of it. */
function delayedRefresh(launch: ToolLauncher, { directory, clock }: Pick<Stage, 'directory' | 'clock'>): ToolLauncher {
  return async (invocation) => {
    const commandFile = invocation.args.find((word) => word.startsWith('cmdfile='))?.slice('cmdfile='.length);
    const isRefresh = commandFile !== undefined && readFileSync(commandFile, 'utf8').includes('recover copy');
    if (isRefresh) runWorkload(directory, { transactions: 9, spreadOverMs: refreshDelayMs, clock });
    return await launch(invocation);
  };
}

/** Days of work for the database, in an instant. */
function passDays({ directory, clock, world }: Stage, days: number): void {
  const { committed } = runWorkload(directory, { transactions: 120, spreadOverMs: days * dayMs, clock });
  world.stdout.write(`\n(${days === 1 ? 'a day' : `${days} days`} later: ${committed} transactions were committed)\n`);
}

/** An archived log vanishes from the backup area, as a failed archiver or a careless hand would have it. */
async function repairHole(stage: Stage): Promise<void> {
  heading(stage, 'A hole: somebody removed an archived log from the backup area');
  const folder = join(stage.area, 'archivelog');
  const [victim] = (await readdir(folder)).toSorted();
  if (victim === undefined) throw new IcbError('the demo found no archived log in the backup area');
  stage.world.stdout.write(`\n$ rm ${join(folder, victim)}\n`);
  rmSync(join(folder, victim));
  await command(stage, ['backup', 'orcl', 'missingarchlog']);
  if (!existsSync(join(folder, victim))) throw new IcbError(`archived log ${victim} was not put back`);
}

/** The lab recovers every snapshot's copies with the snapshot's own archived logs and compares with what was committed. */
function proof({ directory, area, world }: Stage): void {
  world.stdout.write('\nThe lab checks: copies of each snapshot + its archived logs = rows committed by then?\n');
  for (const { snapshotId, time, scn, rows, differences } of proveSnapshots(directory, area)) {
    if (differences > 0) throw new IcbError(`snapshot ${snapshotId}: ${differences} of ${rows} rows are not what was committed`);
    world.stdout.write(`  ${snapshotId}: recovered to ${time} (SCN ${scn}), ${rows} rows, all as committed\n`);
  }
}
