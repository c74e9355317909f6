// Removing the lock of a dead process, though several processes may find it dead at once and none may remove the
// fresh lock of another. Only who holds a claim on exactly that lock, a file named by the lock's unique token, may
// remove it, and looks again while holding the claim. A claim whose owner died is removed by the same rule.
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSurelyDead, type ProcessIdentity, type ProcessTable } from '#core/process-identity.ts';
import { createExclusively, temporaryFileOwner } from './exclusive-file.ts';
import { readLock, renderLock, type LockHolder } from './lock-holder.ts';

/** Who removes, and how it knows the living from the dead. */
export interface Remover {
  readonly self: ProcessIdentity;
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly table: ProcessTable;
}

const leftoverAgeMs = 60_000;

/** Removes a lock whose owner is dead; false when another process does so or has done so already. */
export async function removeDeadLock(path: string, dead: LockHolder, remover: Remover): Promise<boolean> {
  const { self, command, since } = remover;
  const claim = `${path}.${dead.token}`;
  const content = renderLock({ token: randomUUID(), process: self, command, since });
  if (!(await createExclusively({ path: claim, content, owner: self }))) {
    await removeDeadClaim(claim, remover);
    return false;
  }
  try {
    if ((await readLock(path))?.token !== dead.token) return false;
    await rm(path, { force: true });
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

/** Removes what dead processes of this host left beside a lock: temporary files and claims. Call it with the lock held. */
export async function clearLeftovers(path: string, remover: Remover): Promise<void> {
  const { mtimeMs } = await stat(path);
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const leftover = join(dirname(path), name);
    // A claim, or a claim on a claim, carries the tokens of what it is about.
    const rest = name.slice(basename(path).length).replace(/^(\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})+/, '');
    if (rest === '') await removeDeadClaim(leftover, remover);
    else if (isLeftByTheDead(rest, remover) && (await isOlder(leftover, mtimeMs))) await rm(leftover, { force: true });
  }
}

async function removeDeadClaim(claim: string, remover: Remover): Promise<void> {
  const claimant = await readLock(claim);
  if (claimant?.token === undefined || !isSurelyDead(claimant.process, remover.self, remover.table)) return;
  await removeDeadLock(claim, claimant, remover);
}

// The name of a temporary file says less than a lock does, so it must also have lain there for a while.
function isLeftByTheDead(suffix: string, { self, table }: Remover): boolean {
  const owner = temporaryFileOwner(suffix);
  return owner !== undefined && isSurelyDead({ ...self, ...owner }, self, table);
}

async function isOlder(path: string, thanMtimeMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && thanMtimeMs - found.mtimeMs > leftoverAgeMs;
}
