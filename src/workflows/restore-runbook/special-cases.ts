import { join } from 'node:path';
import { shellLine, shellWord } from '#core/shell-word.ts';
import type { RunbookPart, RunbookSection } from '#reports/restore-runbook.ts';
import { sqlplus } from './runbook-commands.ts';
import { canMoveOnline } from './runbook-places.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import type { RunbookValues } from './runbook-values.ts';

export function variantsSection(values: RunbookValues, places: RunbookPlaces): RunbookSection {
  const { settings } = values;
  const { name, area, file, program } = settings;
  const { clone } = places;
  const icb = shellLine(program, '--config', file);
  return {
    number: 11,
    title: 'Other ways',
    parts: [
      { kind: 'text', text: 'A certain time: the snapshot that serves it. By hand: the oldest one of section 1 whose upper bound is not before the time; the time must be after its lower bound.' },
      { kind: 'variant', title: 'Put your own time', lines: [`${icb} snapper ${name} search "2026-01-31 14:05:00"`] },
      { kind: 'text', text: `A time while a refresh ran (after the upper bound of one snapshot, before the lower bound of the next): data files from a clone of the earlier one, archived logs from clones of both. Clone and mount the later one, too, copy what is in its archivelog folder to ${clone}/archivelog before 6.2 (cp -n), and go on. icb restore does it by itself.` },
      {
        kind: 'list',
        items: [
          'Without icb, without its configuration: everything is in the area and in any snapshot of it: image copies (data_*), archived logs, control file piece, autobackups with the spfile, autorestore.cfg (parameters), this text. Only the storage system is needed, for clone and mount.',
          `Without a storage system that clones: copy the area (or a snapshot of it) to ${clone} instead of section 3. Any complete copy will do, wherever it comes from.`,
          'Without a recovery catalog: nothing of this runbook uses one.',
          `On the production host itself: only when its old files are out of reach (5.3), and never with the area ${area} in place of the clone.`,
          ...(settings.hasDataGuard ? ['There is a standby (hasdataguard): if it is alive and current, a failover is faster than any restore and loses less.'] : []),
        ],
      },
      ...withoutControlFile(values, places),
    ],
  };
}

/** Complete where the layout is known. */
function withoutControlFile({ layout }: RunbookValues, { clone, work, target }: RunbookPlaces): readonly RunbookPart[] {
  const { onlineLogs = [], dbName, parameters, characterSet = '' } = layout;
  const name = dbName ?? parameters['db_name'];
  const groups = [...new Map(onlineLogs.filter(({ thread }) => thread === 1).map((log) => [log.group, log])).values()];
  if (name === undefined || groups.length === 0) return [];
  const script = shellWord(join(work, 'controlfile.sql'));
  return [
    { kind: 'text', text: `Without any control file: make one, instead of 5.1, from the image copies of the clone. ${characterSet === '' ? 'CHARACTER SET must be that of the lost database, a wrong one damages data; AL32UTF8 is only the usual one. ' : ''}One image copy per datafile: if the clone has two of one (same FNO- in the name), take the older line out of the script.` },
    {
      kind: 'variant',
      title: 'Then go on with 5.2; 6.2 is needed for the archived logs, 6.4 is not (the copies are the datafiles already). Temporary files are added by hand after 8.3: alter tablespace temp add tempfile size 1G autoextend on',
      lines: [
        '{',
        `echo 'CREATE CONTROLFILE REUSE DATABASE "${name}" RESETLOGS ARCHIVELOG MAXDATAFILES 1024 MAXINSTANCES 8 MAXLOGHISTORY 2920 LOGFILE'`,
        ...groups.map(({ group, bytes }, index) => `echo "  GROUP ${group} '${target}/redo_${group}_1.log' SIZE ${bytes}${index < groups.length - 1 ? ',' : ''}"`),
        `ls ${shellWord(clone)}/data_* | sed -e "s/.*/  '&',/" -e "1s/^/DATAFILE/" -e "\\$s/,\\$//"`,
        `echo 'CHARACTER SET ${characterSet || 'AL32UTF8'};'`,
        `} > ${script}`,
        ...sqlplus([`@${script}`]),
      ],
    },
  ];
}

export function troubleSection({ settings, layout }: RunbookValues, places: RunbookPlaces): RunbookSection {
  const { name } = settings;
  const { clone, work } = places;
  return {
    number: 12,
    title: 'When it does not work',
    parts: [
      {
        kind: 'list',
        items: [
          `RMAN-06053/RMAN-06025 "no backup of archived log for thread T with sequence S and starting SCN of N": that log is not in ${clone}/archivelog. Look for it in the recovery area, on a standby, in the live area; copy it there and repeat 6.2 and 7.2. If it is lost, the database can be brought to N and no further: UNTIL_SCN=N, repeat 7.2.`,
          'RMAN-06054 "requesting unknown archived log": the end is beyond the last log. Take the SCN that it names as UNTIL_SCN.',
          'RMAN-06556 "must be restored from backup older than SCN": the end is before the lower bound of this snapshot. Take an older snapshot.',
          'RMAN-06571 in 6.4: the datafile it names has no image copy in the clone. Is it younger than the last refresh, run in RMAN: run { set newname for datafile 9 to new; restore datafile 9; switch datafile 9; } with its number for 9; then the others: switch datafile 1 to copy; and so on. Is it older, the copy is lost: look in an older snapshot, whose copy recovery can bring forward when all archived logs since are there.',
          `Online redo logs of the lost database can be read: copy them to ${work}. After 7.2, in SQL*Plus: recover database using backup controlfile until cancel; when it asks for the log after the last one, type the path of the online log that holds that sequence. With "Media recovery complete" nothing is lost. Then section 8.`,
          'ORA-01194/ORA-01195 when opening: the named file needs more redo. Recover to the end of the archived logs (7.1); with a standby of the same database, take the missing ones from there.',
          'ORA-28365: the keystore is not open, see sections 4 and 5.',
          'ORA-27054: the clone is mounted with options that Oracle refuses without Direct NFS: mount it as in 3.3.',
          'ORA-01578 with ORA-26040 in a query: blocks changed without redo (NOLOGGING) after the last refresh cannot come back; reload those segments.',
        ],
      },
      ...(canMoveOnline(layout) ? [notOnline(places)] : []),
      {
        kind: 'list',
        items: [
          `RMAN-20207 in 7.2: the end lies before the last RESETLOGS of ${name}. Take its INCARNATION# from 7.1, reset database to incarnation 2; with it for 2, and repeat 7.2.`,
          'To begin again: shutdown abort; unmount the clone; then from 3.2, with the same snapshot and a new clone. The snapshot has not changed. Drop the old clone afterwards: icb snapper dropclone.',
        ],
      },
    ],
  };
}

function notOnline({ target, initFile }: RunbookPlaces): RunbookPart {
  return {
    kind: 'variant',
    title: 'ORA-00439, ORA-02231 in 9.1, because this home cannot move datafiles online: copy them in RMAN, as often as you like, each time brings the copies up to date. Then shutdown immediate, the last line, once more in RMAN, switch database to copy, alter database open',
    lines: [`backup incremental level 1 for recover of copy with tag 'to_production' database format '${target}/%U';`, "recover copy of database with tag 'to_production';", `startup mount pfile=${initFile}   # in SQL*Plus`],
  };
}
