// The site's own commands around a run: before the work, after it, and when a run has failed. They get words and an environment of
// their own, with what there is to know of the run; what they print goes into its session log.
import type { Hooks } from '#core/config/notice-settings.ts';
import { IcbError, NotStartedError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { spellOutLine } from '#core/spelled-out.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import { runSiteCommand } from '../site-command.ts';

/** What a hook is told of the run, by the names of its variables without `ICB_`; undefined: not known. */
export type RunFacts = Readonly<Record<string, string | undefined>>;

export interface HookSurroundings {
  readonly hooks: Hooks;
  /** The same for all hooks of this run. */
  readonly facts: RunFacts;
  readonly launch: ToolLauncher;
  /** Ends the run. */
  readonly signal: AbortSignal;
}

/** After a signal somebody waits for us to be gone. */
const limitAfterSignalMs = 30_000;

export class RunHooks {
  readonly #surroundings: HookSurroundings;

  constructor(surroundings: HookSurroundings) {
    this.#surroundings = surroundings;
  }

  /** @throws {NotStartedError} when the command fails: the site does not want the work to begin then */
  async beforeWork(facts: RunFacts, log: Log): Promise<void> {
    const fault = await this.#run('pre', facts, log);
    if (fault === undefined) return;
    throw new NotStartedError(`nothing was begun, because the site's own command failed: ${fault}`, { hint: 'its output is in the session log; hookpre in the configuration names the command' });
  }

  /** The work is done by then: what goes wrong here is a warning. */
  async afterWork(facts: RunFacts, log: Log): Promise<void> {
    const fault = await this.#run('post', { EXIT_CODE: '0', ...facts }, log);
    if (fault !== undefined) log.warn(`the work is done, but the site's own command failed afterwards: ${fault}`);
  }

  /** Its own trouble is a warning: it must not hide what it is about. */
  async afterFailure(error: unknown, facts: RunFacts, log: Log): Promise<void> {
    const message = spellOutLine(error instanceof Error ? error.message : String(error));
    const fault = await this.#run('failure', { EXIT_CODE: String(error instanceof IcbError ? error.exitCode : 1), ERROR: message, ...facts }, log);
    if (fault !== undefined) log.warn(`the site's own command for failures failed itself: ${fault}`);
  }

  async #run(name: 'pre' | 'post' | 'failure', facts: RunFacts, log: Log): Promise<string | undefined> {
    const { hooks, facts: common, launch, signal } = this.#surroundings;
    const words = hooks[name];
    if (words === undefined) return undefined;
    const key = `hook${name}`;
    const shownAs = `${key} (${words[0] ?? ''})`;
    log.info(`${key}: ${words[0] ?? ''}`);
    const timeLimitMs = signal.aborted ? Math.min(hooks.limitMs, limitAfterSignalMs) : hooks.limitMs;
    const env = environment({ HOOK: name, ...common, ...facts });
    // A failure is told after a signal, too.
    const ending = name === 'failure' ? new AbortController().signal : signal;
    try {
      return await runSiteCommand({ words, shownAs, keys: key, env, launch, log, timeLimitMs, signal: ending });
    } catch (error) {
      if (error instanceof IcbError && !ending.aborted) return error.message;
      throw error;
    }
  }
}

function environment(facts: RunFacts): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[`ICB_${name}`, value]])));
}
