import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabaseStorage } from '#commands/database-storage.ts';
import { openConfiguration } from '#core/config/locate.ts';
import { installationRoot } from '#core/installation.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { queryDatabaseFacts } from '#oracle/database-facts.ts';
import { createOracleTools } from '#oracle/tools.ts';
import type { SnapshotRun } from '#workflows/backup/backup-run.ts';
import { recordedLog } from '../core/recorded-log.ts';
import type { TestLab } from './test-lab.ts';

/** What `icb backup` hands to its workflow, so that a test can compose the workflow's parts in another order. */
export async function openLabRun({ directory, clock }: TestLab): Promise<SnapshotRun & AsyncDisposable> {
  const configuration = openConfiguration({ option: join(directory, 'backup.cfg'), env: {}, cwd: '/', installationRoot });
  const database = configuration.database('orcl');
  const { signal } = new AbortController();
  const log = recordedLog();
  const launch = labLauncher(directory, clock);
  const oracle = createOracleTools({ database, launch, log, clock, temporaryFolder: tmpdir(), newToken });
  const facts = await queryDatabaseFacts(oracle, signal);
  const hostZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const storage = await openDatabaseStorage(configuration, database.name, { world: { clock, env: {} }, log });
  const close = async (): Promise<void> => storage[Symbol.asyncDispose]();
  return { database, configurationFile: configuration.file, facts, oracle, log, clock, hostZone, signal, storage, [Symbol.asyncDispose]: close };
}

function newToken(): string {
  return randomUUID().replaceAll('-', '');
}

/** A lab's present state, to which it can return as often as one likes. */
export class SavedLab implements Disposable {
  readonly #directory: string;
  readonly #saved = mkdtempSync(join(tmpdir(), 'icb-saved-lab-'));

  constructor({ directory }: TestLab) {
    this.#directory = directory;
    cpSync(directory, this.#saved, { recursive: true, preserveTimestamps: true });
  }

  restore(): void {
    rmSync(this.#directory, { recursive: true });
    cpSync(this.#saved, this.#directory, { recursive: true, preserveTimestamps: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.#saved, { recursive: true, force: true });
  }
}
