import { IcbError } from '#core/errors.ts';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import { initFileContent } from '../restore/init-file.ts';
import { findKeystore } from '../restore/keystore.ts';
import type { KeystoreLocation } from '../restore/keystore.ts';
import type { CloneParameters } from '../restore/clone-parameters.ts';
import { readAreaParameters } from './area-parameters.ts';
import type { PlannedScript } from './planned-scripts.ts';

interface InitFilePlanned {
  readonly settings: RestoreSettings;
  readonly sid: string;
  readonly scratchFolder: string;
  readonly hostZone: string;
  readonly signal: AbortSignal;
}

const fromClone = ['db_name', 'compatible', 'db_block_size', 'db_files', 'undo_tablespace'] as const;

/** `init.ora` of the restored instance, with what the backup area says now where this host sees it. */
export async function planInitFile({ settings, sid, scratchFolder, hostZone, signal }: InitFilePlanned): Promise<PlannedScript> {
  const known = await readAreaParameters(settings.area, hostZone, signal);
  const { keystore, lack } = await lookForKeystore(settings, known, signal);
  const text = initFileContent({ settings, parameters: known ?? unknownParameters, sid, scratchFolder, diagnosticFolder: scratchFolder, keystore });
  const source = known === undefined ? 'this host does not see the backup area: the clone tells the rest, and whether it is a container database' : 'as the backup area has it now';
  return { name: 'init.ora', condition: lack === undefined ? source : `${source}; ${lack}`, text };
}

/** Nothing that says so is an init file to start an instance with. */
const unknownParameters: CloneParameters = {
  file: 'autorestore.cfg',
  initialization: Object.fromEntries(fromClone.map((name) => [name, `see ${name} in autorestore.cfg of the clone`])),
  zone: 'UTC',
  isZoneKnown: false,
  lower: undefined,
  upper: undefined,
  resetlogsId: undefined,
  resetlogsScn: undefined,
  changeTrackingFile: undefined,
  encryptedTablespaces: 0,
  databaseVersion: undefined,
};

/** That it is missing stops a restore, not the look at one. */
async function lookForKeystore(settings: RestoreSettings, known: CloneParameters | undefined, signal: AbortSignal): Promise<{ readonly keystore: KeystoreLocation | undefined; readonly lack?: string }> {
  try {
    return { keystore: known === undefined ? undefined : await findKeystore(settings, known, signal) };
  } catch (error) {
    if (!(error instanceof IcbError)) throw error;
    return { keystore: undefined, lack: error.message };
  }
}
