// The simulated filer, running.
import type { Clock } from '#core/clock.ts';
import { clockOf } from '../skewed-clock.ts';
import type { HttpRequest } from '../storage/reply.ts';
import type { RequestFault } from '../storage/request-faults.ts';
import { type RunningSystem, runSystem } from '../storage/running-system.ts';
import { findSnapshot, modifySnapshot, removeLeftovers, takeSnapshot } from '../storage/snapshots.ts';
import { changeStorage, type Properties, viewStorage, volumeFolder } from '../storage/storage-state.ts';
import { findVolume, modifyVolume } from '../storage/volumes.ts';
import { FilerApis } from './apis.ts';
import { createFiler, filerFolder } from './create-filer.ts';
import { type FilerStyle, isSince, usualStyle } from './filer-style.ts';

export interface FilerOptions {
  readonly labDir: string;
  readonly clock: Clock;
  /** Absent: the filer's own; 0: any free one. */
  readonly port?: number;
  readonly style?: Partial<FilerStyle>;
}

export interface RunningFiler extends RunningSystem {
  readonly svm: string;
  /** Folder that stands for the mounted volume of that name; making it makes the volume. */
  volumeFolder(name: string): string;
  /** What only ONTAP knows of a volume. */
  propertiesOf(volume: string): Properties;
  /** A snapshot as the filer's own schedule takes it; returns its name. */
  takeScheduledSnapshot(volume: string): string;
  /** Keeps a snapshot until that time: tamperproof where the release knows that. */
  lockSnapshot(volume: string, name: string, until: Date): void;
  /** Sets what an administrator would: `snapshotLocking`, `exportPolicy`, `junction`, ... */
  configureVolume(volume: string, properties: Properties): void;
  /** What was deleted is gone for good. */
  purgeRecoveryQueue(): void;
}

/** Starts the simulated filer of a lab, creating it first when need be. Rejects with EADDRINUSE when the port is taken. */
export async function startFiler({ labDir, clock, port, style }: FilerOptions): Promise<RunningFiler> {
  const configuration = await createFiler(labDir, { port: port ?? 0 });
  const { svm, project } = configuration;
  const identity = { labDir, project, clock: clockOf('appliance', labDir, clock) };
  changeStorage(identity, removeLeftovers);
  const ownStyle = { ...usualStyle, ...style };
  const apis = new FilerApis(identity, configuration, ownStyle);
  const system = {
    answer: (request: HttpRequest) => apis.answer(request),
    pathOf: (request: HttpRequest) => apis.pathOf(request),
    failureBody: (status: number, fault: RequestFault['fault']) => apis.failureBody(status, fault),
    headers: {},
  };
  const running = await runSystem(system, { name: 'ontap', folder: filerFolder(labDir), identity, login: configuration, port: port ?? configuration.port });
  return {
    ...running,
    svm,
    volumeFolder: (name) => volumeFolder(identity, name),
    propertiesOf: (volume) => findVolume(viewStorage(identity), volume).properties,
    takeScheduledSnapshot: (volume) => changeStorage(identity, (state) => takeSnapshot(state, volume, `hourly.${clock.now().toFormat('yyyy-MM-dd_HHmm')}`).name),
    lockSnapshot: (volume, name, until) => {
      changeStorage(identity, (state) => modifySnapshot(state, findSnapshot(state, volume, name), { [isSince(ownStyle.release, 12) ? 'lockedUntil' : 'expiresAt']: until.toISOString() }));
    },
    configureVolume: (volume, properties) => {
      changeStorage(identity, (state) => modifyVolume(state, volume, properties));
    },
    purgeRecoveryQueue: () => {
      changeStorage(identity, (state) => {
        for (const snapshot of state.snapshots) modifySnapshot(state, snapshot, { heldByQueue: false });
      });
    },
  };
}
