// The simulated SoftNAS, running.
import type { Clock } from '#core/clock.ts';
import { clockOf } from '../skewed-clock.ts';
import { type RunningSystem, runSystem } from '../storage/running-system.ts';
import { cloneSnapshot, findSnapshot, removeLeftovers, takeSnapshot } from '../storage/snapshots.ts';
import { changeStorage, volumeFolder } from '../storage/storage-state.ts';
import { createSoftnas, softnasFolder } from './create-softnas.ts';
import { describeCall, FrontDoor } from './front-door.ts';
import type { SoftnasStyle } from './opcodes.ts';

export interface SoftnasOptions {
  readonly labDir: string;
  readonly clock: Clock;
  /** Absent: the appliance's own; 0: any free one. */
  readonly port?: number;
  readonly style?: Partial<SoftnasStyle>;
}

/** In what was asked, the path of an operation has its operands behind it: `...snserv.php?opcode=volumes&start=0`. */
export interface RunningSoftnas extends RunningSystem {
  readonly pool: string;
  /** Folder that stands for the mounted volume of that name; making it makes the volume. */
  volumeFolder(name: string): string;
  /** A snapshot as somebody else makes it. */
  takeSnapshot(volume: string, name: string): void;
  /** As its web interface does it. */
  cloneSnapshot(volume: string, snapshot: string, name: string): void;
  /** Sessions nobody has logged out of. */
  sessionCount(): number;
  /** Every session ends now. */
  closeSessions(): void;
}

/** Starts the simulated SoftNAS of a lab, creating it first when need be. Rejects with EADDRINUSE when the port is taken. */
export async function startSoftnas({ labDir, clock, port, style }: SoftnasOptions): Promise<RunningSoftnas> {
  const configuration = await createSoftnas(labDir, { port: port ?? 0 });
  const { pool, project } = configuration;
  const identity = { labDir, project, clock: clockOf('appliance', labDir, clock) };
  changeStorage(identity, removeLeftovers);
  const door = new FrontDoor(identity, configuration, { times: 'seconds', zone: 'utc', pageRecords: 10_000, tellsName: true, ...style });
  const system = {
    answer: door.answer.bind(door),
    pathOf: describeCall,
    failureBody: (_: number, fault: { readonly message?: string } = {}) => ({ success: false, msg: fault.message ?? 'internal error' }),
    headers: {},
  };
  const running = await runSystem(system, { name: 'softnas', folder: softnasFolder(labDir), identity, login: configuration, port: port ?? configuration.port });
  return {
    ...running,
    pool,
    volumeFolder: (name) => volumeFolder(identity, name),
    takeSnapshot: (volume, name) => void changeStorage(identity, (state) => takeSnapshot(state, volume, name)),
    cloneSnapshot: (volume, snapshot, name) => void changeStorage(identity, (state) => cloneSnapshot(state, findSnapshot(state, volume, snapshot), name)),
    sessionCount: () => door.sessions.count,
    closeSessions: () => door.sessions.closeAll(),
  };
}
