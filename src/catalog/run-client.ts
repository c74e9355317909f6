import { basename, join } from 'node:path';
import type { IcbError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import type { Log } from '#core/log.ts';
import { catalogError, lostClientError, timeLimitError } from './catalog-error.ts';
import type { ClientAnswer, ClientJob } from './client-job.ts';
import type { OracleCatalogSurroundings } from './oracle-catalog.ts';

/** Time for the end of a process whose time is up. */
const graceMs = 5_000;
/** Of what the process says that is no answer, such as the stack of its crash. */
const rememberedCharacters = 2_000;

/**
 * Does one job in a process of its own.
 * @returns why nothing was tried, when the client libraries do not serve
 * @throws {IcbError} when the catalog refuses, or does not answer in time; the reason of the signal
 */
export async function runClient(
  catalog: string,
  { login, task }: Pick<ClientJob, 'login' | 'task'>,
  surroundings: OracleCatalogSurroundings & { readonly signal: AbortSignal },
): Promise<string | undefined> {
  const { launch, node, oracleEnvironment: env, tnsAdmin, limitMs, log, signal } = surroundings;
  const limit = AbortSignal.timeout(limitMs);
  const job: ClientJob = { login, task, tnsAdmin, limitMs: limitMs + graceMs };
  const answers = new Answers(log, login.kind === 'password' ? login.password : undefined);
  const exit = await launch({
    program: node,
    args: [clientProgram()],
    env,
    input: JSON.stringify(job),
    onOutput: (chunk) => answers.take(chunk),
    signal: AbortSignal.any([signal, limit]),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    if (limit.aborted) return { killedBy: 'SIGTERM' };
    throw error;
  });
  const { verdict } = answers;
  if (verdict?.kind === 'done') return undefined;
  signal.throwIfAborted();
  if (verdict?.kind === 'unusable') return verdict.reason;
  if (verdict?.kind === 'failed') throw catalogError(catalog, verdict);
  throw limit.aborted ? timeLimitError(catalog, limitMs) : lost(catalog, exit, answers.otherOutput);
}

/** The bundled program beside this one, or its source. */
function clientProgram(): string {
  const folder = import.meta.dirname;
  return basename(folder) === 'dist' ? join(folder, 'catalog-client.cjs') : join(installationRoot, 'src', 'catalog', 'catalog-client.ts');
}

function lost(catalog: string, exit: { readonly exitCode: number } | { readonly killedBy: string }, output: string): IcbError {
  const how = 'killedBy' in exit ? `killed by ${exit.killedBy}` : `exit code ${exit.exitCode}`;
  const said = output.split('\n').findLast((line) => /\b\w*Error\b/.test(line))?.trim();
  return lostClientError(catalog, said === undefined ? how : `${how}, ${said}`);
}

/** What the process has said so far. */
class Answers {
  verdict: Exclude<ClientAnswer, { kind: 'log' }> | undefined;
  otherOutput = '';
  readonly #log: Log;
  readonly #secret: string | undefined;
  #unfinished = '';

  constructor(log: Log, secret: string | undefined) {
    this.#log = log;
    this.#secret = secret;
  }

  take(chunk: string): void {
    const lines = `${this.#unfinished}${chunk}`.split('\n');
    this.#unfinished = lines.pop() ?? '';
    for (const line of lines) this.#hear(line);
  }

  #hear(line: string): void {
    const answer = parseAnswer(line);
    if (answer === undefined) this.otherOutput = `${this.otherOutput}${this.#withoutSecret(line)}\n`.slice(-rememberedCharacters);
    else if (answer.kind === 'log') this.#log[answer.level](answer.message, answer.fields);
    // The first verdict counts: what follows is about closing.
    else this.verdict ??= answer.kind === 'failed' ? { ...answer, message: this.#withoutSecret(answer.message) } : answer;
  }

  /** No driver is known to print a password; this makes sure. */
  #withoutSecret(text: string): string {
    return this.#secret === undefined ? text : text.replaceAll(this.#secret, '***');
  }
}

function parseAnswer(line: string): ClientAnswer | undefined {
  if (!line.startsWith('{"kind":')) return undefined;
  try {
    return JSON.parse(line) as ClientAnswer;
  } catch {
    return undefined;
  }
}
