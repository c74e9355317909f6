import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { type Log, noProgress } from '#core/log.ts';
import type { ToolSurroundings } from '#oracle/programs/tool-surroundings.ts';
import type { ToolExit, ToolInvocation } from '#oracle/programs/tool.ts';

/** What a fake program does: prints, and ends. */
export interface FakeRun {
  /** Chunks as they are printed; a function sees the invocation first. */
  readonly output?: readonly string[] | ((invocation: ToolInvocation) => readonly string[]);
  readonly exit?: ToolExit;
}

/** An Oracle program that is only a script, and everything that was heard of it. */
export class FakeTool {
  readonly invocations: ToolInvocation[] = [];
  /** Text of the command files, read while the program ran. */
  readonly commandFiles: string[] = [];
  readonly toolOutput: string[] = [];
  readonly messages: string[] = [];
  readonly #runs: FakeRun[];

  constructor(...runs: FakeRun[]) {
    this.#runs = runs;
  }

  readonly launch = async (invocation: ToolInvocation): Promise<ToolExit> => {
    this.invocations.push(invocation);
    const commandFile = invocation.args.find((arg) => arg.startsWith('cmdfile='))?.slice('cmdfile='.length);
    if (commandFile !== undefined) this.commandFiles.push(readFileSync(commandFile, 'utf8'));
    const { output = [], exit = { exitCode: 0 } } = this.#runs.shift() ?? {};
    for (const chunk of typeof output === 'function' ? output(invocation) : output) invocation.onOutput(chunk);
    return exit;
  };

  get log(): Log {
    const note = (level: string) => (message: string, fields?: object) => {
      this.messages.push(`${level} ${message}${fields === undefined ? '' : ` ${JSON.stringify(fields)}`}`);
    };
    return {
      debug: note('debug'),
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
      toolOutput: (chunk) => this.toolOutput.push(chunk),
      showProgress: noProgress,
    };
  }

  surroundings(program: string, temporaryFolder: string): ToolSurroundings {
    return { program, env: { ORACLE_HOME: '/u01/home' }, launch: this.launch, log: this.log, clock: stoppedClock, temporaryFolder };
  }
}

/** Always the same instant. */
export const stoppedClock = {
  now: () => DateTime.fromISO('2026-03-01T10:00:00Z', { zone: 'utc' }) as DateTime<true>,
  sleep: async () => {},
};

export const neverAborted = new AbortController().signal;
