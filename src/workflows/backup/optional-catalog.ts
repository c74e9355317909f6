// RMAN's recovery catalog is a second place for what the control file knows anyway. A backup does not depend on it: where it
// cannot be used, or is lost on the way, the step is done once more without it. `config` is there to find such things, and fails.

import type { RmanOptions } from '#oracle/tools.ts';
import type { RmanScriptName } from '#oracle/script-template.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import type { BackupRun } from './backup-run.ts';

/** RMAN-04004: no login; RMAN-06428: catalog of another release; RMAN-03014, RMAN-03008, RMAN-06004: trouble in the catalog at work. */
const catalogTrouble = ['RMAN-04004', 'RMAN-06428', 'RMAN-03014', 'RMAN-03008', 'RMAN-06004'];
/** RMAN-20001: the catalog is in order and does not know the database. That is a matter of configuration, which `config` mends. */
const notRegistered = 'RMAN-20001';

/** Runs RMAN scripts that may be run twice, with the recovery catalog while it is there. One object for one backup. */
export class RmanWithOptionalCatalog {
  readonly #run: BackupRun;
  #catalog: string | undefined;

  constructor(run: BackupRun) {
    this.#run = run;
    this.#catalog = run.database.recoveryCatalog;
  }

  async rman(script: RmanScriptName, options: Omit<RmanOptions, 'catalog'>): Promise<void> {
    const { oracle, log, signal } = this.#run;
    try {
      await oracle.rman(script, { ...options, catalog: this.#catalog }, signal);
    } catch (error) {
      if (this.#catalog === undefined || !isCatalogDown(error)) throw error;
      log.warn(`the recovery catalog ${this.#catalog} cannot be used; the backup goes on without it, and the control file has all of it until the next resync: ${error.message}`);
      this.#catalog = undefined;
      await oracle.rman(script, options, signal);
    }
  }
}

function isCatalogDown(error: unknown): error is OracleToolError {
  if (!(error instanceof OracleToolError) || error.codes.includes(notRegistered)) return false;
  return error.codes.some((code) => catalogTrouble.includes(code));
}
