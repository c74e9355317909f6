// Transparent data encryption. Recovery of encrypted tablespaces needs production's keystore open on this host, which backups must
// not hold: whoever has both has the data. So the DBA brings a copy of it, and a restore says before it starts that it is missing.
// Only an auto-login keystore opens by itself, and a local one only on the host that made it.

import { join } from 'node:path';
import { replaceFile } from '#core/atomic-file.ts';
import { runBoundedScript } from '#core/bounded-script.ts';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import { IcbError } from '#core/errors.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { safePath } from '#oracle/quoting.ts';
import type { CloneParameters } from './clone-parameters.ts';

/** How an instance finds the keystore. */
export type KeystoreLocation =
  /** Initialization parameter WALLET_ROOT, since 18c; the keystore is in its folder `tde`. */
  | { readonly by: 'wallet_root'; readonly folder: string }
  /** ENCRYPTION_WALLET_LOCATION in sqlnet.ora. */
  | { readonly by: 'sqlnet.ora'; readonly folder: string };

const answerLimitMs = 30_000;

/**
 * Where the instance is to look for the keystore; undefined for a database without encrypted tablespaces.
 * @throws {IcbError} when there must be one and is none
 */
export async function findKeystore(
  { name, walletRoot }: Pick<RestoreSettings, 'name' | 'walletRoot'>,
  { encryptedTablespaces, databaseVersion, initialization }: CloneParameters,
  signal: AbortSignal,
): Promise<KeystoreLocation | undefined> {
  if (encryptedTablespaces === 0) return undefined;
  const subject = `${name} has ${encryptedTablespaces} encrypted ${encryptedTablespaces === 1 ? 'tablespace' : 'tablespaces'}`;
  if (walletRoot === undefined) {
    throw new IcbError(`${subject}, and the configuration names no keystore`, {
      hint: `copy production's keystore with an auto-login cwallet.sso (not a local one) to this host, apart from the backups, and set autorestorewalletroot in [${name}] to the folder that holds tde`,
    });
  }
  const folder = join(safePath(walletRoot, 'autorestorewalletroot'), 'tde');
  const answer = await runBoundedScript({ script: 'test -r "$1"', args: [join(folder, 'cwallet.sso')], timeoutMs: answerLimitMs, signal });
  if (answer === 'no answer' || answer.exitCode !== 0) {
    throw new IcbError(`${subject}, and there is no keystore ${join(folder, 'cwallet.sso')} that can be read`, {
      hint: 'an auto-login keystore is made by administer key management create auto_login keystore; a local one opens only where it was made',
    });
  }
  const release = databaseVersion ?? initialization['compatible'] ?? '';
  return isAtLeast(release, '18') ? { by: 'wallet_root', folder: walletRoot } : { by: 'sqlnet.ora', folder };
}

/** What the init file says of it. */
export function keystoreEntries(keystore: KeystoreLocation | undefined): readonly (readonly [string, string])[] {
  if (keystore?.by !== 'wallet_root') return [];
  return [['tde_configuration', 'KEYSTORE_CONFIGURATION=FILE'], ['wallet_root', keystore.folder]];
}

/** Before 18c the instance reads sqlnet.ora of its TNS_ADMIN, which is the scratch folder. */
export async function writeKeystoreLocation(keystore: KeystoreLocation | undefined, scratchFolder: string): Promise<void> {
  if (keystore?.by !== 'sqlnet.ora') return;
  const text = `ENCRYPTION_WALLET_LOCATION = (SOURCE = (METHOD = FILE)(METHOD_DATA = (DIRECTORY = ${keystore.folder})))\n`;
  await replaceFile(join(scratchFolder, 'sqlnet.ora'), text, { mode: 0o600 });
}
