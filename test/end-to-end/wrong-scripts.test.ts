// Scripts as a site could break them (templatedir): either icb itself must notice, or the judge of its snapshots.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { setFault } from '#lab/faults.ts';
import { dropTablespace } from '#lab/oracle/datafile-administration.ts';
import { proveArea } from '#lab/proof.ts';
import { setBusy } from '#lab/workload.ts';
import { allIsWell, backup, inDatabase, loseNewestArchivedLog, openJudgedLab, verdictOfTwoNights, workForHours } from './judged-lab.ts';
import type { JudgedLab } from './judged-lab.ts';
import type { TestLab } from './test-lab.ts';

let judged: JudgedLab;

beforeAll(async () => {
  judged = await openJudgedLab();
});

afterAll(async () => judged[Symbol.asyncDispose]());

/** Puts a site's own version of a script in force. */
function breakScript({ directory }: TestLab, name: string, change: (text: string) => string): void {
  const text = readFileSync(join(installationRoot, 'src/oracle', name.endsWith('.rman') ? 'rman' : 'sql', name), 'utf8');
  const broken = change(text);
  expect(broken).not.toBe(text);
  const folder = join(directory, 'templates');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), broken);
  const configuration = join(directory, 'backup.cfg');
  writeFileSync(configuration, readFileSync(configuration, 'utf8').replace('[generic]\n', `[generic]\ntemplatedir: ${folder}\n`));
}

/** Moves the line that begins with `moved` in front of the one that begins with `before`. */
function moveLine(text: string, moved: string, before: string): string {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.trimStart().startsWith(moved));
  const [line = ''] = lines.splice(from, 1);
  lines.splice(lines.findIndex((other) => other.trimStart().startsWith(before)), 0, line);
  return lines.join('\n');
}

interface BrokenScript {
  readonly what: string;
  readonly script: string;
  readonly change: (text: string) => string;
  /** What else must be so for the mistake to matter. */
  readonly when?: (lab: TestLab) => void;
  readonly verdict: RegExp;
}

const brokenScripts: readonly BrokenScript[] = [
  {
    what: 'no log switch before the snapshot',
    script: 'archive-current-log.sql',
    change: (text) => text.replace('alter system archive log current', "select 'nothing' from dual"),
    verdict: /icb: .*redo up to SCN \d+ has not been archived/s,
  },
  {
    what: 'incrementals deleted before they are merged',
    script: 'refresh-image-copy.rman',
    change: (text) => text.replace('  recover copy', '  delete noprompt backupset tag ${tag};\n  recover copy'),
    verdict: /icb: .*did not move every image copy: the image copy of datafile 1 stayed at SCN/s,
  },
  {
    what: 'a merge under another tag',
    script: 'refresh-image-copy.rman',
    change: (text) => text.replace('recover copy of database with tag ${tag}', "recover copy of database with tag 'another'"),
    verdict: /icb: .*did not move every image copy/s,
  },
  {
    what: 'incrementals under another tag, which makes second image copies',
    script: 'refresh-image-copy.rman',
    change: (text) => text.replace('for recover of copy with tag ${tag}', "for recover of copy with tag 'another'"),
    verdict: /icb: .*did not move every image copy/s,
  },
  {
    what: 'the control file backed up before the incrementals are deleted, under their tag',
    script: 'conclude-refresh.rman',
    change: (text) => moveLine(text, 'backup current controlfile', 'delete noprompt backupset'),
    // DELETE BACKUPSET TAG takes it along.
    verdict: /judge: orcl-\S+: ORA-19870.*after_backup_controlfile.cf/s,
  },
  {
    what: 'archived logs deleted that the recovery window needs',
    script: 'conclude-refresh.rman',
    change: (text) => text.replace("'sysdate-${recovery_window_days}'", "'sysdate'"),
    verdict: /judge: archived logs of the recovery window are gone/,
  },
  {
    what: 'another log copied than the one that is missing',
    script: 'copy-archived-log.rman',
    change: (text) => text.replace('sequence ${sequence} thread ${thread}', 'sequence ${thread} thread ${thread} # ${sequence}\n  '),
    // For good: whoever waits for the archiver need not wait long.
    when: (lab) => setFault(lab.directory, { name: 'archive-dest-error', dest: 2 }),
    verdict: /judge: orcl-\S+: (RMAN-06053|redo ends before)|icb: /,
  },
  {
    what: 'an SCN that is yet to come as upper bound',
    script: 'current-time.sql',
    change: (text) => text.replace('to_char(current_scn)', 'to_char(current_scn + 500)'),
    verdict: /icb: .*redo up to SCN \d+ has not been archived/s,
  },
  {
    what: 'fuzzy image copies taken for clean ones',
    script: 'image-copies.sql',
    change: (text) => text.replace('to_char(absolute_fuzzy_change#)', "''"),
    when: (lab) => setBusy(lab.directory, 1),
    verdict: /judge: orcl-\S+: ORA-01195/,
  },
  {
    what: 'missing archived logs not looked for',
    script: 'archived-logs.sql',
    change: (text) => text.replace("where archived = 'YES'", "where archived = 'NEVER'"),
    when: loseNewestArchivedLog,
    verdict: /icb: .*archived log thread 1 sequence \d+ is lost/s,
  },
];

/** Three days of logs, none of them applied by the standby. Returns how many are deleted by the next backup. */
async function logsDeletedByBackup(): Promise<number> {
  const { lab } = judged;
  const configuration = join(lab.directory, 'backup.cfg');
  writeFileSync(configuration, readFileSync(configuration, 'utf8').replace('hasdataguard: false', 'hasdataguard: true'));
  await backup(lab, 'config');
  inDatabase(lab, (db) => db.sql.run("update archive_dest set target = 'STANDBY', status = 'VALID', destination = 'orcl_sb' where dest_id = 3"));
  workForHours(lab, 72);
  await backup(lab, 'imagecopywithsnap');
  return inDatabase(lab, (db) => db.sql.all("select 1 from archived_log where deleted = 'YES'").length);
}

describe('two nights', () => {
  it('with the scripts as they are leave nothing to complain about', async () => {
    judged.restore();
    setBusy(judged.lab.directory, 1);
    loseNewestArchivedLog(judged.lab);
    inDatabase(judged.lab, (db) => dropTablespace(db, 'history'));

    expect(await verdictOfTwoNights(judged.lab, async () => backup(judged.lab, 'imagecopywithsnap'))).toBe(allIsWell);
  });

  it('leave a backup area that can be restored without any snapshot', async () => {
    judged.restore();
    setBusy(judged.lab.directory, 1);

    await backup(judged.lab, 'imagecopywithsnap');

    expect(proveArea(judged.lab.directory, judged.lab.area)).toMatchObject({ differences: 0 });
  });

  it.each(brokenScripts)('with $what do not pass', async ({ script, change, when, verdict }) => {
    judged.restore();
    when?.(judged.lab);
    breakScript(judged.lab, script, change);

    expect(await verdictOfTwoNights(judged.lab, async () => backup(judged.lab, 'imagecopywithsnap'))).toMatch(verdict);
  });
});

describe('a standby database that has not applied its logs', () => {
  it('loses none of them to the product', async () => {
    judged.restore();

    expect(await logsDeletedByBackup()).toBe(0);
  });

  it('loses them to FORCE in the refresh', async () => {
    judged.restore();
    breakScript(judged.lab, 'conclude-refresh.rman', (text) => text.replace('noprompt ${force} archivelog', 'noprompt force ${force} archivelog'));

    expect(await logsDeletedByBackup()).toBeGreaterThan(0);
  });
});
