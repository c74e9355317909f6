import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { takeFault, type Fault } from '#lab/faults.ts';
import { labSystem, storageOf } from '../lab-storage.ts';
import type { ToolCall } from './tool-call.ts';
import { untilEnded } from './tool-fault.ts';

// Nobody but root can mount, so that in the lab a share appears at its mount point by a symbolic link that takes the place of
// the empty folder. What the programs print and how they end is as with mount(8) and umount(8).

/** Exit code of mount and umount for "mount failure". */
const failed = 32;

/** `mount-clone MOUNTPOINT`: mounts what ICB_MOUNT_SOURCE names, else what DIR/fstab has for that mount point. */
export async function runMountClone(call: ToolCall): Promise<number> {
  const [mountPoint] = call.args;
  const fault = takeFault(call.labDir, 'mount-error');
  if (fault !== undefined) return await failAsTold(call, fault, 'mount.nfs: Connection timed out');
  const complain = (text: string): number => {
    call.stdout(`mount.nfs: ${text}\n`);
    return failed;
  };
  if (mountPoint === undefined) return complain('mount point missing');
  const source = call.env['ICB_MOUNT_SOURCE'] ?? sourceInFstab(call.labDir, mountPoint);
  if (source === undefined) return complain(`can't find ${mountPoint} in ${fstab(call.labDir)}`);
  const kind = lstatSync(mountPoint, { throwIfNoEntry: false });
  if (kind === undefined) return complain(`mount point ${mountPoint} does not exist`);
  if (kind.isSymbolicLink()) return complain(`${mountPoint} is busy or already mounted`);
  if (!kind.isDirectory()) return complain(`mount point ${mountPoint} is not a directory`);
  const [, path = ''] = /^[^/]*:(.*)$/u.exec(source) ?? [];
  const share = (await labSystem(storageOf(call.labDir))).exportedFolder(call, path);
  if (share === undefined) return complain(`mounting ${source} failed, reason given by server: No such file or directory`);
  if (readdirSync(mountPoint).length > 0) return complain(`mount point ${mountPoint} is not empty: the lab cannot mount over it`);
  rmdirSync(mountPoint);
  symlinkSync(share, mountPoint);
  return 0;
}

/** `umount-clone MOUNTPOINT`: an empty folder again. */
export async function runUnmountClone(call: ToolCall): Promise<number> {
  const [mountPoint = ''] = call.args;
  const fault = takeFault(call.labDir, 'umount-error');
  if (fault !== undefined) return await failAsTold(call, fault, `umount: ${mountPoint}: target is busy.`);
  if (lstatSync(mountPoint, { throwIfNoEntry: false })?.isSymbolicLink() !== true) {
    call.stdout(`umount: ${mountPoint}: not mounted.\n`);
    return failed;
  }
  unlinkSync(mountPoint);
  mkdirSync(mountPoint);
  return 0;
}

/** The faults `mount-error` and `umount-error` {lines?, exitCode?, hang?: true}. */
async function failAsTold(call: ToolCall, fault: Fault, usual: string): Promise<number> {
  const lines = Array.isArray(fault['lines']) ? fault['lines'].map(String) : [usual];
  call.stdout(`${lines.join('\n')}\n`);
  if (fault['hang'] === true) await untilEnded(call.signal);
  return typeof fault['exitCode'] === 'number' ? fault['exitCode'] : failed;
}

function fstab(labDir: string): string {
  return join(labDir, 'fstab');
}

function sourceInFstab(labDir: string, mountPoint: string): string | undefined {
  if (!existsSync(fstab(labDir))) return undefined;
  const lines = readFileSync(fstab(labDir), 'utf8').split('\n').map((line) => line.trim().split(/\s+/u));
  return lines.find((words) => words[1] === mountPoint && !words[0]?.startsWith('#'))?.[0];
}
