import type { BackupArea } from '#core/backup-area.ts';
import type { Clock } from '#core/clock.ts';
import type { Configuration } from '#core/config/configuration.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import type { HostView } from '#core/host-view.ts';
import type { Log } from '#core/log.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import type { ResultCatalog } from '#catalog/result-catalog.ts';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import type { Storage } from '#storage/adapter.ts';
import type { ConnectionObserver } from '#core/https/connection.ts';
import type { DatabaseAnswers } from './database-answers.ts';
import type { StorageAnswers } from './storage-answers.ts';

/** What the preflight is run in. */
export interface CheckSurroundings {
  readonly configuration: Configuration;
  /** Of icb: what scheduled jobs should start. */
  readonly program: string;
  readonly host: HostView;
  readonly effectiveUid: number | undefined;
  readonly clock: Clock;
  readonly hostZone: string;
  readonly launchTool: ToolLauncher;
  /** Folder for private temporary files. */
  readonly temporaryFolder: string;
  readonly newToken: () => string;
  readonly openStorage: (database: string, listeners: { readonly log: Log; readonly observer: ConnectionObserver }) => Promise<Storage>;
  readonly openResultCatalog: (settings: RestoreTestSettings, name: string) => ResultCatalog;
}

/** One database of the configuration, and all that its checks may look at. */
export interface CheckedDatabase extends CheckSurroundings {
  readonly settings: DatabaseSettings;
  readonly oracle: DatabaseAnswers;
  readonly storage: StorageAnswers;
  /** The backup area, once it has answered. */
  readonly area: (signal: AbortSignal) => Promise<BackupArea>;
}
