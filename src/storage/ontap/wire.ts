// What icb asks of ONTAP in single steps, whichever of its interfaces carries them (REST: rest-wire.ts). What follows from an
// answer is decided above, once for all wires.
//
// Reads are repeated by the wire while that may help. A change is ONE attempt: it ends when the filer has done it (also when a
// job does it), and throws StorageFaultError or StorageUnreachableError when it is open whether it has happened,
// StorageConflictError when it contradicts what is there, SnapshotInUseError or StorageDeniedError when the filer refuses.
// `doing` completes "cannot ...".
import type { VolumeSpace } from '../adapter.ts';
import type { Snapshot } from '../snap-handler.ts';
import type { Outcome } from '../volume-driver.ts';

/** A volume as far as icb looks at it. */
export interface OntapVolume {
  readonly name: string;
  readonly uuid: string;
  readonly svm: string;
  readonly isOnline: boolean;
  readonly createdAt: Date | undefined;
  readonly comment: string;
  /** Undefined where it is spread over several, and where the user may not know. */
  readonly aggregate: string | undefined;
  /** Where it is mounted in the SVM's namespace; undefined for a volume that is not. */
  readonly junctionPath: string | undefined;
  readonly exportPolicy: string | undefined;
  readonly hidesSnapshots: boolean | undefined;
  /** Present only on clones. */
  readonly parent: { readonly volume: string; readonly svm: string | undefined; readonly snapshot: string } | undefined;
}

export interface OntapSnapshot {
  readonly uuid: string;
  /** Without the clones, which only the list of volumes shows. */
  readonly snapshot: Snapshot;
  /** A clone hangs on it, be it one in the recovery queue. */
  readonly isCloned: boolean;
}

/** Exactly one of them: volumes of that name, clones of that volume, volumes whose comment begins so. */
export interface VolumeFilter {
  readonly name?: string;
  readonly parent?: string;
  readonly commentStart?: string;
}

export interface NewClone {
  readonly name: string;
  readonly parent: OntapVolume;
  readonly snapshotId: string;
  readonly junctionPath: string;
}

/** A volume that the filer does not snapshot by itself, with its snapshot directory hidden. */
export interface NewVolume {
  readonly name: string;
  readonly svm: string;
  readonly aggregate: string;
  readonly sizeBytes: number;
  readonly junctionPath: string;
  /** Undefined: that of the SVM. */
  readonly exportPolicy: string | undefined;
  readonly comment: string;
  /** Of its top folder. */
  readonly permissions: '755' | '770';
  /** Absent: root. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** What changes of a volume. */
export interface VolumeChange {
  /** Empty: it is unmounted. */
  readonly junctionPath?: string;
  readonly isOnline?: false;
  readonly exportPolicy?: string;
  readonly hidesSnapshots?: true;
}

/** A storage virtual machine, and the names of the aggregates it may make volumes in. */
export interface OntapSvm {
  readonly name: string;
  readonly aggregates: readonly string[];
}

export interface OntapWire {
  /** The SVM of the configuration, or all the user sees. */
  svms(doing: string, signal: AbortSignal): Promise<OntapSvm[]>;
  /** Of the SVM of the configuration, or of all SVMs the user sees; in any order. */
  volumes(filter: VolumeFilter, doing: string, signal: AbortSignal): Promise<OntapVolume[]>;
  /** In any order; with `id` only that one. @throws {VolumeNotFoundError} when the volume is gone meanwhile, where that can be told */
  snapshots(volume: OntapVolume, options: { readonly id?: string }, doing: string, signal: AbortSignal): Promise<OntapSnapshot[]>;
  createSnapshot(volume: OntapVolume, id: string, doing: string, signal: AbortSignal): Promise<Outcome>;
  deleteSnapshot(volume: OntapVolume, snapshot: OntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome>;
  /**
   * One snapshot of all these volumes at one moment, confirmed and with nothing left behind but it. Says why when this filer
   * cannot or may not; then nothing has been done. @throws {StorageConflictError} when a volume has one of that name
   */
  snapshotTogether(volumes: readonly OntapVolume[], id: string, doing: string, signal: AbortSignal): Promise<'done' | { readonly impossible: string }>;
  /** Absent: this interface cannot. */
  lockSnapshot?(volume: OntapVolume, snapshot: OntapSnapshot, until: Date, doing: string, signal: AbortSignal): Promise<Outcome>;
  createVolume(volume: NewVolume, doing: string, signal: AbortSignal): Promise<Outcome>;
  createClone(clone: NewClone, doing: string, signal: AbortSignal): Promise<Outcome>;
  changeVolume(volume: OntapVolume, change: VolumeChange, doing: string, signal: AbortSignal): Promise<Outcome>;
  deleteVolume(volume: OntapVolume, doing: string, signal: AbortSignal): Promise<Outcome>;
  /** Absent: this interface does not tell. */
  space?(volume: OntapVolume, doing: string, signal: AbortSignal): Promise<VolumeSpace | undefined>;
  /** Can be called twice. */
  close(): Promise<void>;
}
