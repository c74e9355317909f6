import { join } from 'node:path';
import { archivedLogFolder, controlFileBackup } from '#core/area-layout.ts';
import { shellWord } from '#core/shell-word.ts';
import { integer, rmanPath, sqlPath } from '#oracle/quoting.ts';
import type { ScriptValue } from '#oracle/quoting.ts';
import type { RunbookSection } from '#reports/restore-runbook.ts';
import { assignedQuery, generatedRmanBlock, rmanBlock, shellBlock, sqlBlock, sqlplus } from './runbook-commands.ts';
import type { CommandSurroundings } from './runbook-commands.ts';
import { isContainer } from './runbook-places.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import type { RunbookValues } from './runbook-values.ts';
import { changeTrackingOf } from './what-there-is.ts';

export async function controlFileSection({ settings, layout }: RunbookValues, places: RunbookPlaces): Promise<RunbookSection> {
  const { clone, work } = places;
  const surroundings = { work, templateDir: settings.templateDir };
  const piece = controlFileBackup(clone);
  return {
    number: 5,
    title: 'Control file',
    parts: [
      { kind: 'text', text: 'From the piece with the fixed name, which the last refresh wrote after the image copies: it knows them. No catalog, no DBID and no search is needed.' },
      await rmanBlock('5.1', surroundings, [['restore-control-file.rman', { piece: rmanPath(piece, 'control file backup') }]]),
      {
        kind: 'variant',
        title: 'The piece is missing or damaged (RMAN-06172, ORA-19870): take the newest autobackup, its name ends with date and number; it is a piece like the other',
        lines: [`ls -t ${clone}/c-${settings.dbid}-* | head -1`, `rman target / <<'RMAN'`, `restore controlfile from '${clone}/c-${settings.dbid}-YYYYMMDD-NN';`, 'alter database mount;', 'RMAN'],
      },
      { kind: 'variant', title: 'There is no autobackup either: make a control file; its statement is filled from section 1', lines: createControlFile(layout, places) },
      shellBlock('5.2', ...sqlplus(['select dbid, name, open_mode, controlfile_type from v$database;'])),
      { kind: 'text', text: `DBID must be ${settings.dbid}. Now look whether files that this control file names are within reach of this host. Any line that begins with EXISTS names a file that a later step could overwrite: move it away first.` },
      shellBlock(
        '5.3',
        ...sqlplus(['select member from v$logfile;', 'select name from v$tempfile;', 'select name from v$datafile;', 'select filename from v$block_change_tracking where filename is not null;'], { quiet: true, output: shellWord(join(work, 'names.txt')) }),
        `while read -r name; do if [ -n "$name" ] && [ -e "$name" ]; then echo "EXISTS $name"; fi; done < ${shellWord(join(work, 'names.txt'))}`,
      ),
    ],
  };
}

/** Complete when the layout is known. */
function createControlFile(layout: RunbookValues['layout'], { clone, target }: RunbookPlaces): readonly string[] {
  const { onlineLogs = [], dbName, parameters } = layout;
  const groups = [...new Map(onlineLogs.filter(({ thread }) => thread === 1).map((log) => [log.group, log])).values()];
  return [
    `CREATE CONTROLFILE REUSE DATABASE "${dbName ?? parameters['db_name'] ?? 'DB_NAME'}" RESETLOGS ARCHIVELOG MAXDATAFILES 1024 MAXINSTANCES 8 MAXLOGHISTORY 2920`,
    'LOGFILE',
    ...(groups.length === 0
      ? [`  GROUP 1 '${target}/redo_1_1.log' SIZE 1G, GROUP 2 '${target}/redo_2_1.log' SIZE 1G`]
      : groups.map(({ group, bytes }, index) => `  GROUP ${group} '${target}/redo_${group}_1.log' SIZE ${bytes}${index < groups.length - 1 ? ',' : ''}`)),
    'DATAFILE',
    `  -- every image copy of the clone, in quotes, with commas between them: ls ${clone}/data_*`,
    'CHARACTER SET AL32UTF8;   -- that of the lost database: wrong, it damages data',
    '-- it is mounted then; go on with 6.2, leave out 6.4, and recover in SQL*Plus: recover database using backup controlfile until cancel',
    '-- add the temporary files by hand after opening: alter tablespace temp add tempfile size 1G autoextend on;',
  ];
}

export async function switchSection(values: RunbookValues, { clone, work, target }: RunbookPlaces): Promise<RunbookSection> {
  const { settings, layout, parameters } = values;
  const surroundings: CommandSurroundings = { work, templateDir: settings.templateDir };
  const tracking = changeTrackingOf(layout, parameters);
  const prefixes = [`${archivedLogFolder(clone)}/`, join(clone, 'data_')];
  return {
    number: 6,
    title: 'Use the files of the clone',
    parts: [
      { kind: 'text', text: 'Make the control file forget where production had its backups (records only, no file is touched), and write nothing there.' },
      await rmanBlock('6.1', surroundings, [
        ['forget-production.rman', { snapshot_control_file: rmanPath(join(target, 'snapcf.f'), 'folder'), parallel: integer(settings.parallel, 'parallel') }],
      ]),
      { kind: 'text', text: 'Let it know the archived logs and image copies of the clone. RMAN lists what it does not take, and why; files of other databases and half written logs belong there.' },
      await rmanBlock('6.2', surroundings, [['catalog-files.rman', prefixes.map((prefix) => ({ prefix: rmanPath(prefix, 'clone') }))]]),
      ...(layout.flashbackOn === false ? [] : [{ kind: 'text' as const, text: 'Flashback was on, or it is not known: without its logs the database would not open (ORA-38760). Where it is off already, this changes nothing.' }, await sqlBlock('6.3', surroundings, 'flashback-off.sql')]),
      ...(tracking === ''
        ? []
        : [
            { kind: 'text' as const, text: 'Block change tracking: disabling deletes the file that the control file names, so it is made to name another one first. (Standard Edition and 5.3 without such a name: leave it out.)' },
            await sqlBlock('6.4', surroundings, 'disable-change-tracking.sql', { from: sqlPath(tracking, 'change tracking file'), to: sqlPath(join(work, 'bct.bct'), 'folder') }),
          ]),
      { kind: 'text', text: 'The image copies of the clone become the datafiles. Nothing is copied. RMAN-06571 names a datafile without a copy; where it is younger than the backup: run { set newname for datafile N to new; restore datafile N; switch datafile N; }, then switch the others by number.' },
      isContainer(layout) ? await generatedRmanBlock('6.5', surroundings, 'use-copies-in-containers.sql') : await rmanBlock('6.5', surroundings, [['switch-database-to-copy.rman', {}]]),
      { kind: 'text', text: `Every datafile must lie in ${clone} now${isContainer(layout) ? `, those of PDB$SEED in ${target}` : ''}. This prints those that do not, and there must be none${isContainer(layout) ? ' else' : ''}:` },
      shellBlock('6.6', ...sqlplus([`select file#, name from v$datafile where name not like '${clone}/%';`])),
    ],
  };
}

export async function recoverySection({ settings }: RunbookValues, { work, target }: RunbookPlaces): Promise<RunbookSection> {
  const surroundings: CommandSurroundings = { work, templateDir: settings.templateDir };
  const untilScn = '$UNTIL_SCN' as ScriptValue;
  return {
    number: 7,
    title: 'Recover',
    parts: [
      { kind: 'text', text: 'How far the archived logs go, over all redo threads: everything committed before that SCN comes back.' },
      shellBlock('7.1', ...(await assignedQuery('UNTIL_SCN', surroundings, 'end-of-redo.sql')), 'UNTIL_SCN=$(echo $UNTIL_SCN)', 'echo "recovering until SCN $UNTIL_SCN"', 'test "$UNTIL_SCN" -gt 0'),
      { kind: 'variant', title: 'An earlier point, before an error somebody made: the SCN, exclusive. It must not be before the lower bound of the snapshot (RMAN-06556)', lines: ['UNTIL_SCN=123456789'] },
      { kind: 'text', text: `Datafiles that only redo knows are made in ${target}. It can be repeated; it goes on where it stopped.` },
      await rmanBlock('7.2', surroundings, [['recover-until-scn.rman', { scn: untilScn }]]),
      {
        kind: 'variant',
        title: 'A point in time instead of an SCN, in the time zone of the redo (section 1), exclusive; in the hour that the end of summer time repeats use an SCN',
        lines: [`rman target / <<'RMAN'`, 'run {', '  set newname for database to new;', `  set until time "to_date('2026-01-31 14:05:00', 'yyyy-mm-dd hh24:mi:ss')";`, '  recover database;', '}', 'RMAN'],
      },
      { kind: 'text', text: 'RMAN-06053 with RMAN-06025, or RMAN-06054, name a log that is missing: section 12.' },
    ],
  };
}
