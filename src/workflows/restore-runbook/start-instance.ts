import { join } from 'node:path';
import { shellWord } from '#core/shell-word.ts';
import { restoreParametersFile } from '#core/area-layout.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import type { RunbookSection } from '#reports/restore-runbook.ts';
import { shellBlock, sqlplus } from './runbook-commands.ts';
import { isContainer } from './runbook-places.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import type { KeptLayout, RunbookValues } from './runbook-values.ts';
import { parameterOf } from './what-there-is.ts';

export function instanceSection(values: RunbookValues, places: RunbookPlaces): RunbookSection {
  const { initFile, sid, clone, work } = places;
  const isKnown = values.layout.parameters['db_name'] !== undefined;
  const id = isKnown ? '4.2' : '4.3';
  const said = shellWord(join(work, `${id}.txt`));
  const fromClone = [
    { kind: 'text' as const, text: 'What is not known here the clone knows: it has the parameters of the database.' },
    shellBlock('4.2', ...parametersFromClone(clone, initFile)),
  ];
  return {
    number: 4,
    title: 'Init file and instance',
    parts: [
      { kind: 'text', text: 'Enough to restore with. Jobs stay off until somebody has looked at the database. Memory and processes are those of production where they are known: make them smaller on a smaller host.' },
      shellBlock('4.1', `cat > ${shellWord(initFile)} <<'INIT'`, ...initFileLines(values, places), 'INIT'),
      ...(isKnown ? [] : fromClone),
      ...keystoreParts(values),
      { kind: 'text', text: `It must print the status STARTED; STARTUP itself does not end with an error. ORA-01081: an instance ${sid} runs on this host already, perhaps production: ORACLE_SID is emptied then, so that nothing below reaches it. Is it the damaged one, shut it down (abort), otherwise take another ORACLE_SID; both begin with 2.1. ORA-27102, ORA-00845: less memory in the init file. LRM-00101: a parameter this release does not have, take it out.` },
      shellBlock(
        id,
        ...sqlplus([`startup nomount pfile=${initFile}`, 'select instance_name, status from v$instance;'], { behind: `| tee ${said}` }),
        // What follows would have a running database forget its backups, and whoever pastes may not see that this failed.
        `grep -qw STARTED ${said} || { ORACLE_SID=; echo 'STOP: no instance for a restore was started; ORACLE_SID is emptied'; }`,
        'test -n "$ORACLE_SID"',
      ),
    ],
  };
}

/** autorestore.cfg has lines `name: value`; a percent sign is doubled in it. */
function parametersFromClone(clone: string, initFile: string): readonly string[] {
  const quoted = "s/^(db_name|compatible|undo_tablespace): *(.*)$/*.\\1='\\2'/p";
  const plain = 's/^(db_block_size|db_files|enable_pluggable_database): *(.*)$/*.\\1=\\2/p';
  return [`sed -n -E -e "${quoted}" -e "${plain}" ${shellWord(restoreParametersFile(clone))} | tee -a ${shellWord(initFile)}`, `grep -q '^\\*.db_name=' ${shellWord(initFile)}`];
}

function initFileLines({ settings, layout, parameters }: RunbookValues, { work, target }: Pick<RunbookPlaces, 'work' | 'target'>): readonly string[] {
  const of = (name: string): string | undefined => layout.parameters[name];
  const [instance] = layout.instances ?? [];
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['compatible', quotedText(of('compatible'))],
    ['control_files', `'${target}/control01.ctl'`],
    ['db_block_size', of('db_block_size')],
    ['db_create_file_dest', `'${target}'`],
    ['db_domain', quotedText(of('db_domain'))],
    ['db_files', of('db_files')],
    ['db_name', quotedText(layout.dbName ?? of('db_name'))],
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

export function isEncrypted(layout: KeptLayout, parameters: readonly string[]): boolean {
  return (layout.encryptedTablespaces ?? Number(parameterOf(parameters, 'encryptedtablespaces') ?? 0)) > 0;
}

function keystoreParts({ layout, parameters }: RunbookValues): RunbookSection['parts'] {
  if (!isEncrypted(layout, parameters)) return [];
  const root = layout.parameters['wallet_root'];
  const where = root === undefined ? 'the folder that ENCRYPTION_WALLET_LOCATION in sqlnet.ora names' : `${root}/tde (if it lies elsewhere, change wallet_root in the init file)`;
  return [
    {
      kind: 'text',
      text: `THE DATABASE HAS ENCRYPTED TABLESPACES. Put its keystore into ${where} now; no backup of icb holds it. An auto-login keystore (cwallet.sso) opens by itself, a local auto-login one only on the host that made it. ewallet.p12 has to be opened after 5.1, see there. Without the keystore recovery ends with ORA-28365, and nothing brings the data back.`,
    },
  ];
}
