import type { Readable, Writable } from 'node:stream';
import type { Clock } from '#core/clock.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';

/** Everything icb takes from outside itself. `main.ts` brings the real one, tests their own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly clock: Clock;
  readonly launchTool: ToolLauncher;
  /** Whom the process acts as; undefined on systems without such numbers. */
  readonly effectiveUid: number | undefined;
  /** Aborted by SIGINT, SIGTERM and SIGHUP with an {@link InterruptedError} as its reason. */
  readonly signal: AbortSignal;
}

/** Options every command understands, before or after the command's name. */
export interface GlobalOptions {
  readonly config?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** What a command is given besides its own arguments. */
export interface CommandContext {
  readonly world: World;
  readonly options: GlobalOptions;
}
