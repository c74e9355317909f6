import { join } from 'node:path';
import { archivedLogFolder, controlFileBackup } from '#core/area-layout.ts';
import { shellWord } from '#core/shell-word.ts';
import { integer, rmanPath, sqlPath } from '#oracle/quoting.ts';
import type { ScriptValue } from '#oracle/quoting.ts';
import type { RunbookPart, RunbookSection } from '#reports/restore-runbook.ts';
import { assignedQuery, generatedRmanBlock, generatedSqlBlock, rmanBlock, shellBlock, sqlplus, sqlplusScript } from './runbook-commands.ts';
import type { CommandSurroundings } from './runbook-commands.ts';
import { isContainer, isOfStandby } from './runbook-places.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import type { RunbookValues } from './runbook-values.ts';
import { isEncrypted } from './start-instance.ts';
import { parameterOf } from './what-there-is.ts';

const fileNames = [
  'select name from v$datafile;',
  'select member from v$logfile;',
  'select name from v$tempfile;',
  'select filename from v$block_change_tracking where filename is not null;',
];

export async function controlFileSection({ settings, layout, parameters }: RunbookValues, { clone, work }: RunbookPlaces): Promise<RunbookSection> {
  const surroundings = { work, templateDir: settings.templateDir };
  const names = shellWord(join(work, 'names.txt'));
  const keystore: RunbookPart = {
    kind: 'variant',
    title: 'The keystore is not an auto-login one: open it now, with its password, in SQL*Plus',
    lines: ['sqlplus / as sysdba', "accept pw char prompt 'keystore password: ' hide", 'administer key management set keystore open identified by "&pw";', 'exit'],
  };
  return {
    number: 5,
    title: 'Control file',
    parts: [
      { kind: 'text', text: 'From the piece with the fixed name, which the last refresh wrote after the image copies: it knows them. No catalog, no DBID and no search is needed. ORA-01103: DB_NAME in the init file is wrong. ORA-65093, ORA-65101: so is enable_pluggable_database.' },
      await rmanBlock('5.1', surroundings, ['restore-control-file.rman', { piece: rmanPath(controlFileBackup(clone), 'control file backup') }]),
      {
        kind: 'variant',
        title: 'The piece is missing or damaged (RMAN-06172, ORA-19870): the newest autobackup is a piece like it',
        lines: [`PIECE=$(ls -t ${shellWord(clone)}/c-${settings.dbid}-* | head -1)`, 'rman target / <<RMAN', "restore controlfile from '$PIECE';", 'alter database mount;', 'RMAN'],
      },
      { kind: 'text', text: 'There is no autobackup either: the same pieces are in every older snapshot; section 11 has the way without any.' },
      ...(isEncrypted(layout, parameters) ? [keystore] : []),
      { kind: 'text', text: `The DBID must be ${settings.dbid}; otherwise this is the clone of another database: stop.${isOfStandby(layout) ? ` It was backed up in the role ${layout.role ?? ''}, so the control file is a standby's.` : ' DATABASE_ROLE must be PRIMARY; a standby is opened by the variant of 8.3.'}` },
      shellBlock('5.2', ...sqlplus(['select dbid, name, open_mode, database_role from v$database;'])),
      { kind: 'text', text: 'Are files that this control file names within reach of this host? A line that begins with EXISTS names one that a later step could overwrite or delete: move it away first. Names in ASM (+...) cannot be looked up this way: where an ASM instance runs here, look with asmcmd ls.' },
      shellBlock(
        '5.3',
        ...sqlplus(fileNames, { quiet: true, behind: `> ${names}` }),
        `while read -r name; do if [ -n "$name" ] && [ -e "$name" ]; then echo "EXISTS $name"; fi; done < ${names}; echo 'all names looked up'`,
      ),
    ],
  };
}

export async function switchSection(values: RunbookValues, { clone, work, target }: RunbookPlaces): Promise<RunbookSection> {
  const { settings, layout } = values;
  const surroundings: CommandSurroundings = { work, templateDir: settings.templateDir };
  const prefixes = [`${archivedLogFolder(clone)}/`, join(clone, 'data_')];
  const parallel = layout.enterpriseEdition === false ? 1 : settings.parallel;
  return {
    number: 6,
    title: 'Use the files of the clone',
    parts: [
      { kind: 'text', text: 'Make the control file forget where production had its backups (records only, no file is touched), and write nothing there.' },
      await rmanBlock('6.1', surroundings, ['forget-production.rman', { snapshot_control_file: rmanPath(join(target, 'snapcf.f'), 'folder'), parallel: integer(parallel, 'parallel') }]),
      { kind: 'text', text: 'Let it know the archived logs and image copies of the clone. RMAN lists what it does not take, and why: a half written log is no harm, an image copy is (6.4 will miss it).' },
      await rmanBlock('6.2', surroundings, ['catalog-files.rman', prefixes.map((prefix) => ({ prefix: rmanPath(prefix, 'clone') }))]),
      { kind: 'text', text: 'Flashback off, and block change tracking away from the file that production used. It prints what it does; nothing, where neither was on.' },
      await generatedSqlBlock('6.3', surroundings, 'leave-production-files.sql', { to: sqlPath(join(work, 'bct.bct'), 'folder') }),
      { kind: 'text', text: 'The image copies of the clone become the datafiles. Nothing is copied. RMAN-06571 names a datafile without a copy, and nothing is switched: section 12.' },
      isContainer(layout) ? await generatedRmanBlock('6.4', surroundings, 'use-copies-in-containers.sql') : await rmanBlock('6.4', surroundings, ['switch-database-to-copy.rman', {}]),
      { kind: 'text', text: `Every datafile must lie in ${clone} now${isContainer(layout) ? ` (those of PDB$SEED in ${target})` : ''}. This prints those that do not${isContainer(layout) ? '; there must be no others' : ', and there must be none'}:` },
      shellBlock('6.5', ...sqlplus([`select file#, name from v$datafile where substr(name, 1, ${clone.length + 1}) <> '${clone}/';`])),
    ],
  };
}

export async function recoverySection({ settings, snapshots, parameters }: RunbookValues, { work, target }: RunbookPlaces): Promise<RunbookSection> {
  const surroundings: CommandSurroundings = { work, templateDir: settings.templateDir };
  const untilScn = '$UNTIL_SCN' as ScriptValue;
  const [newest] = snapshots;
  const zone = parameterOf(parameters, 'timezone');
  const example = newest?.upperTime.setZone(zone ?? 'utc').toFormat('yyyy-MM-dd HH:mm:ss') ?? '2026-01-31 14:05:00';
  return {
    number: 7,
    title: 'Recover',
    parts: [
      { kind: 'text', text: 'How far the archived logs go. Everything committed before the SCN that it ends with comes back: that is where the first of the threads of the CURRENT incarnation ends.' },
      shellBlock('7.1', ...(await sqlplusScript(surroundings, 'ends-of-threads.sql')), ...(await assignedQuery('UNTIL_SCN', surroundings, 'end-of-redo.sql')), 'echo "recovering until SCN ${UNTIL_SCN:-UNKNOWN, there are no archived logs}"', 'test "$UNTIL_SCN" -gt 0'),
      {
        kind: 'variant',
        title: `Another end, exclusive: an SCN before an error somebody made; or, when one thread ends long before the others because its instance was down, the SCN at which the others end. It must not be before the lower bound of the snapshot${newest === undefined ? '' : `. As an example that of the newest backup`}`,
        lines: [`UNTIL_SCN=${newest?.upperScn ?? 123_456_789}`],
      },
      { kind: 'text', text: `It can take hours and can be repeated: it goes on where it stopped. Datafiles that only redo knows are made in ${target}. "media recovery complete" must be there. RMAN-06053 with RMAN-06025, or RMAN-06054, name a log that is missing, RMAN-06556 says that the end is too early: section 12.` },
      await rmanBlock('7.2', surroundings, ['recover-until-scn.rman', { scn: untilScn }]),
      {
        kind: 'variant',
        title: `Until a time instead of an SCN, exclusive, in the time zone of the redo${zone === undefined ? '' : ` (${zone})`}; put your own. In the hour that the end of summer time repeats use an SCN`,
        lines: [`rman target / <<'RMAN'`, 'run {', '  set newname for database to new;', `  set until time "to_date('${example}', 'yyyy-mm-dd hh24:mi:ss')";`, '  recover database;', '}', 'RMAN'],
      },
    ],
  };
}
