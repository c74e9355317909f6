// The interlock: a restored control file names production's files, and Oracle would overwrite or delete them where they can be
// reached. So before the first statement that could change a file, every name is looked up on this host. What is neither in
// the clone nor in the scratch folder must not exist here.
//
// One exception: backups in the database's own backup area, or on its further volumes, may be visible. Restores forget the records of them before anything
// else, and look again at what would be changed.

import { runBoundedScript } from '#core/bounded-script.ts';
import { IcbError, RefusedError } from '#core/errors.ts';

/** A file a control file knows. */
export interface KnownFile {
  /** `datafile`, `online log`, `archived log` ... */
  readonly kind: string;
  readonly name: string;
}

export interface InterlockRequest {
  readonly database: string;
  readonly files: readonly KnownFile[];
  /** Mounted clones and the scratch folder. */
  readonly ownFolders: readonly string[];
  /** Backup area of the database and its further volumes, where the configuration names them. */
  readonly areas: readonly string[];
  readonly signal: AbortSignal;
}

const backupKinds = new Set(['archived log', 'datafile copy', 'backup piece']);
/** Names per look: far below what a command line can hold. */
const namesPerLook = 500;
const answerLimitMs = 60_000;
const shownNames = 5;

const existingNames = 'for name; do if [ -e "$name" ] || [ -L "$name" ]; then printf "%s\\0" "$name"; fi; done';
// ASM has no file names the operating system could look up; where an ASM instance runs, its disk groups may be reachable.
const asmInstances = 'for comm in /proc/[0-9]*/comm; do if read -r name 2>/dev/null <"$comm"; then case $name in asm_pmon_*) printf "%s\\0" "$name";; esac; fi; done; :';

/** @throws {RefusedError} when one of production's files can be reached from this host */
export async function refuseVisibleProduction(request: InterlockRequest): Promise<void> {
  const { database, ownFolders, areas, signal } = request;
  const foreign = request.files.filter(({ kind, name }) => !liesInOneOf(name, ownFolders) && !(backupKinds.has(kind) && liesInOneOf(name, areas)));
  const kinds = new Map(foreign.map(({ kind, name }) => [name, kind]));
  const names = [...kinds.keys()];
  const visible: string[] = [];
  for (let first = 0; first < names.length; first += namesPerLook) {
    const look = names.slice(first, first + namesPerLook).filter((name) => name.startsWith('/'));
    visible.push(...(await ask(existingNames, look, signal)));
  }
  if (visible.length > 0) {
    const shown = visible.slice(0, shownNames).map((name) => `${kinds.get(name) ?? 'file'} ${name}`);
    const more = visible.length > shownNames ? ` and ${visible.length - shownNames} more` : '';
    throw new RefusedError(`${database}: this host can reach production: ${shown.join(', ')}${more}`, {
      hint: 'restores run only on a host that sees nothing of production but the backup storage: Oracle could overwrite or delete these files',
    });
  }
  await refuseReachableAsm(database, names, signal);
}

async function refuseReachableAsm(database: string, names: readonly string[], signal: AbortSignal): Promise<void> {
  if (!names.some((name) => name.startsWith('+'))) return;
  const [instance] = await ask(asmInstances, [], signal);
  if (instance === undefined) return;
  throw new RefusedError(`${database}: production has files in ASM, and an ASM instance (${instance}) runs on this host`, {
    hint: 'restore on a host without access to production storage',
  });
}

/** Whether a file of the restored database lies in one of the folders. */
export function liesInOneOf(name: string, folders: readonly string[]): boolean {
  return folders.some((folder) => name.startsWith(folder.endsWith('/') ? folder : `${folder}/`)) && !name.split('/').includes('..');
}

async function ask(script: string, args: readonly string[], signal: AbortSignal): Promise<string[]> {
  const answer = await runBoundedScript({ script, args, timeoutMs: answerLimitMs, signal });
  if (answer === 'no answer') {
    throw new IcbError('a folder that production names does not answer on this host', { hint: `look at the mounts of this host; one of the names is ${args[0] ?? ''}` });
  }
  if (answer.exitCode !== 0) throw new IcbError(`cannot look for production's files on this host: ${answer.complaint.trim()}`);
  return answer.output.split('\0').filter((name) => name !== '');
}
