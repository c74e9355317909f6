import { archivedLogFolder, controlFileBackup, ledgerFile, restoreParametersFile } from '#core/area-layout.ts';
import { formatBytes } from '#core/bytes.ts';
import { shellLine } from '#core/shell-word.ts';
import type { RunbookPart, RunbookSection } from '#reports/restore-runbook.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import { shownTime } from './runbook-values.ts';
import type { KeptLayout, RunbookValues } from './runbook-values.ts';

/** What to know before the first command. */
export function firstSection({ settings }: RunbookValues, { root }: RunbookPlaces): RunbookSection {
  const { name, area, file, program } = settings;
  const restore = `AUTORESTORE_SAFE_SANDBOX=TRUE ${shellLine(program, '--config', file)} restore ${name} --open resetlogs`;
  return {
    number: 0,
    title: 'Before you type anything',
    parts: [
      {
        kind: 'list',
        items: [
          `Stop what could make it worse. Do not run icb backup ${name}: a refresh of a damaged database helps nobody. Snapshots stay: icb drops them only at the end of a good backup.`,
          'What is left of the database, move away or copy, do not delete it. Online redo logs that can still be read are worth most: they hold what was committed last (section 12).',
          `Never recover in the backup area ${area} itself: recovery rewrites its files, and a second attempt has nothing to start from. This runbook works in a clone of a snapshot.`,
          'If one datafile or one table is lost, repair only that: open a copy beside the database (icb restore) and take it from there.',
          'A restored control file names the files of production. Do this where those files are gone or out of reach; step 5.3 looks.',
          'The tests of icb follow these commands with a simulated database. With yours nobody has, until you try it on a restore host while there is no disaster.',
        ],
      },
      { kind: 'variant', title: 'While icb and the storage system are there, icb does all of it from section 3 to 8 by itself', lines: [restore] },
      {
        kind: 'text',
        text: `Commands stand between "#>>" and "#<<" and are for bash. Paste them block by block and look at the outcome of each; a block that fails ends with an error and changes nothing that the next attempt could not do again. Blocks marked "root" are for root, those marked "later" for the time when the database is in service again. Lines that begin with "#|" are variants, to be typed without it. Everything happens below ${root}; to use other folders, replace that path everywhere: sed 's#${root}#/your/folder#g'`,
      },
    ],
  };
}

/** Facts about the database: which, where, from when. */
export function databaseSection({ settings, layout, snapshots, parameters }: RunbookValues): RunbookSection {
  const { area } = settings;
  const known = (name: string): string => layout.parameters[name] ?? 'unknown';
  const parts: RunbookPart[] = [
    {
      kind: 'table',
      rows: [
        ['DBID', settings.dbid],
        ['DB_NAME', layout.dbName ?? known('db_name')],
        ['DB_UNIQUE_NAME', settings.name],
        ['release', [layout.version ?? parameterOf(parameters, 'databaseversion') ?? 'unknown', editionOf(layout)].filter((word) => word !== '').join(', ')],
        ['character set', layout.characterSet || 'unknown'],
        ['role', layout.role ?? 'unknown'],
        ['RESETLOGS_ID', layout.resetlogsId ?? parameterOf(parameters, 'resetlogsid') ?? 'unknown'],
        ['Oracle home', settings.oracleHome],
        ['host', [...new Set(layout.instances?.map(({ host }) => host) ?? [])].join(', ') || 'unknown'],
        ['backup area', area],
        ['image copies', `${area}/data_*`],
        ['archived logs', archivedLogFolder(area)],
        ['control file backup', controlFileBackup(area)],
        ['control file autobackups', `${area}/c-${settings.dbid}-*, the name ends with date and number`],
        ['parameters for restores', restoreParametersFile(area)],
        ['ranges of the snapshots', ledgerFile(area)],
        ['time zone of redo times', parameterOf(parameters, 'timezone') ?? 'unknown'],
        ['recovery catalog', settings.recoveryCatalog ?? 'none is used'],
        ['keystore', keystoreOf(layout, parameters)],
        ['block change tracking', changeTrackingOf(layout, parameters) || 'off'],
        ['flashback', layout.flashbackOn === undefined ? 'unknown' : layout.flashbackOn ? 'on' : 'off'],
      ],
    },
    { kind: 'text', text: 'Snapshots, newest first, and what each serves alone (after its lower bound, up to its upper bound). Times in between are served by two (section 11).' },
    snapshots.length === 0
      ? { kind: 'list', items: [`the ledger ${ledgerFile(area)} has none, or cannot be read: ask the storage system, each whose name begins with ${settings.name} is complete in itself`] }
      : {
          kind: 'table',
          rows: snapshots.map(({ snapshotId, lowerScn, lowerTime, upperScn, upperTime, redoLost }) => [
            snapshotId,
            `${shownTime(lowerTime)} (SCN ${lowerScn}) .. ${shownTime(upperTime)} (SCN ${upperScn})${redoLost === true ? '; redo after it is lost' : ''}`,
          ]),
        },
    ...whereFilesLived(layout),
  ];
  return { number: 1, title: 'The database, and what there is of it', parts };
}

function whereFilesLived(layout: KeptLayout): RunbookPart[] {
  const { instances = [], threads = [], onlineLogs = [], datafiles = [], tempfiles = [], controlFiles = [], pluggableDatabases = [] } = layout;
  if (datafiles.length === 0) return [{ kind: 'text', text: 'Where its files lived is not known here; the restored control file knows it (step 5.3).' }];
  const total = datafiles.reduce((sum, { bytes }) => sum + bytes, 0);
  const asm = [...datafiles, ...onlineLogs].filter(({ name }) => name.startsWith('+'));
  const storage = asm.length > 0 ? `in ASM (${[...new Set(asm.map(({ name }) => name.split('/')[0]))].join(', ')})` : 'in file systems';
  const dest = layout.parameters['db_create_file_dest'];
  return [
    { kind: 'text', text: `Its files lived ${storage}: ${datafiles.length} datafile${datafiles.length === 1 ? '' : 's'}, ${formatBytes(total)} together${dest === undefined ? '' : `; DB_CREATE_FILE_DEST was ${dest}`}.` },
    {
      kind: 'table',
      rows: [
        ...instances.map(({ name, thread, undoTablespace }): [string, string] => [`instance ${name}`, `thread ${thread}, undo tablespace ${undoTablespace || 'unknown'}`]),
        ...threads.map(({ thread, status, instance }): [string, string] => [`redo thread ${thread}`, `${status}, of instance ${instance}`]),
        ...pluggableDatabases.map((name): [string, string] => ['pluggable database', name]),
        ...controlFiles.map((name): [string, string] => ['control file', name]),
        ...onlineLogs.map(({ group, thread, bytes, name }): [string, string] => [`online log ${group}`, `${name} (thread ${thread}, ${formatBytes(bytes)})`]),
        ...datafiles.map(({ file, bytes, name }): [string, string] => [`datafile ${file}`, `${name} (${formatBytes(bytes)})`]),
        ...tempfiles.map(({ file, bytes, name }): [string, string] => [`tempfile ${file}`, `${name} (${formatBytes(bytes)})`]),
      ],
    },
  ];
}

function editionOf({ enterpriseEdition }: KeptLayout): string {
  if (enterpriseEdition === undefined) return '';
  return enterpriseEdition ? 'Enterprise Edition' : 'Standard Edition';
}

function keystoreOf(layout: KeptLayout, parameters: RunbookValues['parameters']): string {
  const encrypted = layout.encryptedTablespaces ?? Number(parameterOf(parameters, 'encryptedtablespaces') ?? 0);
  const root = layout.parameters['wallet_root'];
  if (encrypted === 0) return root === undefined ? 'none' : `WALLET_ROOT ${root}, no encrypted tablespaces`;
  return `${root === undefined ? 'location not known, see ENCRYPTION_WALLET_LOCATION in sqlnet.ora' : `WALLET_ROOT ${root}`}; ${encrypted} encrypted ${encrypted === 1 ? 'tablespace' : 'tablespaces'}: nothing is restored without it`;
}

/** Of the database, or else what the backup wrote before its last snapshot. */
export function changeTrackingOf(layout: KeptLayout, parameters: RunbookValues['parameters']): string {
  return layout.changeTrackingFile ?? parameterOf(parameters, 'bctfile') ?? '';
}

/** A value of autorestore.cfg. */
export function parameterOf(parameters: readonly string[], key: string): string | undefined {
  const line = parameters.findLast((candidate) => candidate.startsWith(`${key}:`));
  return line?.slice(key.length + 1).trim().replaceAll('%%', '%') || undefined;
}
