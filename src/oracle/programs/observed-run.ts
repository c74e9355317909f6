import type { ToolExit } from './tool.ts';
import type { ToolSurroundings } from './tool-surroundings.ts';

/** One start of a program whose output is judged as it comes. */
export interface ObservedRun<Output> {
  /** `RMAN`, `SQL*Plus` */
  readonly tool: string;
  readonly args: readonly string[];
  /** Standard input; absent means none. */
  readonly input?: string;
  readonly reader: { push(chunk: string): void; end(): Output };
  /** What the log's first line about it tells. */
  readonly details: Readonly<Record<string, string>>;
}

export interface ObservedEnd<Output> {
  readonly exit: ToolExit;
  readonly output: Output;
  readonly durationMs: number;
}

/** Starts the program and waits for its end; its output goes to the log and to the reader. Throws the signal's reason. */
export async function observeRun<Output>(
  { tool, args, input, reader, details }: ObservedRun<Output>,
  { program, env, launch, log, clock }: ToolSurroundings,
  signal: AbortSignal,
): Promise<ObservedEnd<Output>> {
  const started = clock.now();
  log.debug(`${tool} execution starts`, details);
  const onOutput = (chunk: string): void => {
    log.toolOutput(chunk);
    reader.push(chunk);
  };
  const exit = await launch({ program, args, env, ...(input === undefined ? {} : { input }), onOutput, signal });
  const output = reader.end();
  signal.throwIfAborted();
  return { exit, output, durationMs: clock.now().diff(started).toMillis() };
}
