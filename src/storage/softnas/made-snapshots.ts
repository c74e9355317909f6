// Which snapshots are icb's. The appliance chooses their names, the same for everybody's, so that no name tells: icb writes down
// those it has made, in the backup area, one name on each line. What is not in there stays, whoever made it.
import { madeSnapshotsFile } from '#core/area-layout.ts';
import { appendLine } from '#core/atomic-file.ts';
import { runBoundedScript } from '#core/bounded-script.ts';
import { IcbError } from '#core/errors.ts';
import type { AdapterContext } from '../adapter.ts';
import { StorageError } from '../errors.ts';

/** A share that does not answer within this time is not there. */
const READ_LIMIT_MS = 10_000;
/** Exit codes of the script that reads. */
const NO_AREA = 10;
const NOTHING_MADE = 11;
const script = `test -d "$1" || exit ${NO_AREA}; test -e "$2" || exit ${NOTHING_MADE}; cat -- "$2"`;

export class MadeSnapshots {
  readonly #context: Pick<AdapterContext, 'database' | 'area' | 'log'>;
  #names: Set<string> | undefined;

  constructor(context: Pick<AdapterContext, 'database' | 'area' | 'log'>) {
    this.#context = context;
  }

  /** Reads what there is, once. That it cannot be read matters only to who asks for it. */
  async load(signal: AbortSignal): Promise<void> {
    const area = this.#area;
    if (this.#names !== undefined || area === undefined) return;
    const answer = await runBoundedScript({ script, args: [area, madeSnapshotsFile(area)], timeoutMs: READ_LIMIT_MS, signal });
    if (answer === 'no answer' || (answer.exitCode !== 0 && answer.exitCode !== NOTHING_MADE)) return;
    this.#names = new Set(answer.output.split('\n').map((line) => line.trim()).filter((line) => line !== ''));
  }

  /** @throws {StorageError} on a host that does not see the backup area */
  has(name: string): boolean {
    if (this.#names !== undefined) return this.#names.has(name);
    const { database } = this.#context;
    const area = this.#area;
    const where = area === undefined ? 'in its backup area, and backupdest does not say where that is' : `in ${madeSnapshotsFile(area)}, which cannot be read here`;
    throw new StorageError(`which snapshots of ${database} icb has made is written ${where}`, { hint: 'run this on a host that has the backup area mounted' });
  }

  /** A snapshot that could not be noted is there all the same: that is no reason to fail. */
  async note(name: string): Promise<void> {
    const { database, log } = this.#context;
    try {
      const area = this.#area;
      if (area === undefined) throw new IcbError('backupdest does not say where the backup area is');
      await appendLine(madeSnapshotsFile(area), name);
      this.#names?.add(name);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      log.warn(`snapshot ${name} of ${database} was made, but not noted as icb's (${said}): icb will neither find nor drop it`);
    }
  }

  get #area(): string | undefined {
    return this.#context.area?.();
  }
}
