import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IcbError } from '#core/errors.ts';
import { shellLine, shellWord } from '#core/shell-word.ts';
import { systemErrorText } from '#core/system-error.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import type { MountPlace, PreparedPlace } from './clone-mounter.ts';
import type { Held } from './held-resources.ts';
import type { PointInTimeRun } from './point-in-time-run.ts';

/** A clone on the appliance that waits to be mounted. */
export interface NewClone {
  readonly snapshot: Snapshot;
  readonly name: string;
  /** `host:/export/...` */
  readonly source: string;
  readonly held: Held;
}

export interface MountedClone extends NewClone {
  readonly mounted: PreparedPlace;
  readonly heldMount: Held;
}

/** `restore_orcl_20261121_051848`, in local time. */
export function restoreCloneName({ settings, clock }: PointInTimeRun): string {
  return `restore_${settings.name}_${clock.now().toLocal().toFormat('yyyyMMdd_HHmmss')}`;
}

export async function makeClone(run: PointInTimeRun, snapshot: Snapshot, name: string): Promise<NewClone> {
  const { storage, held, log, signal, dropCloneCommand } = run;
  log.info(`clone snapshot ${snapshot.id} as ${name}`);
  const heldAs = (called: string): Held => ({
    what: `clone ${called}`,
    commands: [`${dropCloneCommand} ${shellWord(called)}`],
    uses: [],
    giveBack: async () => storage.dropClone(called),
  });
  const wished = heldAs(name);
  const clone = await held.make(wished, () => storage.cloneSnapshot(snapshot.id, name, signal));
  // A site's own adapter may have another mind.
  const kept = clone.name === name ? wished : await held.replace(wished, heldAs(clone.name));
  return { snapshot, name: clone.name, source: await storage.mountSource(clone.name, signal), held: kept };
}

interface WantedMount {
  readonly clone: NewClone;
  readonly folder: string;
  /** The folder is made for it. */
  readonly isNew: boolean;
}

/** Mounts clones, each on its folder. A place is held as soon as root knows of it: a clone must not be dropped below a mount. */
export async function mountClones(run: PointInTimeRun, wanted: readonly WantedMount[]): Promise<MountedClone[]> {
  const { mounter, held } = run;
  const folders: (Held | undefined)[] = [];
  for (const { folder, isNew } of wanted) folders.push(isNew ? await makeFolder(run, folder) : undefined);
  const places = mounter.prepare(wanted.map(({ clone, folder }): MountPlace => ({ source: clone.source, folder })));
  const clones: MountedClone[] = [];
  for (const [index, { clone }] of wanted.entries()) {
    const mounted = places[index];
    if (mounted === undefined) continue;
    const uses = [clone.held, folders[index]].filter((used) => used !== undefined);
    const heldMount = await held.add({ what: `mount ${mounted.folder}`, commands: mounted.commands, uses, giveBack: mounted.unmount });
    clones.push({ ...clone, mounted, heldMount });
  }
  for (const { mounted } of clones) await mounter.mount(mounted);
  return clones;
}

/** Unmounts a clone that is needed elsewhere, and keeps the clone. */
export async function releaseMount({ mounter, held }: PointInTimeRun, { mounted, heldMount }: MountedClone): Promise<void> {
  await mounter.release(mounted);
  await held.remove(heldMount);
}

async function makeFolder({ held }: PointInTimeRun, folder: string): Promise<Held> {
  const made: Held = { what: `folder ${folder}`, commands: [shellLine('rmdir', folder)], uses: [], giveBack: async () => rmdir(folder) };
  await held.make(made, () => makeNewFolder(folder));
  return made;
}

/** The scratch folder of the restored instance lies in the clone of its data files, and disappears with it. */
export async function makeScratchFolder(mountPoint: string, sid: string): Promise<string> {
  const path = join(mountPoint, `icb-restore-${sid}`);
  await makeNewFolder(path);
  return path;
}

async function makeNewFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o750 });
  } catch (cause) {
    throw new IcbError(`cannot make the folder ${path}: ${systemErrorText(cause)}`, {
      cause,
      hint: 'a clone must be mounted read-write, and the user icb runs as must own the backup in it',
    });
  }
}
