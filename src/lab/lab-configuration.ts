import { join } from 'node:path';
import { databaseKinds, homeFolder, type WantedDatabase } from './database-kind.ts';
import type { LabStorage } from './lab-storage.ts';
import type { LabStorageFacts } from './lab-system.ts';
import { labProject } from './storage/storage-state.ts';

// The files a DBA would write: configuration, credentials, network. They are for reading as much as for use.

/** What the lab's configuration names. */
export interface LabFacts {
  readonly directory: string;
  readonly databases: readonly (WantedDatabase & { readonly dbid: number })[];
  /** Of the simulated listener, on 127.0.0.1. */
  readonly listenerPort: number;
  readonly storage: LabStorageFacts & { readonly system: LabStorage };
}

/** DIR/backup.cfg. */
export function backupConfiguration({ directory, databases, storage }: LabFacts): string {
  return `# Configuration of a simulated Oracle database and a simulated ${storage.title}, made by icb lab create.
# icb config reference explains every key.

[generic]
# The simulated storage system's share is a folder here, so there is nothing to be mounted.
backupdest: ${join(directory, 'nfs', labProject)}
requiremount: false
oraclehome: ${homeOf(directory, databases[0])}
tnsadmin: ${join(directory, 'tns')}
storage: ${storage.system}
logretention: 20
maxlockwait: 30
warningsnapage: 26
criticalsnapage: 32

${storage.section}
[autorestore]
# The restore host is this machine, too; it does not see the files of the simulated database host.
autorestoredestination: ${join(directory, 'restore', 'dest')}
autorestoremountpoint: ${join(directory, 'restore', 'mnt')}
autorestorelogdir: ${join(directory, 'restore', 'log')}
autorestoremodulus: 7
# The simulated application rests for a while now and then.
autorestoremaxtoleranceminutes: 60
# Answers while icb lab serve runs. Its password is in catalogcredentials.cfg beside this file.
autorestorecatalog: ${catalogUser}@AUTORESTORE
mountcommand: ${join(directory, 'bin', 'mount-clone')}
umountcommand: ${join(directory, 'bin', 'umount-clone')}
sga_size: 512M
pga_size: 128M
${databases.map((database) => databaseSection(directory, database, homeOf(directory, databases[0]))).join('')}`;
}

function databaseSection(directory: string, database: LabFacts['databases'][number], usualHome: string): string {
  const { name, dbid, kind } = database;
  const ownHome = homeOf(directory, database);
  const home = ownHome === usualHome ? '' : `genericoraclehome: ${ownHome}\n`;
  const primary = kind.dataGuard === 'physical standby' ? `primarytns: ${partnerName(database)?.toUpperCase() ?? ''}\n` : '';
  return `
[${name}]
dbid: ${dbid}
${home}recoverywindow: 2
parallel: 2
snapexpirationdays: 31
snapexpirationmonths: 6
registercatalog: false
${primary}hasdataguard: ${kind.dataGuard !== 'none'}
gimanaged: false
customverifydate: select max(created) from app.transactions
${kind.isContainer ? 'customverifypdb: PDB1\n' : ''}${kind.encrypted ? `autorestorewalletroot: ${join(directory, 'restore', 'keystore', name)}\n` : ''}`;
}

type PartialDatabase = Pick<WantedDatabase, 'name'> & { readonly kind?: Pick<WantedDatabase['kind'], 'dataGuard'> };

/** DB_UNIQUE_NAME of the other database of a Data Guard configuration; nothing for a database on its own. */
export function partnerName({ name, kind }: PartialDatabase): string | undefined {
  if (kind === undefined || kind.dataGuard === 'none') return undefined;
  return `${name}_${kind.dataGuard === 'primary' ? 'stby' : 'prim'}`;
}

function homeOf(directory: string, database: LabFacts['databases'][number] | undefined): string {
  return join(directory, homeFolder(database?.kind ?? databaseKinds['19c']));
}

/** Owner of the result catalog behind the simulated listener. */
const catalogUser = 'autorestore';

/** DIR/catalogcredentials.cfg. */
export function catalogCredentials(password: string): string {
  return `# Login of the simulated result catalog. It opens nothing else.
[credentials]
user: ${catalogUser}
password: ${password}
`;
}

/** DIR/fstab: what a real restore host has in /etc/fstab. */
export function fstab({ directory, storage }: LabFacts): string {
  if (storage.autorestoreExport === undefined) return '# The storage system of this lab makes no clones, so that nothing is mounted on the simulated restore host.\n';
  return `# The simulated restore host mounts the clone of a restore test here, as its /etc/fstab would have it.
127.0.0.1:${storage.autorestoreExport} ${join(directory, 'restore', 'mnt')} nfs rw,fg,hard,noauto,user 0 0
`;
}

/** DIR/tns/tnsnames.ora: the simulated tools only look the names up; only the result catalog has a listener. */
export function tnsNames({ databases, listenerPort }: Pick<LabFacts, 'listenerPort'> & { readonly databases: readonly PartialDatabase[] }): string {
  const names = databases.flatMap((database) => [database.name, partnerName(database) ?? []].flat());
  const entries = [...names.map((name) => tnsEntry(name.toUpperCase(), name)), tnsEntry('RMAN', 'rman')];
  const catalog = tnsEntry('AUTORESTORE', 'autorestore', { host: '127.0.0.1', port: listenerPort });
  return ['# Simulated databases and recovery catalog: nothing listens there.\n', ...entries, '# Simulated result catalog: icb lab serve listens there.\n', catalog].join('\n');
}

function tnsEntry(alias: string, service: string, { host, port } = { host: 'labhost', port: 1521 }): string {
  return `${alias} =
  (DESCRIPTION =
    (ADDRESS = (PROTOCOL = TCP)(HOST = ${host})(PORT = ${port}))
    (CONNECT_DATA = (SERVER = DEDICATED)(SERVICE_NAME = ${service}))
  )
`;
}

/** DIR/tns/sqlnet.ora. */
export function sqlnet(directory: string): string {
  return `# Logins without a password go to a wallet. The simulated tools ask for these two settings and take the wallet's content for granted.
NAMES.DIRECTORY_PATH = (TNSNAMES)
WALLET_LOCATION = (SOURCE = (METHOD = FILE)(METHOD_DATA = (DIRECTORY = ${join(directory, 'tns', 'wallet')})))
SQLNET.WALLET_OVERRIDE = TRUE
`;
}

/** DIR/tns/wallet/cwallet.sso. */
export const wallet = 'Stands for an Oracle wallet. It holds no login: the simulated tools take its content for granted.\n';

/** DIR/README.txt. */
export function labNotice({ directory, databases, storage }: LabFacts): string {
  const database = databases[0]?.name ?? '';
  return `This folder is a simulation made by icb lab create: nothing in it is a real Oracle database or a real storage system.

dbhost                        simulated datafiles, online logs and archived logs of ${databases.map(({ name }) => name).join(', ')}: what only the database host sees
nfs                           the shares of the simulated storage system, where backups go
oracle_home                   programs that behave like rman, sqlplus and others for what icb sends them
restore, bin, fstab           the simulated restore host: scratch folder, mount point, logs, mount commands
${`world, storage, ${storage.system}`.padEnd(30)}state of the simulation: leave it alone
backup.cfg                    configuration for icb

To use it:    icb lab serve ${directory}
              icb --config ${join(directory, 'backup.cfg')} backup ${database} config
To be rid of it, end icb lab serve and delete the folder.
`;
}
