import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { valueProblem } from '#core/config/value-type.ts';
import { NotStartedError, UsageError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { freePort } from './free-port.ts';
import { openLabClock } from './lab-clock.ts';
import { backupConfiguration, catalogCredentials, fstab, labNotice, partnerName, sqlnet, tnsNames, wallet } from './lab-configuration.ts';
import { homeFolder, readWantedDatabase, type WantedDatabase } from './database-kind.ts';
import { createDatabase, type NewDatabase } from './oracle/create-database.ts';
import { createStandby } from './oracle/data-guard/create-standby.ts';
import { type LabStorage, labStorages, labSystem } from './lab-storage.ts';
import { createMountPrograms, createOracleHome } from './oracle-home.ts';
import { runWorkload } from './workload.ts';
import { createKeystore } from './oracle/keystore.ts';
import { labProject } from './storage/storage-state.ts';
import { writeWorldFile } from './world-file.ts';

export interface NewLab {
  /** Made when it is not there; must be empty. */
  readonly directory: string;
  /** Real time; the lab's own is this plus an offset. */
  readonly clock?: Pick<Clock, 'now'>;
  /** The lab's time begins that long ago; default: now. */
  readonly startedMsAgo?: number;
  /** Decides Oracle-managed names and the first rows. */
  readonly seed?: number;
  /** Of the appliance, on 127.0.0.1; absent: a free one. */
  readonly port?: number;
  /** DB_UNIQUE_NAME, or `NAME:KIND`; default: orcl alone, the usual kind. */
  readonly databases?: readonly string[];
  /** Default: zfssa. */
  readonly storage?: LabStorage;
}

/** Sections of the lab's configuration, and aliases of its tnsnames.ora, that are no databases. */
const taken = new Set(['default', 'generic', ...labStorages, 'autorestore', 'rman']);
const firstDbid = 1_433_672_784;
const firstTransactions = 40;

/**
 * Makes a simulated database host with its databases, and a storage appliance with an empty share for each.
 * @throws {UsageError} when a database cannot have that name
 * @throws {NotStartedError} when the folder is not empty or its name cannot be used; then nothing is changed
 */
export async function createLab(options: NewLab): Promise<void> {
  const directory = resolve(options.directory);
  const wanted = (options.databases ?? ['orcl']).map(readWantedDatabase);
  requireDatabaseNames(wanted.map(({ name }) => name));
  // Its folders are values of the lab's configuration and go into scripts.
  const problem = valueProblem({ kind: 'archive path' }, directory);
  if (problem !== undefined) throw new NotStartedError(`the folder of a lab ${problem}`);
  takeEmptyFolder(directory);
  try {
    await fillLab(directory, wanted, options);
  } catch (error) {
    // The folder was empty, so all of it is ours.
    for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true, force: true });
    throw error;
  }
}

async function fillLab(directory: string, wanted: readonly WantedDatabase[], { clock: realClock, startedMsAgo = 0, seed = 1, port, storage: system = 'zfssa' }: Omit<NewLab, 'databases'>): Promise<void> {
  for (const folder of ['world', 'tns', 'dbhost/fast_recovery_area']) mkdirSync(join(directory, folder), { recursive: true });
  writeWorldFile(directory, 'clock.json', { offsetMs: -startedMsAgo });
  const clock = openLabClock(directory, realClock);

  const storage = { ...(await (await labSystem(system)).create(directory, port ?? (await freePort()))), system };
  // What the DBA of a real site does on the appliance: without a share there is no backup area.
  const databases = wanted.map(({ name, kind }, index) => ({ name, kind, dbid: firstDbid + index }));
  for (const { name, kind, dbid } of databases) {
    mkdirSync(join(directory, 'nfs', labProject, name));
    createConfiguration(directory, { name, kind, dbid, seed, clock });
    // What the DBA keeps apart from the backups, and brings to the restore host.
    if (kind.encrypted) createKeystore(join(directory, 'restore', 'keystore', name), dbid);
  }
  const entry = { node: process.execPath, installation: installationRoot };
  for (const folder of new Set(databases.map(({ kind }) => homeFolder(kind)))) createOracleHome(join(directory, folder), directory, entry);
  createMountPrograms(directory, entry);
  for (const folder of ['dest', 'mnt', 'log']) mkdirSync(join(directory, 'restore', folder), { recursive: true });

  const facts = { directory, databases, listenerPort: await freePort(), storage };
  writeFileSync(join(directory, 'tns', 'sqlnet.ora'), sqlnet(directory));
  mkdirSync(join(directory, 'tns', 'wallet'), { mode: 0o700 });
  writeFileSync(join(directory, 'tns', 'wallet', 'cwallet.sso'), wallet, { mode: 0o600 });
  writeFileSync(join(directory, 'tns', 'tnsnames.ora'), tnsNames(facts));
  if (storage.credentials !== undefined) writeFileSync(join(directory, storage.credentials.file), storage.credentials.text, { mode: 0o600 });
  writeFileSync(join(directory, 'catalogcredentials.cfg'), catalogCredentials(randomBytes(15).toString('base64url')), { mode: 0o600 });
  writeFileSync(join(directory, 'fstab'), fstab(facts));
  writeFileSync(join(directory, 'README.txt'), labNotice(facts));
  for (const { name } of databases) runWorkload(directory, { database: name, transactions: firstTransactions, seed, clock });
  // Last: where there is no configuration there is no lab.
  writeFileSync(join(directory, 'backup.cfg'), backupConfiguration(facts));
}

/** A database, and the other one of its Data Guard configuration. */
function createConfiguration(directory: string, wanted: NewDatabase): void {
  const { name, kind, clock } = wanted;
  const other = partnerName(wanted);
  if (other === undefined) return createDatabase(directory, wanted);
  const [primary, standby] = kind.dataGuard === 'primary' ? [name, other] : [other, name];
  createDatabase(directory, { ...wanted, name: primary, dbName: name });
  createStandby(directory, { primary, name: standby, dbName: name, kind, clock });
}

function takeEmptyFolder(directory: string): void {
  mkdirSync(directory, { recursive: true });
  if (readdirSync(directory).length === 0) return;
  throw new NotStartedError(`${directory} is not empty: a lab is only made in a new or empty folder`);
}

function requireDatabaseNames(names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    if (!/^[a-z][a-z0-9]{0,7}$/.test(name)) throw new UsageError(`a database of a lab has a name of a letter and up to 7 letters or digits, in lower case, not ${name}`);
    if (taken.has(name)) throw new UsageError(`no database of a lab can have the name ${name}: the lab uses it itself`);
    if (names.indexOf(name) !== index) throw new UsageError(`a lab has one database ${name}, not two`);
  }
}
