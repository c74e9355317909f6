import { shellLine } from '#core/shell-word.ts';
import type { RunbookSection } from '#reports/restore-runbook.ts';
import { isOfStandby } from './runbook-places.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import type { RunbookValues } from './runbook-values.ts';

export function variantsSection({ settings, layout }: RunbookValues, { clone }: RunbookPlaces): RunbookSection {
  const { name, area, file, program } = settings;
  const icb = shellLine(program, '--config', file);
  return {
    number: 11,
    title: 'Other ways',
    parts: [
      {
        kind: 'list',
        items: [
          `Which snapshot serves a time: ${icb} snapper ${name} search "yyyy-mm-dd hh:mm:ss". By hand: the oldest snapshot of section 1 whose upper bound is not before the time; the time must be after its lower bound.`,
          `A time while a refresh ran (after the upper bound of one snapshot, before the lower bound of the next): data files from a clone of the earlier one, archived logs from clones of both. Mount the second one elsewhere and catalog its archivelog folder, too, in 6.2. ${icb} restore ${name} --to TIME does it by itself.`,
          `Without icb, without its configuration: everything is in the area or in any snapshot of it: image copies (data_*), archived logs, control file piece, autobackups with the spfile, autorestore.cfg (parameters), this text. Only the storage system is needed for clone and mount.`,
          `Without a storage system that clones: copy the area (or the snapshot's read-only folder) to ${clone} and go on with section 4.`,
          'Without a recovery catalog: nothing of this runbook uses one.',
          `Without the backup area, but with copies of it elsewhere: the path does not matter, ${clone} may hold any complete copy.`,
          ...(isOfStandby(layout) || (layout.role === 'PRIMARY' && !settings.hasDataGuard) ? [] : ['A backup taken at a standby has the control file of a standby: OPEN RESETLOGS is refused (ORA-01666). Instead of 8.3: alter database activate standby database; alter database open;']),
          ...(settings.hasDataGuard ? ['There is a standby (hasdataguard): if it is alive and current, a failover is faster than any restore, and loses less. Do this only when it is not.'] : []),
          `Only to look: step 8 with alter database open read only; instead of 8.1 to 8.4 (and alter pluggable database all open read only in a container database). The area ${area} is not touched in any case.`,
        ],
      },
    ],
  };
}

export function troubleSection({ settings }: RunbookValues, { clone, target }: RunbookPlaces): RunbookSection {
  const { name } = settings;
  return {
    number: 12,
    title: 'When it does not work',
    parts: [
      {
        kind: 'list',
        items: [
          `RMAN-06053/RMAN-06025 "no backup of archived log for thread T with sequence S and starting SCN of N": that log is not in ${clone}/archivelog. Look for it in the recovery area, on a standby, in the live area; copy it there and repeat 6.2 and 7.2. If it is lost, the database can be brought to N and no further: UNTIL_SCN=N and repeat 7.2.`,
          'RMAN-06054 "requesting unknown archived log": the target is beyond the last log. Take the SCN that it names as UNTIL_SCN.',
          'RMAN-06556 "must be restored from backup older than SCN": the target is before the lower bound of this snapshot. Take an older snapshot.',
          `Online redo logs of the lost database can be read: copy them to ${target}/old. After 7.2, in SQL*Plus: recover database using backup controlfile until cancel; when it asks for the log after the last one, type the path of the online log that holds that sequence. With "Media recovery complete" nothing is lost. Then section 8.`,
          'ORA-01194/ORA-01195 when opening: the named file needs more redo. Recover beyond the SCN that RESTORE DATABASE PREVIEW calls "to clear datafile fuzziness".',
          'ORA-01103 at mount: DB_NAME in the init file is not that of the control file. ORA-65093: enable_pluggable_database is missing; ORA-65101: it is too much.',
          'ORA-28365: the keystore is not open, see section 4.',
          'ORA-27054: the clone is mounted with options that Oracle refuses without Direct NFS: mount it hard, as in 3.3.',
          'ORA-01578 with ORA-26040 in a query: blocks changed without redo (NOLOGGING) after the last refresh cannot come back; reload those segments.',
          'ORA-19870/ORA-19505 for the control file piece: see the variants of 5.1.',
          `An archived log of the incarnation before the last RESETLOGS is asked for: catalog it, too; list incarnation of database; then reset database to incarnation K before 7.2, if the target lies before the last RESETLOGS of ${name}.`,
          'To begin again: shutdown abort, unmount and drop the clone, clone the same snapshot once more. The snapshot has not changed.',
        ],
      },
    ],
  };
}
