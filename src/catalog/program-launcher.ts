/** One start of a program. */
interface ProgramInvocation {
  readonly program: string;
  readonly args: readonly string[];
  /** The complete environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
  /** Called with its output as it comes. */
  readonly onOutput: (chunk: string) => void;
  /** Ends the program, and is awaited to its end. */
  readonly signal: AbortSignal;
}

/** How programs are started; whoever opens a catalog brings it. */
export type ProgramLauncher = (invocation: ProgramInvocation) => Promise<{ readonly exitCode: number } | { readonly killedBy: string }>;
