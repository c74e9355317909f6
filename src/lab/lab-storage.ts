// The storage systems a lab can have: made with it, and played while it is served.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { UsageError } from '#core/errors.ts';
import { createFiler, filerFolder, readFilerConfiguration } from './ontap/create-filer.ts';
import { startFiler } from './ontap/server.ts';
import { isOnline, junctionOf } from './ontap/volumes.ts';
import { labProject, viewStorage, volumeFolder } from './storage/storage-state.ts';
import { tlsFiles } from './storage/tls-files.ts';
import { applianceFolder, createAppliance } from './zfssa/create-appliance.ts';
import { startAppliance } from './zfssa/server.ts';

export const labStorages = ['zfssa', 'ontap'] as const;

export type LabStorage = (typeof labStorages)[number];

/** What the files of a lab say of its storage system. */
export interface LabStorageFacts {
  readonly system: LabStorage;
  readonly title: string;
  /** Its section of the configuration. */
  readonly section: string;
  readonly credentials: { readonly file: string; readonly text: string };
  /** Under which path the clone of a restore test is exported. */
  readonly autorestoreExport: string;
}

/** A storage system that answers. */
export interface ServedStorage extends AsyncDisposable {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  /** For DIR/lab.json. */
  readonly description: Readonly<Partial<Record<LabStorage, Readonly<Record<string, string>>>>>;
}

/** @throws {UsageError} */
export function readLabStorage(word: string): LabStorage {
  const found = labStorages.find((known) => known === word);
  if (found === undefined) throw new UsageError(`a lab has no storage ${word}: --storage is one of ${labStorages.join(', ')}`);
  return found;
}

export function storageTitle(system: LabStorage): string {
  return system === 'ontap' ? 'ONTAP filer' : 'ZFS Storage Appliance';
}

/** Makes the storage system of a new lab. */
export async function createLabStorage(system: LabStorage, directory: string, port: number): Promise<LabStorageFacts> {
  const title = storageTitle(system);
  const note = '# Answers while icb lab serve runs. User and password are in';
  if (system === 'ontap') {
    const { svm, user, password } = await createFiler(directory, { port });
    const file = 'netappcredentials.cfg';
    return {
      system,
      title,
      section: `[ontap]\n${note} ${file} beside this file.\nfiler: 127.0.0.1:${port}\nmounthost: 127.0.0.1\nsvm: ${svm}\ncacert: ${caFileOf(system, directory)}\n`,
      credentials: { file, text: `# Login of the simulated filer. It opens nothing else.\n[netappcredentials]\nuser: ${user}\npassword: ${password}\n` },
      autorestoreExport: '/autorestore',
    };
  }
  const { pool, project, user, password } = await createAppliance(directory, { port });
  const file = 'zfscredentials.cfg';
  return {
    system,
    title,
    section: `[zfssa]\n${note} ${file} beside this file.\nurl: https://127.0.0.1:${port}\npool: ${pool}\nproject: ${project}\ncacert: ${caFileOf(system, directory)}\n`,
    credentials: { file, text: `# Login of the simulated appliance. It opens nothing else.\n[zfscredentials]\nzfsuser: ${user}\nzfspassword: ${password}\n` },
    autorestoreExport: `/export/${labProject}/autorestore`,
  };
}

/** Which storage system a lab has. */
export function storageOf(directory: string): LabStorage {
  return readFilerConfiguration(directory) === undefined ? 'zfssa' : 'ontap';
}

/** Rejects with EADDRINUSE when the port is taken. */
export async function startLabStorage(options: { readonly labDir: string; readonly clock: Clock; readonly port: number }): Promise<ServedStorage> {
  const system = storageOf(options.labDir);
  const running = system === 'ontap' ? await startFiler(options) : await startAppliance(options);
  const { url, user, password, caFile: cacert } = running;
  const own = 'svm' in running ? { svm: running.svm } : { pool: running.pool, project: running.project };
  return {
    url,
    description: { [system]: { url, user, password, cacert, ...own } },
    [Symbol.asyncDispose]: async () => running[Symbol.asyncDispose](),
  };
}

/** The certificate of the authority that the storage system of a lab is known by. */
export function caFileOf(system: LabStorage, directory: string): string {
  return tlsFiles(system === 'ontap' ? filerFolder(directory) : applianceFolder(directory)).caCertificate;
}

/** The folder that a share or junction path leads to; undefined when nothing is exported under it. */
export function exportedFolder({ labDir, clock }: { readonly labDir: string; readonly clock: Clock }, path: string): string | undefined {
  const identity = { labDir, project: labProject, clock };
  if (storageOf(labDir) === 'ontap') {
    const volume = viewStorage(identity).volumes.find((candidate) => isOnline(candidate) && junctionOf(candidate) === path);
    return volume === undefined ? undefined : volumeFolder(identity, volume.name);
  }
  const isUsable = /^\/export(?:\/[\w.:-]+)+$/u.test(path) && !path.split('/').includes('..');
  const folder = join(labDir, 'nfs', path.slice('/export'.length));
  return isUsable && existsSync(folder) ? folder : undefined;
}
