import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameter, databaseIdentity, type LabDatabase } from './database.ts';
import { OracleError } from './oracle-error.ts';

// Transparent data encryption as far as a restore meets it (law 39): rows and redo of an encrypted tablespace are of use only to
// an instance whose keystore is open. Nothing is enciphered here. A keystore is an auto-login one, which opens by itself.

/** Where a keystore lies below WALLET_ROOT. */
const folderName = 'tde';
const fileName = 'cwallet.sso';

/** V$ENCRYPTION_WALLET */
export interface KeystoreState {
  readonly location: string;
  readonly status: 'OPEN' | 'NOT_AVAILABLE';
}

/** Makes the keystore of a database below a folder. */
export function createKeystore(walletRoot: string, dbid: number): void {
  mkdirSync(join(walletRoot, folderName), { recursive: true });
  writeFileSync(join(walletRoot, folderName, fileName), contentOf(dbid), { mode: 0o600 });
}

export function keystoreState(db: LabDatabase): KeystoreState {
  const root = parameter(db, 'wallet_root');
  const location = root === '' ? '' : join(root, folderName);
  const path = db.files.path(join(location, fileName));
  const isOpen = root !== '' && existsSync(path) && readFileSync(path, 'utf8') === contentOf(databaseIdentity(db).dbid);
  return { location, status: isOpen ? 'OPEN' : 'NOT_AVAILABLE' };
}

/** @throws {OracleError} ORA-28365 when a tablespace is encrypted and the keystore is not open */
export function requireOpenKeystore(db: LabDatabase): void {
  const encrypted = db.sql.get("select 1 from tablespace where encrypted = 'YES'");
  if (encrypted !== undefined && keystoreState(db).status !== 'OPEN') throw new OracleError('ORA-28365: wallet is not open');
}

function contentOf(dbid: number): string {
  return `simulated auto-login keystore of DBID ${dbid}\n`;
}
