// What the contract suite wants of a storage system. Only `open` and `now` must be there; what else a system can do decides which
// cases are tried on it. A case that cannot be tried is skipped by the name of what it needs.
import type { RequestFault } from '#lab/storage/request-faults.ts';
import type { PlantedSnapshot } from '#lab/storage/snapshots.ts';
import type { Credentials, Storage, StorageLimits } from '#storage/adapter.ts';

/** A storage system with its own clock and, if it has volumes for nothing else, none of them made yet. */
export interface SystemUnderTest extends AsyncDisposable {
  /** Opens the volume of a database, whether it is there or not. */
  open(database: string, given?: Given): Promise<Storage>;
  /** The present time of both sides. */
  now(): Date;
  /** The database whose volume is there already; absent: `addVolume` makes those the cases want. */
  readonly database?: string;
  /** Makes the volume of a database by other means than the adapter. */
  readonly addVolume?: (database: string) => void;
  /** Writes a file into a volume, as a host that has it mounted. */
  readonly write?: (volume: string, file: string, text: string) => void;
  /** Reads a file of a volume or clone. */
  readonly read?: (volume: string, file: string) => string;
  /** Moves the time of both sides. */
  readonly advance?: (durationMs: number) => void;
  /** Puts snapshots into a volume that are not of this run, without any contents. */
  readonly plant?: (volume: string, snapshots: readonly PlantedSnapshot[]) => void;
  /** The most of them a volume can have; absent: as many as a case wants. */
  readonly mostSnapshots?: number;
  /** Whether it tells sizes as people write them, in blocks or percents. */
  readonly roundsSizes?: boolean;
  /** A name with every character the system allows, for each kind of thing. */
  readonly legalNames?: { readonly volume: string; readonly snapshot: string; readonly clone: string };
  /** How icb names snapshots there; absent: the system or the site's adapter names them. */
  readonly naming?: '-' | '_';
  /** Whether this release can lock snapshots, where the adapter can; absent: it can. */
  readonly hasLocks?: boolean;
  /** Whether it lets in only those who know a password. */
  readonly hasLogin?: boolean;
  /** Opens a volume without being told whose certificate to trust. */
  readonly openUntrusting?: (database: string) => Promise<Storage>;
  /** Requests that reached the system so far. */
  readonly requestCount?: () => number;
  readonly troubles?: Troubles;
  /** A site's adapter knows nothing of icb's classes of failures: any failure will do. */
  readonly isForeign?: boolean;
}

/** What a case can ask for when it opens a volume. */
export interface Given {
  readonly limits?: StorageLimits;
  readonly zone?: string;
  readonly credentials?: () => Credentials;
}

/** What may go wrong between icb and a system. */
export type TroubleKind = 'failing inside' | 'a reset' | 'an answer cut off' | 'an answer of a proxy' | 'silence';

/** Requests by what they do; a clone and its drop may take several. */
export type Deed = 'snapshot' | 'drop' | 'clone' | 'drop clone' | 'create volume';

/** How troubles of a system are switched on; each request is struck by the first fault that fits. */
export interface Troubles {
  add(fault: RequestFault): void;
  clear(): void;
  /** Resolves as soon as the next fault strikes, and what the request does before its answer has been done. */
  struck(): Promise<void>;
  /** Which requests do it, each struck by itself. */
  readonly requests: Readonly<Partial<Record<Deed, readonly RequestFault[]>>>;
  /** Troubles that this system does not have, or has in another way. */
  readonly kinds?: Readonly<Partial<Record<TroubleKind, RequestFault | 'none'>>>;
  /** Faults that let a clone fail after it was made; each list for itself. */
  readonly halfClones?: readonly (readonly RequestFault[])[];
}
