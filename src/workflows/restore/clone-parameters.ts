import type { DateTime } from 'luxon';

/** What `autorestore.cfg` in a clone says. Files of the toolset before icb have no bounds, no zone and no incarnation. */
export interface CloneParameters {
  readonly file: string;
  /** Initialization parameters by name: db_name, undo_tablespace, compatible ... */
  readonly initialization: Readonly<Record<string, string>>;
  /** IANA name, or this host's zone where the file names none. */
  readonly zone: string;
  readonly isZoneKnown: boolean;
  /** Where the image copies can be recovered from. */
  readonly lower: { readonly scn: bigint; readonly time: DateTime } | undefined;
  /** Where the archived logs end; undefined when the snapshot was not taken by a backup run. */
  readonly upper: { readonly scn: bigint | undefined; readonly localTime: string; readonly time: DateTime } | undefined;
  readonly resetlogsId: string | undefined;
  readonly changeTrackingFile: string | undefined;
}
