// What a built-in adapter is given and what it gives back: the public contract (snap-handler.ts) and a little more.
import type { Clock } from '#core/clock.ts';
import type { StartTimer } from '#core/start-timer.ts';
import type { StorageSystem } from '#core/config/schema.ts';
import type { ConnectionObserver } from '#core/https/connection.ts';
import type { SnapHandler, SnapHandlerContext } from './snap-handler.ts';

/** The backup volume of one database, open until disposed of. */
export interface Storage extends SnapHandler, AsyncDisposable {
  /** Whether a listed snapshot is one of icb's: only those are expired and restored from. */
  ownsSnapshot(id: string): boolean;
  /** Nobody can drop the snapshot before that time; a lock that lasts longer stays. Absent: the storage system has no locks. */
  readonly lockSnapshot?: (id: string, until: Date, signal?: AbortSignal) => Promise<void>;
  /** Absent where no such system tells; undefined where this one does not. */
  readonly space?: (signal?: AbortSignal) => Promise<VolumeSpace | undefined>;
}

/** Room in the volume of a database, by the storage system itself; of several volumes in the one that has least. */
export interface VolumeSpace {
  readonly availableBytes: number;
  /** What is available and what the volume takes up, its snapshots included. */
  readonly totalBytes: number;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** How long to wait and how often to try; each has a default that suits an appliance. */
export interface StorageLimits {
  /** For one request and its whole answer. */
  readonly requestTimeoutMs?: number;
  /** Measures that time; absent: the clock of the machine does. */
  readonly startTimer?: StartTimer;
  /** For one method of the contract with all its requests and retries. */
  readonly operationTimeoutMs?: number;
}

export interface AdapterContext extends SnapHandlerContext {
  /** Looked up only by an adapter that needs them. */
  credentials(system: StorageSystem): Credentials | Promise<Credentials>;
  readonly clock: Clock;
  /** Backup area of the database, where the configuration names it; this host need not see it. */
  area?(): string | undefined;
  /** IANA zone of the timestamps in names of snapshots; absent means the host's. */
  readonly zone?: string;
  readonly limits?: StorageLimits;
  /** For whoever wants to know the system, not only what it answers; told nothing by adapters without HTTPS. */
  readonly observer?: ConnectionObserver;
}

export interface StorageAdapter {
  open(context: AdapterContext): Promise<Storage>;
}
