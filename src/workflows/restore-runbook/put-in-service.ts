import { join } from 'node:path';
import { shellLine, shellWord } from '#core/shell-word.ts';
import { exceptClause, rmanFormat, sqlPath } from '#oracle/quoting.ts';
import type { RunbookPart, RunbookSection } from '#reports/restore-runbook.ts';
import { generatedRmanBlock, generatedSqlBlock, laterBlock, rmanBlock, shellBlock, sqlBlock, sqlplus } from './runbook-commands.ts';
import type { CommandSurroundings } from './runbook-commands.ts';
import { canMoveOnline, isContainer, isOfStandby } from './runbook-places.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import type { KeptLayout, RunbookValues } from './runbook-values.ts';

const whatThereIs = [
  'select name, open_mode, database_role, resetlogs_change# from v$database;',
  "select to_char(max(time_dp), 'yyyy-mm-dd hh24:mi:ss') as newest_data from sys.smon_scn_time;",
  'select file#, status, name from v$datafile;',
  'select name from v$tempfile;',
];

const containersIfAny: RunbookPart = { kind: 'variant', title: 'If it is a container database, its pluggable databases, too', lines: ['sqlplus / as sysdba', 'alter pluggable database all open;'] };

export async function openingSection({ settings, layout }: RunbookValues, { work, target }: RunbookPlaces): Promise<RunbookSection> {
  const surroundings: CommandSurroundings = { work, templateDir: settings.templateDir };
  const containers: readonly RunbookPart[] = [
    { kind: 'text', text: 'Its pluggable databases. One that cannot be opened is named; open the others by name: alter pluggable database NAME open;' },
    await sqlBlock('8.4', surroundings, ['open-pluggable-databases.sql', { except: exceptClause([]) }]),
  ];
  return {
    number: 8,
    title: 'Open',
    parts: [
      { kind: 'text', text: `Online logs still have production's names and get new ones in ${target}, since opening makes them. (RENAME FILE deletes an Oracle-managed file that exists under the old name: 5.3 has looked.)` },
      await generatedSqlBlock('8.1', surroundings, 'name-online-logs.sql', { folder: sqlPath(`${target}/`, 'folder') }),
      { kind: 'text', text: 'So do temporary files.' },
      await generatedRmanBlock('8.2', surroundings, 'move-tempfiles.sql'),
      ...(await openingParts(layout, surroundings)),
      ...(isContainer(layout) ? containers : layout.parameters['db_name'] === undefined ? [containersIfAny] : []),
      { kind: 'text', text: 'OPEN_MODE must be READ WRITE, every file ONLINE (the first one SYSTEM). NEWEST_DATA is up to some minutes older than what there is: ask the application for its own newest data.' },
      shellBlock(isContainer(layout) ? '8.5' : '8.4', ...sqlplus(whatThereIs)),
    ],
  };
}

/** What was backed up at a standby is one, and must become a primary. */
async function openingParts(layout: KeptLayout, surroundings: CommandSurroundings): Promise<readonly RunbookPart[]> {
  const activate = ['alter database activate standby database;', 'alter database open;'];
  const reset = ['alter database open resetlogs;'];
  const isStandby = isOfStandby(layout);
  const other = isStandby ? reset : activate;
  return [
    { kind: 'text', text: 'THE POINT OF NO RETURN of this clone: a new incarnation begins. To look before it, use the variant. ORA-01194, ORA-01195: redo is missing for that file, recover further (7.2). ORA-00344: the folder of an online log cannot be written.' },
    { kind: 'variant', title: 'Only look; afterwards shutdown abort, and again from 4 on with its STARTUP, alter database mount, and 7.2', lines: ['sqlplus / as sysdba', 'alter database open read only;'] },
    isStandby ? await sqlBlock('8.3', surroundings, ['activate-standby.sql', {}]) : await sqlBlock('8.3', surroundings, ['open-resetlogs.sql', {}]),
    { kind: 'variant', title: isStandby ? 'ORA-01665, "control file is not a standby control file": it was a primary by the time of the backup' : 'ORA-01666, "control file is for a standby database": it was a standby by the time of the backup', lines: ['sqlplus / as sysdba', ...other] },
  ];
}

/** The database runs on backup storage until then. */
export async function productionSection({ settings, layout }: RunbookValues, places: RunbookPlaces): Promise<RunbookSection> {
  const { clone, work, target } = places;
  const surroundings: CommandSurroundings = { work, templateDir: settings.templateDir };
  const dest = layout.parameters['db_create_file_dest'];
  const asm = dest?.startsWith('+') === true ? dest : '+DATA';
  const isOnline = canMoveOnline(layout);
  return {
    number: 9,
    title: 'Move to production storage',
    parts: [
      { kind: 'text', text: 'The datafiles lie in the clone, on backup storage. Applications may work already, as fast as that storage is; the clone must stay until the last file is moved.' },
      {
        kind: 'variant',
        title: `Production storage is ASM and not ${target}: let new files go there first, and use it in place of the folder below. Online logs follow: new groups there, old ones dropped once they are INACTIVE`,
        lines: [`alter system set db_create_file_dest='${asm}';`, ...(layout.threads ?? [{ thread: 1 }]).map(({ thread }) => `alter database add logfile thread ${thread} ('${asm}') size ${onlineLogSize(layout)};`)],
      },
      ...(isOnline ? await movingOnline(layout, surroundings, places) : await copyingAndSwitching(surroundings, places)),
      { kind: 'text', text: 'Nothing may be left in the clone. This must print no file:' },
      shellBlock(isOnline ? '9.2' : '9.3', ...sqlplus([`select file#, name from v$datafile where substr(name, 1, ${clone.length + 1}) = '${clone}/';`])),
    ],
  };
}

function onlineLogSize({ onlineLogs = [] }: KeptLayout): string {
  return onlineLogs[0] === undefined ? '1G' : String(onlineLogs[0].bytes);
}

async function movingOnline(layout: KeptLayout, surroundings: CommandSurroundings, { clone, target }: RunbookPlaces): Promise<readonly RunbookPart[]> {
  return [
    { kind: 'text', text: `While the database is open and in use. Each file is copied to DB_CREATE_FILE_DEST (${target}), and its old one in the clone is deleted when that is done. It can be repeated; it goes on with the files that are left.` },
    await generatedSqlBlock('9.1', surroundings, isContainer(layout) ? 'move-datafiles-of-containers.sql' : 'move-datafiles.sql', { clone: sqlPath(`${clone}/`, 'clone') }),
  ];
}

async function copyingAndSwitching(surroundings: CommandSurroundings, { target, initFile }: RunbookPlaces): Promise<readonly RunbookPart[]> {
  const copy = ['copy-to-storage.rman', { format: rmanFormat(target, '%U', 'folder') }] as const;
  const { lines } = await rmanBlock('9.2', surroundings, copy, ['switch-database-to-copy.rman', {}]);
  return [
    { kind: 'text', text: 'While the database is open and in use: image copies there. Repeat it as often as you like; it brings them up to date ("no copy of datafile found to recover" is normal the first time).' },
    await rmanBlock('9.1', surroundings, copy),
    { kind: 'text', text: 'Then a short time without the database: shut it down in order, bring the copies up to date for the last time, use them, open.' },
    shellBlock(
      '9.2',
      ...sqlplus(['shutdown immediate', `startup mount pfile=${initFile}`, 'select status from v$instance;'], { behind: '&&' }),
      ...lines.slice(0, -1),
      `${lines.at(-1) ?? ''} &&`,
      ...sqlplus(['alter database open;']),
    ),
  ];
}

export function serviceSection({ settings, layout, snapshots }: RunbookValues, { clone, initFile, sid, target, work }: RunbookPlaces): RunbookSection {
  const { name, file, program } = settings;
  const icb = shellLine(program, '--config', file);
  const spfile = layout.parameters['spfile'];
  const recoveryArea = layout.parameters['db_recovery_file_dest'];
  const others = (layout.threads ?? []).filter(({ thread }) => thread !== (layout.instances?.[0]?.thread ?? 1));
  const isUsualSpfile = spfile === undefined || spfile.startsWith('+');
  return {
    number: 10,
    title: 'Back in service',
    parts: [
      { kind: 'text', text: `All parameters of production are in its spfile, of which every control file autobackup of the area has a copy. This writes them as text beside the init file; take over from there what the init file lacks. job_queue_processes decides when the database's own jobs run again.` },
      laterBlock(
        '10.1',
        `PIECE=$(ls -t ${shellWord(clone)}/c-${settings.dbid}-* | head -1)`,
        'rman target / <<RMAN',
        `restore spfile to pfile '${join(target, 'production.ora')}' from '$PIECE';`,
        'RMAN',
      ),
      { kind: 'list', items: [
        ...(recoveryArea === undefined ? [] : [`Recovery area: db_recovery_file_dest_size=${layout.parameters['db_recovery_file_dest_size'] ?? '100G'}, db_recovery_file_dest='${recoveryArea}', log_archive_dest_1='LOCATION=USE_DB_RECOVERY_FILE_DEST'.`]),
        `A second control file on other storage: control_files, after shutdown, with a copy of ${target}/control01.ctl.`,
        ...(settings.hasDataGuard ? ['Data Guard: log_archive_config, fal_server, and the destination of the standby, which follows only if it has not applied redo beyond the new incarnation; otherwise flash it back or make it anew.'] : []),
        ...(others.length > 0 ? ['Cluster: cluster_database=TRUE, and thread, instance_number and undo_tablespace for each instance (section 1).'] : []),
        ...others.map(({ thread, instance }) => `Redo thread ${thread} of instance ${instance}: V$THREAD must have it enabled and V$LOG must have its groups; otherwise alter database add logfile thread ${thread} size ${onlineLogSize(layout)}; (twice) and alter database enable public thread ${thread};`),
      ] },
      { kind: 'text', text: 'When the init file is complete:' },
      laterBlock('10.2', ...sqlplus([`create spfile${isUsualSpfile ? '' : `='${spfile}'`} from pfile='${initFile}';`, 'shutdown immediate', 'startup'])),
      ...(spfile?.startsWith('+') === true ? [{ kind: 'text' as const, text: `Production had its spfile in ASM (${spfile}): create it there, and let srvctl modify database name it.` }] : []),
      { kind: 'list', items: [
        `Password file: orapwd file=$ORACLE_HOME/dbs/orapw${sid}; remote_login_passwordfile='EXCLUSIVE'.`,
        `Listener, services, TNS entry ${name}, /etc/oratab or srvctl add database and add service; start it the usual way once.`,
        settings.recoveryCatalog === undefined ? 'A recovery catalog is not used: nothing to register.' : `Recovery catalog ${settings.recoveryCatalog}: it learns of the new incarnation when the next backup connects. Is the catalog lost, too, make a new one and have registercatalog in the configuration.`,
        'Block change tracking and the archive destination in the backup area: the first command of 10.3 makes them again.',
      ] },
      { kind: 'text', text: 'A new backup at once. The image copies in the area belong to the time before; this control file does not know them, so all datafiles are copied in full. Where room is short, delete the data_ files of the area first: the snapshots keep them.' },
      laterBlock('10.3', `${icb} backup ${name} config &&`, `${icb} backup ${name} imagecopywithsnap &&`, `${icb} backup ${name} report`),
      { kind: 'text', text: `The ${settings.makesClones ? 'clone' : 'copy'} away, when 9 has shown that nothing is left in it and the new backup is there. Keep the safety snapshot ${snapshots.length > 0 ? 'and those of the list ' : ''}until ${settings.makesClones ? 'a restore test of the new backup has passed' : 'the next backups are good'}.` },
      laterBlock('10.4', ...(settings.makesClones ? [
        `umount ${shellWord(clone)}   # as root`,
        `${icb} snapper ${name} dropclone "$(sed -n 's/^Clone created: \\([^ ]*\\).*/\\1/p' ${shellWord(join(work, 'clone.txt'))})"`,
        `${icb} snapper ${name} listclones`,
      ] : [`rm -r ${shellWord(clone)}/*`])),
      { kind: 'variant', title: `Then what icb has for every day: the jobs, with the password of the operating system user in OSPASSWORD${settings.makesClones ? '; and, on the restore host, a restore test' : ''}`, lines: [`${icb} backup ${name} setschedule`, ...(settings.makesClones ? [`AUTORESTORE_SAFE_SANDBOX=TRUE ${icb} autorestore ${name}`] : [])] },
    ],
  };
}
