// The simulated appliance, running.
import type { Clock } from '#core/clock.ts';
import { clockOf } from '../skewed-clock.ts';
import { type RunningSystem, runSystem } from '../storage/running-system.ts';
import { removeLeftovers, takeSnapshot } from '../storage/snapshots.ts';
import { changeStorage, volumeFolder } from '../storage/storage-state.ts';
import type { ApplianceDialect } from './bodies.ts';
import { applianceFolder, createAppliance } from './create-appliance.ts';
import { FrontDoor } from './front-door.ts';

export interface ApplianceOptions {
  readonly labDir: string;
  readonly clock: Clock;
  /** Absent: the appliance's own; 0: any free one. */
  readonly port?: number;
  readonly dialect?: Partial<ApplianceDialect>;
}

export interface RunningAppliance extends RunningSystem {
  readonly pool: string;
  readonly project: string;
  /** Folder that stands for the mounted share of that name; making it makes the share. */
  shareFolder(name: string): string;
  /** A snapshot as the appliance's own schedule takes it, `.auto-<time>`; returns its name. */
  takeScheduledSnapshot(share: string, options?: { readonly locked: boolean }): string;
  /** Every token ends now. */
  closeSessions(): void;
}

/** Starts the simulated appliance of a lab, creating it first when need be. Rejects with EADDRINUSE when the port is taken. */
export async function startAppliance({ labDir, clock, port, dialect }: ApplianceOptions): Promise<RunningAppliance> {
  const configuration = await createAppliance(labDir, { port: port ?? 0 });
  const { pool, project } = configuration;
  const identity = { labDir, project, clock: clockOf('appliance', labDir, clock) };
  changeStorage(identity, removeLeftovers);
  const door = new FrontDoor(identity, configuration, { snapshots: 'current', faults: 'current', hasVersion2: true, ...dialect });
  const system = {
    answer: door.answer.bind(door),
    failureBody: (status: number, fault: object | undefined) => ({ fault: { code: status, ...fault } }),
    headers: { 'x-zfssa-storage-api': '1.1' },
  };
  const running = await runSystem(system, { name: 'zfssa', folder: applianceFolder(labDir), identity, login: configuration, port: port ?? configuration.port });
  return {
    ...running,
    pool,
    project,
    shareFolder: (name) => volumeFolder(identity, name),
    takeScheduledSnapshot: (share, options = { locked: false }) => {
      const name = `.auto-${clock.now().toFormat("yyyyMMdd'T'HHmmss'UTC'")}`;
      return changeStorage(identity, (state) => takeSnapshot(state, share, name, { retentionpolicy: options.locked ? 'locked' : 'off' }).name);
    },
    closeSessions: () => door.closeSessions(),
  };
}
