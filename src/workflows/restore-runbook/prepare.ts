import { join } from 'node:path';
import { shellLine, shellWord } from '#core/shell-word.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import type { RunbookSection } from '#reports/restore-runbook.ts';
import { rootBlock, shellBlock, sqlplus } from './runbook-commands.ts';
import { isContainer } from './runbook-places.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import type { KeptLayout, RunbookValues } from './runbook-values.ts';
import { parameterOf } from './what-there-is.ts';

export function settingsSection({ settings, layout }: RunbookValues, { root, clone, work, target, sid }: RunbookPlaces): RunbookSection {
  return {
    number: 2,
    title: 'Environment and folders',
    parts: [
      { kind: 'text', text: `As the owner of an Oracle home of release ${layout.version ?? 'of the database'}, patched like the lost one, in a shell that is kept to the end. ${target} is where the database will live in the end: put it on production storage, with room for all datafiles. ${clone} only holds the mount.` },
      shellBlock(
        '2.1',
        `export ORACLE_HOME=${shellWord(settings.oracleHome)}`,
        `export ORACLE_SID=${shellWord(sid)}`,
        'export PATH="$ORACLE_HOME/bin:/usr/bin:/bin"',
        "export NLS_LANG=AMERICAN_AMERICA.AL32UTF8 NLS_DATE_FORMAT='yyyy-mm-dd hh24:mi:ss'",
        'unset TWO_TASK ORACLE_PDB_SID SQLPATH ORACLE_PATH',
      ),
      { kind: 'text', text: `Root makes ${root} for that user when it is not there.` },
      shellBlock('2.2', shellLine('mkdir', '-p', clone, work, target, join(target, 'archivelog'))),
      { kind: 'variant', title: 'Target storage is ASM (Grid Infrastructure runs, its disk groups are mounted): only the datafiles and online logs move there, in step 9', lines: ["asmcmd lsdg"] },
    ],
  };
}

/** Without the storage system's own words: icb has the commands, and says what it does. */
export function cloneSection({ settings, snapshots }: RunbookValues, { clone, work }: RunbookPlaces): RunbookSection {
  const { name, area, file, program } = settings;
  const icb = shellLine(program, '--config', file, 'snapper', name);
  const [newest] = snapshots;
  return {
    number: 3,
    title: 'Safety snapshot, clone, mount',
    parts: [
      { kind: 'text', text: `A snapshot of the area as it is now: it holds the image copies of the last refresh and every archived log that arrived since, so it reaches further than any snapshot of the list. Should icb say that the area is locked by a host that is gone, remove the lock as it tells.` },
      shellBlock('3.1', `SNAPSHOT=$(${icb} create | sed -n 's/^Snapshot created: //p')`, 'echo "safety snapshot: $SNAPSHOT"', 'test -n "$SNAPSHOT"'),
      {
        kind: 'variant',
        title: `When the last backup did not come to its end (${area}/autorestore.cfg has a line lasttime), or when a state before the last refresh is wanted, take one of the list instead`,
        lines: [`SNAPSHOT=${newest?.snapshotId ?? `${name}-YYYYMMDDTHHMMSS`}`],
      },
      { kind: 'text', text: 'A clone of it, which may be written to. Without icb: on the storage system, clone the snapshot into a new share and export it to this host.' },
      shellBlock('3.2', `${icb} clone "$SNAPSHOT" | tee ${shellWord(join(work, 'clone.txt'))}`),
      { kind: 'text', text: `Root mounts it, with the source that the command before named and these options; on a host with Direct NFS soft is possible.` },
      rootBlock('3.3', `mount -t nfs -o rw,bg,hard,nointr,rsize=32768,wsize=32768,tcp,vers=3,timeo=600 "$(sed -n 's/^mount .* \\([^ ]*:[^ ]*\\).*/\\1/p' ${shellWord(join(work, 'clone.txt'))})" ${shellWord(clone)}`),
      shellBlock('3.4', `ls -l ${shellWord(join(clone, 'after_backup_controlfile.cf'))}`, `ls ${shellWord(clone)} | grep -c '^data_'`, `touch ${shellWord(join(clone, 'runbook.is.writable'))}`),
    ],
  };
}

export function instanceSection(values: RunbookValues, { work, target, initFile }: RunbookPlaces): RunbookSection {
  return {
    number: 4,
    title: 'Init file and instance',
    parts: [
      { kind: 'text', text: 'Enough to restore with. Jobs stay off until somebody has looked at the database; memory is what production had, make it smaller on a smaller host.' },
      shellBlock('4.1', `cat > ${shellWord(initFile)} <<'INIT'`, ...initFileLines(values, { work, target }), 'INIT'),
      ...keystoreParts(values),
      { kind: 'text', text: 'The query fails when the instance has not started; STARTUP itself does not.' },
      shellBlock('4.2', ...sqlplus([`startup nomount pfile=${initFile}`, 'select instance_name, status from v$instance;'])),
    ],
  };
}

function initFileLines({ settings, layout, parameters }: RunbookValues, { work, target }: Pick<RunbookPlaces, 'work' | 'target'>): readonly string[] {
  const of = (name: string): string | undefined => layout.parameters[name];
  const [instance] = layout.instances ?? [];
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['compatible', quotedText(of('compatible'))],
    ['control_files', `'${target}/control01.ctl'`],
    ['db_block_size', of('db_block_size')],
    ['db_create_file_dest', `'${target}'`],
    ['db_files', of('db_files')],
    ['db_name', quotedText(layout.dbName ?? of('db_name') ?? 'unknown: ORA-01103 at the mount names it')],
    ['db_unique_name', quotedText(settings.name)],
    ['diagnostic_dest', `'${work}'`],
    ['enable_pluggable_database', isContainer(layout) ? 'TRUE' : undefined],
    ['filesystemio_options', "'SETALL'"],
    ['job_queue_processes', '0'],
    ['log_archive_dest_1', `'LOCATION=${target}/archivelog'`],
    ['memory_target', positive(of('memory_target'))],
    ['pga_aggregate_target', positive(of('pga_aggregate_target'))],
    ['processes', of('processes')],
    ['remote_login_passwordfile', "'NONE'"],
    ['sga_target', positive(of('sga_target')) ?? (positive(of('memory_target')) === undefined ? '2G' : undefined)],
    ...walletEntries(layout, parameters),
    ['thread', instance === undefined || instance.thread === 0 ? undefined : String(instance.thread)],
    ['undo_management', "'AUTO'"],
    ['undo_tablespace', quotedText(instance?.undoTablespace || of('undo_tablespace'))],
  ];
  return entries.flatMap(([name, value]) => (value === undefined ? [] : [`*.${name}=${value}`]));
}

function quotedText(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : `'${value.replaceAll(/['\n]/g, '')}'`;
}

function positive(value: string | undefined): string | undefined {
  return value === undefined || /^0*$/.test(value) ? undefined : value;
}

/** Since 18c the instance is told by parameters, before by sqlnet.ora. */
function walletEntries(layout: KeptLayout, parameters: readonly string[]): readonly (readonly [string, string | undefined])[] {
  const root = layout.parameters['wallet_root'];
  if (root === undefined || !isEncrypted(layout, parameters) || !isAtLeast(layout.version ?? '19', '18')) return [];
  return [['tde_configuration', quotedText(layout.parameters['tde_configuration'] ?? 'KEYSTORE_CONFIGURATION=FILE')], ['wallet_root', quotedText(root)]];
}

function isEncrypted(layout: KeptLayout, parameters: readonly string[]): boolean {
  return (layout.encryptedTablespaces ?? Number(parameterOf(parameters, 'encryptedtablespaces') ?? 0)) > 0;
}

function keystoreParts({ layout, parameters }: RunbookValues): RunbookSection['parts'] {
  if (!isEncrypted(layout, parameters)) return [];
  const root = layout.parameters['wallet_root'];
  const where = root === undefined ? 'the folder that ENCRYPTION_WALLET_LOCATION in sqlnet.ora names' : `${root}/tde (WALLET_ROOT; change it in the init file if it lies elsewhere)`;
  return [
    {
      kind: 'text',
      text: `The database has encrypted tablespaces: put its keystore into ${where} now. An auto-login keystore (cwallet.sso) opens by itself, a local auto-login one only on the host that made it; ewallet.p12 needs its password: administer key management set keystore open identified by ... once the database is mounted. Without the keystore recovery ends with ORA-28365, and nothing brings the data back.`,
    },
  ];
}
