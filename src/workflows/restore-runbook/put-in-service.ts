import { shellLine, shellWord } from '#core/shell-word.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { exceptClause, sqlPath } from '#oracle/quoting.ts';
import type { RunbookSection } from '#reports/restore-runbook.ts';
import { generatedSqlBlock, laterBlock, rmanBlock, shellBlock, sqlBlock, sqlplus } from './runbook-commands.ts';
import type { CommandSurroundings } from './runbook-commands.ts';
import { isContainer, isOfStandby } from './runbook-places.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import type { KeptLayout, RunbookValues } from './runbook-values.ts';

export async function openingSection({ settings, layout }: RunbookValues, { work, target }: RunbookPlaces): Promise<RunbookSection> {
  const surroundings: CommandSurroundings = { work, templateDir: settings.templateDir };
  const containers = isContainer(layout) ? [{ kind: 'text' as const, text: 'Its pluggable databases.' }, await sqlBlock('8.4', surroundings, 'open-pluggable-databases.sql', { except: exceptClause([]) })] : [];
  return {
    number: 8,
    title: 'Open',
    parts: [
      { kind: 'text', text: `Last chance to look before anything is final: alter database open read only; query; then shutdown abort, and again from 4.2 on without 6.5. Online logs and temporary files still have production's names and get new ones in ${target}. (RENAME FILE deletes an Oracle-managed file that exists under the old name: see 5.3.)` },
      await generatedSqlBlock('8.1', surroundings, 'name-online-logs.sql', { folder: sqlPath(`${target}/`, 'folder') }),
      await rmanBlock('8.2', surroundings, [['move-tempfiles.rman', {}]]),
      { kind: 'text', text: 'A new incarnation begins. ORA-01194, ORA-01195: redo is missing for that file, recover further. ORA-00344: the folder of an online log cannot be written.' },
      ...(isOfStandby(layout)
        ? [{ kind: 'text' as const, text: 'The backup was taken at a standby: so is what was restored from it, and it must become a primary. If DATABASE_ROLE of V$DATABASE is PRIMARY all the same (ORA-01665): alter database open resetlogs.' }, await sqlBlock('8.3', surroundings, 'activate-standby.sql')]
        : [await sqlBlock('8.3', surroundings, 'open-resetlogs.sql')]),
      ...containers,
      { kind: 'text', text: 'What there is now. Then ask the application for its newest data.' },
      shellBlock('8.5', ...sqlplus(['select name, open_mode, resetlogs_change# from v$database;', "select to_char(max(time_dp), 'yyyy-mm-dd hh24:mi:ss') from sys.smon_scn_time;", 'select file#, status, name from v$datafile;', 'select name from v$tempfile;'])),
    ],
  };
}

/** The database runs on backup storage until then. */
export async function productionSection({ settings, layout }: RunbookValues, { clone, work, target }: RunbookPlaces): Promise<RunbookSection> {
  const surroundings: CommandSurroundings = { work, templateDir: settings.templateDir };
  const asmDest = layout.parameters['db_create_file_dest']?.startsWith('+') === true ? layout.parameters['db_create_file_dest'] : '+DATA';
  const toAsm = { kind: 'variant' as const, title: 'To ASM: before it, let new files go there; online logs follow by adding groups there and dropping the old ones once they are INACTIVE', lines: [`alter system set db_create_file_dest='${asmDest}';`, `alter database add logfile thread 1 ('${asmDest}') size 1G;`] };
  const offline = [
    { kind: 'text' as const, text: 'Image copies on production storage, then a short time without the database: mount it, switch, recover, open.' },
    { kind: 'variant' as const, title: 'Online Datafile Move is for Enterprise Edition 12.1 and later (not confirmed for every release); otherwise', lines: copyAndSwitch(target) },
  ];
  const online = [
    { kind: 'text' as const, text: `While the database is open and in use. Each file is copied to DB_CREATE_FILE_DEST (${target}); its old one in the clone is deleted when that is done. A file of your own naming: alter database move datafile N to '/path'.` },
    await generatedSqlBlock('9.1', surroundings, isContainer(layout) ? 'move-datafiles-of-containers.sql' : 'move-datafiles.sql', { clone: sqlPath(`${clone}/`, 'clone') }),
    { kind: 'variant' as const, title: 'When files cannot be moved online (Standard Edition, 11.2)', lines: copyAndSwitch(target) },
  ];
  return {
    number: 9,
    title: 'Move to production storage',
    parts: [
      { kind: 'text', text: 'The datafiles lie in the clone, on backup storage. Applications may work already; performance is that of the backup storage, and the clone must stay until the last file is moved.' },
      toAsm,
      ...(canMoveOnline(layout) ? online : offline),
      { kind: 'text', text: 'Nothing may be left in the clone. This must print no file:' },
      canMoveOnline(layout) ? shellBlock('9.2', ...leftInClone(clone)) : laterBlock('9.2', ...leftInClone(clone)),
    ],
  };
}

function leftInClone(clone: string): readonly string[] {
  return sqlplus([`select file#, name from v$datafile where name like '${clone}/%';`]);
}

function copyAndSwitch(target: string): readonly string[] {
  return [
    `rman target / <<'RMAN'`,
    `backup as copy tag 'to_production' database format '${target}/%U';`,
    'shutdown immediate;',
    'startup mount;',
    "switch database to copy;   # check with REPORT SCHEMA that the copies on production storage were taken",
    'recover database;',
    'alter database open;',
    'RMAN',
  ];
}

export function serviceSection({ settings, layout }: RunbookValues, { clone, initFile, sid }: RunbookPlaces): RunbookSection {
  const { name, file, program } = settings;
  const icb = shellLine(program, '--config', file);
  const spfile = layout.parameters['spfile'];
  const others = (layout.threads ?? []).filter(({ thread }) => thread !== (layout.instances?.[0]?.thread ?? 1));
  return {
    number: 10,
    title: 'Back in service',
    parts: [
      { kind: 'text', text: `Parameters: the backups of the spfile are in the autobackups c-${settings.dbid}-* (restore spfile to pfile '/tmp/pfile.ora' from ...). Merge them into ${initFile}: memory, processes, listeners, recovery area; job_queue_processes back to what it was.` },
      laterBlock('10.1', ...sqlplus([`create spfile${spfile === undefined ? '' : `='${spfile}'`} from pfile='${initFile}';`])),
      { kind: 'list', items: [
        `Password file: orapwd file=$ORACLE_HOME/dbs/orapw${sid}; remote_login_passwordfile='EXCLUSIVE'.`,
        `Listener, services, TNS entry ${name}, /etc/oratab or srvctl add database / add service; start it the usual way once.`,
        ...others.map(({ thread, instance }) => `Redo thread ${thread} (instance ${instance}): V$THREAD must have it ENABLED and V$LOG must have its groups; otherwise alter database add logfile thread ${thread} size 1G; (twice) and alter database enable public thread ${thread}; its undo tablespace is in section 1.`),
        `Archive destinations and RMAN's configuration: ${icb} backup ${name} config.`,
        settings.recoveryCatalog === undefined ? 'No recovery catalog is used: nothing to register.' : `Recovery catalog ${settings.recoveryCatalog}: it learns of the new incarnation by itself at the next connection (resync catalog); a database that it does not know any more is registered by icb backup ${name} config when registercatalog is set.`,
        'Temporary files were made when the database opened; add more with alter tablespace temp add tempfile.',
        ...(settings.hasDataGuard ? ['Data Guard: the standby follows only if it has not applied redo beyond the new incarnation; otherwise flash it back or rebuild it. Then enable its destination again.'] : []),
        'Block change tracking: icb backup config enables it again.',
      ] },
      { kind: 'text', text: 'A new backup at once: the image copies in the area belong to the parent incarnation and this control file does not know them, so all datafiles are copied in full. Where room is short, delete the old data_ files of the area first; the snapshots keep them.' },
      laterBlock('10.2', `${icb} backup ${name} config`, `${icb} backup ${name} imagecopywithsnap`, `${icb} backup ${name} report`),
      { kind: 'text', text: 'Jobs again, and the clone away. Keep the safety snapshot until the first restore test of the new backup has passed.' },
      laterBlock('10.3', `umount ${shellWord(clone)}   # as root`, `${icb} snapper ${name} listclones`, `${icb} backup ${name} setschedule`),
      { kind: 'text', text: `Then, on the restore host: AUTORESTORE_SAFE_SANDBOX=TRUE ${icb} autorestore ${name}` },
    ],
  };
}

/** Unknown: the runbook of a modern Enterprise Edition is the better guess, its variant has the other. */
function canMoveOnline({ version, enterpriseEdition }: KeptLayout): boolean {
  return (enterpriseEdition ?? true) && isAtLeast(version ?? '19', '12.1');
}
