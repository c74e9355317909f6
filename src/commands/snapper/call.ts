import type { Configuration } from '#core/config/configuration.ts';
import type { Log } from '#core/log.ts';
import type { Mount } from '#core/mount-table.ts';
import type { Storage } from '#storage/adapter.ts';
import type { World } from '../context.ts';

/** What an action works with. */
export interface SnapperCall {
  readonly database: string;
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly world: World;
  readonly log: Log;
  /** Snapshot, clone or time, for the actions that need one. */
  readonly word: string;
  readonly dryRun: boolean;
  /** How long `create` locks its snapshot. */
  readonly lockMs?: number | undefined;
  /** Mounts of this host. */
  readonly readMounts: () => readonly Mount[];
}

/** What an action found or did, for people and for programs. */
export interface SnapperResult {
  readonly lines: readonly string[];
  readonly json: unknown;
  /** Absent: 0. */
  readonly exitCode?: number;
}
