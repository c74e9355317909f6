import type { Clock } from '#core/clock.ts';
import type { Log } from '#core/log.ts';
import type { ToolLauncher } from './tool.ts';

/** Where a tool runs and who hears of it. */
export interface ToolSurroundings {
  /** Absolute path of the program. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly launch: ToolLauncher;
  readonly log: Log;
  readonly clock: Clock;
  /** Folder for private temporary files. */
  readonly temporaryFolder: string;
}
