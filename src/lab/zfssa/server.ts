// The simulated appliance, running.
import type { Clock } from '#core/clock.ts';
import { clockOf } from '../skewed-clock.ts';
import { serveHttps, type TrafficStats } from '../storage/https-server.ts';
import { RequestFaults } from '../storage/request-faults.ts';
import { removeLeftovers, takeSnapshot } from '../storage/snapshots.ts';
import { changeStorage, volumeFolder } from '../storage/storage-state.ts';
import { tlsFiles } from '../storage/tls-files.ts';
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

export interface RunningAppliance extends AsyncDisposable {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly caFile: string;
  readonly pool: string;
  readonly project: string;
  readonly stats: TrafficStats;
  readonly faults: Pick<RequestFaults, 'add' | 'clear' | 'struck'>;
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
  const { user, password, pool, project } = configuration;
  const identity = { labDir, project, clock: clockOf('appliance', labDir, clock) };
  changeStorage(identity, removeLeftovers);
  const faults = new RequestFaults(labDir, 'zfssa');
  const door = new FrontDoor(identity, configuration, { snapshots: 'current', faults: 'current', hasVersion2: true, ...dialect });
  const tls = tlsFiles(applianceFolder(labDir));
  const system = {
    answer: door.answer.bind(door),
    failureBody: (status: number, fault: object | undefined) => ({ fault: { code: status, ...fault } }),
    headers: { 'x-zfssa-storage-api': '1.1' },
  };
  const server = await serveHttps(system, { tls, port: port ?? configuration.port, faults, clock: identity.clock });
  return {
    url: server.url,
    user,
    password,
    caFile: tls.caCertificate,
    pool,
    project,
    stats: server.stats,
    faults,
    shareFolder: (name) => volumeFolder(identity, name),
    takeScheduledSnapshot: (share, options = { locked: false }) => {
      const name = `.auto-${clock.now().toFormat("yyyyMMdd'T'HHmmss'UTC'")}`;
      return changeStorage(identity, (state) => takeSnapshot(state, share, name, { retentionpolicy: options.locked ? 'locked' : 'off' }).name);
    },
    closeSessions: () => door.closeSessions(),
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}
