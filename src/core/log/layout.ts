import type { LogFile } from './log-file.ts';
import type { Screen } from './screen.ts';

/** Where the lines go, and what of them belongs on the screen. */
export interface LogOutlets {
  readonly file: LogFile | undefined;
  readonly screen: Screen;
  /** pino's number of the least level the screen shows. */
  readonly screenLevel: number;
  /** The tools' output goes to the screen as well. */
  readonly streamToScreen: boolean;
}

/** One way to write a session log down. */
export interface LogLayout {
  /** Takes a line of pino's JSON. */
  record(json: string): void;
  /** Takes what a tool printed; it may end in the middle of a line. */
  toolOutput(chunk: string): void;
  /** Ends a line the last tool left unfinished. */
  end(): void;
}
