import { systemErrorCode } from '#core/system-error.ts';
import type { ToolExit, ToolInvocation, ToolLauncher } from './tool.ts';

/**
 * Starts programs that only ask, for somebody who does not wait for the end of those that give no answer. Disposing kills what is
 * still there: what ignores SIGTERM would otherwise outlive us, and one more of its kind would be left behind by every run.
 */
export class ProgramsForReading implements Disposable {
  readonly #start: ToolLauncher;
  readonly #groups = new Set<number>();

  constructor(start: ToolLauncher) {
    this.#start = start;
  }

  async launch(invocation: ToolInvocation): Promise<ToolExit> {
    let group: number | undefined;
    const onStart = (pid: number): void => {
      group = pid;
      this.#groups.add(pid);
      invocation.onStart?.(pid);
    };
    try {
      return await this.#start({ ...invocation, onStart });
    } finally {
      if (group !== undefined) this.#groups.delete(group);
    }
  }

  [Symbol.dispose](): void {
    for (const group of this.#groups) {
      try {
        process.kill(-group, 'SIGKILL');
      } catch (error) {
        // It ended by itself in this very moment.
        if (systemErrorCode(error) !== 'ESRCH') throw error;
      }
    }
    this.#groups.clear();
  }
}
