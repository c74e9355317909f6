import { join } from 'node:path';
import { archivedLogFolder, controlFileBackup, restoreParametersFile } from '#core/area-layout.ts';
import { shellLine, shellWord } from '#core/shell-word.ts';
import type { RunbookPart, RunbookSection } from '#reports/restore-runbook.ts';
import { rootBlock, shellBlock } from './runbook-commands.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import type { RunbookValues } from './runbook-values.ts';

export function settingsSection({ settings, layout }: RunbookValues, { root, clone, work, target, sid }: RunbookPlaces): RunbookSection {
  const { oracleHome } = settings;
  return {
    number: 2,
    title: 'Environment and folders',
    parts: [
      { kind: 'text', text: `Work as the owner of an Oracle home of release ${layout.version ?? 'of the database'}, patched like the lost one, in one shell that stays open to the end. If it closes, repeat 2.1 and go on where you were. Is the home elsewhere, correct the first line.` },
      shellBlock(
        '2.1',
        `export ORACLE_HOME=${shellWord(oracleHome)}`,
        `export ORACLE_SID=${shellWord(sid)}`,
        'export PATH="$ORACLE_HOME/bin:/usr/bin:/bin"',
        "export NLS_LANG=AMERICAN_AMERICA.AL32UTF8 NLS_DATE_FORMAT='yyyy-mm-dd hh24:mi:ss'",
        'unset TWO_TASK ORACLE_PDB_SID SQLPATH ORACLE_PATH',
        'ls -l "$ORACLE_HOME/bin/sqlplus" "$ORACLE_HOME/bin/rman"',
      ),
      { kind: 'text', text: `${target} is where the database will live in the end: have production storage mounted there, with room for all datafiles. ${clone} ${settings.makesClones ? 'only holds the mount of the clone' : 'takes a copy of the whole backup area: have a file system with room for that mounted there'}.` },
      rootBlock('2.2', `${shellLine('mkdir', '-p', root)} && chown --reference=${shellWord(oracleHome)} ${shellWord(root)}`),
      shellBlock('2.3', shellLine('mkdir', '-p', clone, work, target, join(target, 'archivelog'))),
    ],
  };
}

/** Without the storage system's own words: icb has the commands, and says what it does. */
export function cloneSection({ settings, snapshots }: RunbookValues, places: RunbookPlaces): RunbookSection {
  const { name, area, file, program, makesClones } = settings;
  const { clone } = places;
  const icb = shellLine(program, '--config', file, 'snapper', name);
  const [newest] = snapshots;
  return {
    number: 3,
    title: makesClones ? 'Safety snapshot, clone, mount' : 'Safety snapshot, copy',
    parts: [
      { kind: 'text', text: 'A snapshot of the area as it is now: it holds the image copies of the last refresh and every archived log that arrived since, so it reaches further than any snapshot of the list. If icb says that the area is locked, it names who holds the lock: end that backup, or do what it says of one that is dead. On a host that does not see the area it looks for no lock: make sure that no backup runs.' },
      shellBlock(
        '3.1',
        `if grep -qs '^lasttime' ${shellWord(restoreParametersFile(area))}; then echo 'THE LAST BACKUP DID NOT COME TO ITS END: use the variant below'; fi`,
        `SNAPSHOT=$(${icb} create | sed -n 's/^Snapshot created: //p')`,
        'echo "safety snapshot: ${SNAPSHOT:-NONE, see the message above}"',
        'test -n "$SNAPSHOT"',
      ),
      {
        kind: 'variant',
        title: 'When the last backup did not come to its end, or a state before the last refresh is wanted: a snapshot of the list',
        lines: [newest === undefined ? `SNAPSHOT=$(${icb} list | tail -1 | cut -d' ' -f1)` : `SNAPSHOT=${shellWord(newest.snapshotId)}`],
      },
      ...(makesClones ? mountedClone(icb, places) : copiedArea(area, places)),
      { kind: 'text', text: 'Look: a control file piece, as many image copies as there are datafiles in section 1 (or more), and the right to write.' },
      shellBlock('3.4', `ls -l ${shellWord(controlFileBackup(clone))}`, `ls ${shellWord(clone)} | grep -c '^data_'`, `touch ${shellWord(join(clone, 'runbook.is.writable'))} && echo 'the clone can be written to'`),
      {
        kind: 'variant',
        title: 'With a snapshot of the list, when the area is still there: the archived logs that arrived since. Leave it out when the state of that snapshot is wanted',
        lines: [`cp -n ${shellWord(archivedLogFolder(area))}/* ${shellWord(archivedLogFolder(clone))}/`],
      },
    ],
  };
}

function mountedClone(icb: string, { clone, work }: RunbookPlaces): readonly RunbookPart[] {
  const cloneNotes = shellWord(join(work, 'clone.txt'));
  return [
    { kind: 'text', text: 'A clone of it, which may be written to. It prints the mount command. Without icb: on the storage system, clone the snapshot into a new share and export it to this host.' },
    shellBlock('3.2', `${icb} clone "$SNAPSHOT" | tee ${cloneNotes}`, `test -s ${cloneNotes}`),
    { kind: 'text', text: 'Root mounts it, from where 3.2 said. "access denied": export the clone to this host.' },
    rootBlock('3.3', `mount -t nfs -o rw,bg,hard,nointr,rsize=32768,wsize=32768,tcp,vers=3,timeo=600 "$(sed -n 's/^mount .* \\([^ ]*:[^ ]*\\).*/\\1/p' ${cloneNotes})" ${shellWord(clone)}`),
  ];
}

function copiedArea(area: string, { clone }: RunbookPlaces): readonly RunbookPart[] {
  return [
    { kind: 'text', text: `The storage system of this database makes no clones, so a copy of the area takes the place of the clone in all that follows. Mount the area on this host where it is not, and let no backup run until 3.3 is through: it would change the image copies under the copy. Is there as much room in ${clone} as the area takes?` },
    shellBlock('3.2', `du -sh ${shellWord(area)}`, `df -h ${shellWord(clone)}`),
    { kind: 'text', text: 'The copy, which may take hours:' },
    shellBlock('3.3', `cp -a ${shellWord(area)}/[!.]* ${shellWord(clone)}/`),
    { kind: 'variant', title: 'The state of a snapshot instead: with ZFS below, as on SoftNAS, the share may show its snapshots like this; otherwise restore it with the tools of the storage system', lines: [`cp -a ${shellWord(area)}/.zfs/snapshot/"$SNAPSHOT"/[!.]* ${shellWord(clone)}/`] },
  ];
}
