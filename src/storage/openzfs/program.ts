// Starts zfs, here or over ssh, with a time limit. Here no shell reads the words; there one does, so that each is quoted.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BoundedScript, runBoundedScript, type ScriptAnswer } from '#core/bounded-script.ts';
import type { StartTimer } from '#core/start-timer.ts';
import { shellLine } from '#core/shell-word.ts';
import type { OpenzfsSettings } from './settings.ts';

const CONNECT_TIMEOUT_SECONDS = 10;
/** How long the shared connection outlives an icb that was killed. */
const PERSIST_SECONDS = 60;
const CLOSE_TIMEOUT_MS = 5000;

// What is started gets the folders where zfs is, which not every cron job has in its PATH.
const start = 'PATH=/usr/local/sbin:/usr/sbin:/sbin:$PATH; exec "$@"';

export class ZfsProgram {
  readonly #settings: Pick<OpenzfsSettings, 'command' | 'host' | 'sshConfig'>;
  readonly #timeoutMs: number;
  readonly #timer: Pick<BoundedScript, 'startTimer'>;
  #sockets: Promise<string> | undefined;
  #connection = 0;

  constructor(settings: Pick<OpenzfsSettings, 'command' | 'host' | 'sshConfig'>, { timeoutMs, startTimer }: { readonly timeoutMs: number; readonly startTimer: StartTimer | undefined }) {
    this.#settings = settings;
    this.#timeoutMs = timeoutMs;
    this.#timer = startTimer === undefined ? {} : { startTimer };
  }

  get isRemote(): boolean {
    return this.#settings.host !== undefined;
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  async run(args: readonly string[], signal: AbortSignal): Promise<ScriptAnswer | 'no answer'> {
    const { command, host } = this.#settings;
    const line = [...command, ...args];
    const words = host === undefined ? line : [...(await this.#ssh()), '--', host, shellLine(...line)];
    const answer = await runBoundedScript({ script: start, args: words, timeoutMs: this.#timeoutMs, signal, ...this.#timer });
    // A connection that hangs would hang the next call too.
    if (answer === 'no answer') this.#connection += 1;
    return answer;
  }

  /** Ends the shared connection. */
  async close(): Promise<void> {
    const { host } = this.#settings;
    if (this.#sockets === undefined || host === undefined) return;
    const end = [...(await this.#ssh()), '-O', 'exit', '--', host];
    const folder = await this.#sockets;
    this.#sockets = undefined;
    await runBoundedScript({ script: start, args: end, timeoutMs: CLOSE_TIMEOUT_MS, signal: new AbortController().signal });
    await rm(folder, { recursive: true, force: true });
  }

  // What is given here wins over the user's own configuration of ssh. Many calls share one connection: a tenth of the time.
  async #ssh(): Promise<string[]> {
    this.#sockets ??= mkdtemp(join(tmpdir(), 'icb-ssh-'));
    const options = [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      `ConnectTimeout=${CONNECT_TIMEOUT_SECONDS}`,
      'ServerAliveInterval=15',
      'ControlMaster=auto',
      `ControlPath=${join(await this.#sockets, String(this.#connection))}`,
      `ControlPersist=${PERSIST_SECONDS}`,
      'LogLevel=ERROR',
    ];
    const { sshConfig } = this.#settings;
    return ['ssh', '-T', ...(sshConfig === undefined ? [] : ['-F', sshConfig]), ...options.flatMap((option) => ['-o', option])];
  }
}
