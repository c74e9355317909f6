import { join } from 'node:path';

// The files a DBA would write: configuration, credentials, network. They are for reading as much as for use.

/** What the lab's configuration names. */
export interface LabFacts {
  readonly directory: string;
  readonly database: string;
  readonly dbid: number;
  readonly appliance: { readonly port: number; readonly pool: string; readonly project: string };
}

/** DIR/backup.cfg. */
export function backupConfiguration({ directory, database, dbid, appliance }: LabFacts): string {
  return `# Configuration of a simulated Oracle database and a simulated ZFS Storage Appliance, made by icb lab create.
# icb config reference explains every key.

[generic]
# The simulated appliance's share is a folder here, so there is nothing to be mounted.
backupdest: ${join(directory, 'nfs', appliance.project)}
requiremount: false
oraclehome: ${join(directory, 'oracle_home')}
tnsadmin: ${join(directory, 'tns')}
storage: zfssa
logretention: 20
maxlockwait: 30
warningsnapage: 26
criticalsnapage: 32

[zfssa]
# Answers while icb lab serve runs. User and password are in zfscredentials.cfg beside this file.
url: https://127.0.0.1:${appliance.port}
pool: ${appliance.pool}
project: ${appliance.project}
cacert: ${join(directory, 'zfssa', 'ca.pem')}

[${database}]
dbid: ${dbid}
recoverywindow: 2
parallel: 2
snapexpirationdays: 31
snapexpirationmonths: 6
registercatalog: false
hasdataguard: false
gimanaged: false
`;
}

/** DIR/zfscredentials.cfg. */
export function credentials({ user, password }: { readonly user: string; readonly password: string }): string {
  return `# Login of the simulated appliance. It opens nothing else.
[zfscredentials]
zfsuser: ${user}
zfspassword: ${password}
`;
}

/** DIR/tns/tnsnames.ora: nothing listens there, the simulated tools only look the names up. */
export function tnsNames(database: string): string {
  const entries = [tnsEntry(database.toUpperCase(), database), tnsEntry('RMAN', 'rman')];
  return ['# Simulated database and recovery catalog: nothing listens there.\n', ...entries].join('\n');
}

function tnsEntry(alias: string, service: string): string {
  return `${alias} =
  (DESCRIPTION =
    (ADDRESS = (PROTOCOL = TCP)(HOST = labhost)(PORT = 1521))
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

/** DIR/README.txt. */
export function labNotice({ directory, database }: LabFacts): string {
  return `This folder is a simulation made by icb lab create: nothing in it is a real Oracle database or a real storage system.

oradata, fast_recovery_area   simulated datafiles, online logs and archived logs of ${database}
nfs                           the share of the simulated appliance, where backups go
oracle_home                   programs that behave like rman, sqlplus and others for what icb sends them
world, zfssa                  state of the simulation: leave it alone
backup.cfg                    configuration for icb

To use it:    icb lab serve ${directory}
              icb --config ${join(directory, 'backup.cfg')} backup ${database} config
To be rid of it, end icb lab serve and delete the folder.
`;
}
