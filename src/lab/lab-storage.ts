// The storage systems a lab can have: made with it, and played while it is served.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '#core/errors.ts';
import type { LabSystem } from './lab-system.ts';

/** Each is loaded when it is used: the lab's tools start often. */
const labSystems = {
  zfssa: async () => (await import('./zfssa/lab-system.ts')).zfssa,
  ontap: async () => (await import('./ontap/lab-system.ts')).ontap,
  dorado: async () => (await import('./dorado/lab-system.ts')).dorado,
  softnas: async () => (await import('./softnas/lab-system.ts')).softnas,
  openzfs: async () => (await import('./openzfs/lab-system.ts')).openzfs,
} satisfies Record<string, () => Promise<LabSystem>>;

export type LabStorage = keyof typeof labSystems;

export const labStorages = Object.keys(labSystems) as readonly LabStorage[];

/** @throws {UsageError} */
export function readLabStorage(word: string): LabStorage {
  const found = labStorages.find((known) => known === word);
  if (found === undefined) throw new UsageError(`a lab has no storage ${word}: --storage is one of ${labStorages.join(', ')}`);
  return found;
}

export async function labSystem(name: LabStorage): Promise<LabSystem> {
  return labSystems[name]();
}

/** Which storage system a lab has. */
export function storageOf(labDir: string): LabStorage {
  return labStorages.find((name) => existsSync(join(labDir, name))) ?? 'zfssa';
}

/** The port at which the files of a lab look for its storage system; 0 when they do not tell. */
export function wantedPort(labDir: string, { portPlace: { file, pattern } }: LabSystem): number {
  return Number(pattern.exec(readFileSync(join(labDir, file), 'utf8'))?.groups?.['port'] ?? 0);
}
