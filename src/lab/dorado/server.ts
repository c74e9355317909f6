// The simulated array, running: one controller, or several that know the same.
import type { Clock } from '#core/clock.ts';
import { clockOf } from '../skewed-clock.ts';
import { type HttpsServer, serveHttps } from '../storage/https-server.ts';
import { type RunningSystem, runSystem } from '../storage/running-system.ts';
import { findSnapshot, modifySnapshot, removeLeftovers, takeSnapshot } from '../storage/snapshots.ts';
import { changeStorage, type StorageIdentity, viewStorage, volumeFolder } from '../storage/storage-state.ts';
import { tlsFiles } from '../storage/tls-files.ts';
import { findVolume, modifyVolume } from '../storage/volumes.ts';
import { faultBody, faultCodes } from './array-fault.ts';
import { arrayFolder, createArray } from './create-array.ts';
import { filesystemRow, type Tenant } from './filesystems.ts';
import { FrontDoor, systemTenant } from './front-door.ts';
import type { Row } from './rows.ts';
import { type Share, sharesOf } from './shares.ts';

export interface ArrayOptions {
  readonly labDir: string;
  readonly clock: Clock;
  /** Absent: the array's own; 0: any free one. */
  readonly port?: number;
  /** Where the lab's filesystems are: in its vStore, unless this says System_vStore. */
  readonly withoutVstore?: boolean;
  readonly isSloppy?: boolean;
}

export interface RunningArray extends RunningSystem {
  readonly vstore: string;
  /** Folder that stands for the mounted filesystem of that name; making it makes the filesystem, shared to everybody. */
  filesystemFolder(name: string): string;
  filesystemOf(name: string): Row;
  sharesOf(filesystem: string): readonly Share[];
  /** As somebody does it on the array; in sectors. */
  resize(filesystem: string, sectors: number): void;
  /** A snapshot as the array's own schedule or somebody else makes it. */
  takeSnapshot(filesystem: string, name: string): void;
  /** Protects a snapshot until that time. */
  lockSnapshot(filesystem: string, name: string, until: Date): void;
  /** Another vStore's object, under whatever name. */
  addForeign(object: 'filesystem' | 'fssnapshot' | 'nfshare', row: Row): void;
  /** How many of those there are. */
  foreignCount(): number;
  /** Sessions that were not given back. */
  sessionCount(): number;
  /** Every session ends now. */
  closeSessions(): void;
  /** Another controller of the same array. */
  startController(): Promise<HttpsServer>;
}

/** Starts the simulated array of a lab, creating it first when need be. Rejects with EADDRINUSE when the port is taken. */
export async function startArray({ labDir, clock, port, withoutVstore = false, isSloppy = false }: ArrayOptions): Promise<RunningArray> {
  const configuration = await createArray(labDir, { port: port ?? 0 });
  const { vstore, project } = configuration;
  const identity: StorageIdentity = { labDir, project, clock: clockOf('appliance', labDir, clock) };
  changeStorage(identity, removeLeftovers);
  const tenant: Tenant = withoutVstore ? systemTenant : { id: '1', name: vstore };
  const door = new FrontDoor(identity, configuration, { tenant, isSloppy });
  const system = {
    answer: door.answer.bind(door),
    failureBody: (_: number, fault: { readonly code?: number; readonly message?: string } = {}) => faultBody({ code: fault.code ?? faultCodes.busy, message: fault.message ?? 'The system is busy.' }),
    headers: {},
  };
  const running = await runSystem(system, { name: 'dorado', folder: arrayFolder(labDir), identity, login: configuration, port: port ?? configuration.port });
  return {
    ...running,
    vstore,
    filesystemFolder: (name) => volumeFolder(identity, name),
    filesystemOf: (name) => filesystemRow(viewStorage(identity), findVolume(viewStorage(identity), name), tenant),
    sharesOf: (filesystem) => sharesOf(findVolume(viewStorage(identity), filesystem)),
    resize: (filesystem, sectors) => void changeStorage(identity, (state) => modifyVolume(state, filesystem, { sectors })),
    takeSnapshot: (filesystem, name) => void changeStorage(identity, (state) => takeSnapshot(state, filesystem, name)),
    lockSnapshot: (filesystem, name, until) => {
      changeStorage(identity, (state) => modifySnapshot(state, findSnapshot(state, filesystem, name), { lockedUntil: until.toISOString() }));
    },
    addForeign: (object, row) => door.foreign[object]?.push({ vstoreId: '7', ...row }),
    foreignCount: () => Object.values(door.foreign).flat().length,
    sessionCount: () => door.sessions.count,
    closeSessions: () => door.sessions.closeAll(),
    startController: () => serveHttps(system, { tls: tlsFiles(arrayFolder(labDir)), port: 0, faults: running.faults, clock: identity.clock }),
  };
}
