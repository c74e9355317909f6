/** One start of an Oracle program. */
export interface ToolInvocation {
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  /** The complete environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Standard input, then end of file; absent means none at all. */
  readonly input?: string;
  /** Called with standard output and standard error as they come, decoded as UTF-8. */
  readonly onOutput: (chunk: string) => void;
  /** Told of the process, which leads a group of its own, at once; never where no process is started. */
  readonly onStart?: (pid: number) => void;
  /** Ends the program with SIGTERM, and is awaited to the program's end. */
  readonly signal: AbortSignal;
}

/** How a program ended: an exit code, or the signal that killed it. */
export type ToolExit = { readonly exitCode: number } | { readonly killedBy: string };

/**
 * Starts a program and waits for its end. Real runs start a process; tests may run the simulated tools in process.
 * @throws {IcbError} when the program cannot be started at all (missing, not executable)
 */
export type ToolLauncher = (invocation: ToolInvocation) => Promise<ToolExit>;
