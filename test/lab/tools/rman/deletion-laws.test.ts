import { existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { setParameter } from '#lab/oracle/parameters.ts';
import { configureScript, refreshScript, RmanLab, tag } from './rman-lab.ts';

const until = "delete noprompt archivelog until time 'sysdate-2';";

interface Log {
  readonly name: string | null;
  readonly status: string;
  readonly deleted: string;
}

function logs(lab: RmanLab): readonly Log[] {
  return lab.inDatabase((db) => db.sql.all<Log>('select name, status, deleted from archived_log where dest_id < 3 order by recid'));
}

/** A lab whose two destinations hold three logs, the first two of them three days old. */
async function labWithLogs(): Promise<RmanLab> {
  const lab = new RmanLab();
  await lab.runFile(configureScript(lab.area));
  lab.inDatabase((db) => {
    setParameter(db, 'log_archive_dest_1', 'LOCATION=USE_DB_RECOVERY_FILE_DEST');
    setParameter(db, 'log_archive_dest_2', `LOCATION=${lab.area}/archivelog/ OPTIONAL`);
  });
  lab.inDatabase((db) => archiveLogCurrent(db));
  lab.inDatabase((db) => archiveLogCurrent(db));
  lab.advance({ days: 3 });
  lab.inDatabase((db) => archiveLogCurrent(db));
  lab.inDatabase((db) => archiveLogCurrent(db));
  return lab;
}

/** Gives the database a standby that has received all logs and applied the first. */
function addStandby(lab: RmanLab): void {
  lab.inDatabase((db) => {
    db.sql.run("update archive_dest set target = 'STANDBY', status = 'VALID', destination = 'orcl_sb' where dest_id = 3");
    db.sql.run(
      `insert into archived_log (thread, sequence, dest_id, name, archived, deleted, status, applied, is_recovery_dest_file, resetlogs_change, resetlogs_time,
              resetlogs_id, first_change, first_time, next_change, next_time, blocks, block_size, completion_time, creator)
       select thread, sequence, 3, 'orcl_sb', archived, deleted, status, case sequence when 1 then 'YES' else 'NO' end, 'NO', resetlogs_change, resetlogs_time,
              resetlogs_id, first_change, first_time, next_change, next_time, blocks, block_size, completion_time, 'LGWR'
         from archived_log where dest_id = 1`,
    );
  });
}

function backupFor(copyTag: string): string {
  return `backup incremental level 1 for recover of copy with tag '${copyTag}' database;`;
}

describe('DELETE', () => {
  it('law 21: backup sets go by tag, whatever they hold', async () => {
    using lab = new RmanLab();
    await lab.runFile(configureScript(lab.area));
    await lab.runFile(`backup spfile tag '${tag}'; backup current controlfile format '${lab.area}/cf' tag '${tag}'; backup spfile tag 'other';`);

    const { output } = await lab.runFile(`delete noprompt backupset tag '${tag}';`);

    const left = lab.inDatabase((db) => db.sql.all("select tag from backup_piece where deleted = 'NO' and tag is not null"));
    expect(left).toMatchObject([{ tag: 'OTHER' }]);
    expect(existsSync(`${lab.area}/cf`)).toBe(false);
    expect(output).toContain('Deleted 2 objects\n\n\n');
  });

  it('law 21: archived logs go from every local destination, and keep their rows', async () => {
    using lab = await labWithLogs();
    const names = logs(lab).map(({ name }) => name ?? '');

    const { output, exitCode } = await lab.runFile(until);

    const gone = names.filter((name) => !existsSync(lab.pathOf(name)));
    expect(gone.some((name) => name.startsWith(lab.area))).toBe(true);
    expect(gone.some((name) => name.includes('fast_recovery_area'))).toBe(true);
    expect(logs(lab).filter(({ deleted }) => deleted === 'YES')).toEqual(gone.map(() => ({ name: null, status: 'D', deleted: 'YES' })));
    expect(logs(lab).filter(({ deleted }) => deleted === 'NO')).toHaveLength(2);
    expect(output).toContain('List of Archived Log Copies for database with db_unique_name ORCL\n');
    expect(exitCode).toBe(0);
  });

  it('law 21: a log the standby has not applied stays, with a warning and exit code 0', async () => {
    using lab = await labWithLogs();
    addStandby(lab);
    await lab.runFile('configure archivelog deletion policy to applied on all standby;');

    const { output, exitCode } = await lab.runFile(until);

    expect(output.match(/RMAN-08120: warning: archived log not deleted, not yet applied by standby\narchived log file name=\S+ thread=1 sequence=[23]\n/g)).toHaveLength(4);
    expect(logs(lab).filter(({ deleted }) => deleted === 'YES')).toHaveLength(2);
    expect(exitCode).toBe(0);
    expect(lab.inDatabase((db) => db.sql.one("select status from rman_status where operation = 'DELETE'"))).toEqual({ status: 'COMPLETED WITH WARNINGS' });
  });

  it('law 21: without a policy it must at least have been sent there', async () => {
    using lab = await labWithLogs();
    addStandby(lab);
    lab.inDatabase((db) => db.sql.run('delete from archived_log where dest_id = 3 and sequence = 2'));

    const { output } = await lab.runFile(until);

    expect(output.match(/RMAN-08137: warning: .*\narchived log file name=\S+ thread=1 sequence=2\n/g)).toHaveLength(2);
  });

  it('law 21: ON STANDBY means those that are mandatory, and a policy that means none is warned of', async () => {
    using lab = await labWithLogs();
    addStandby(lab);

    const { output: configured } = await lab.runFile('configure archivelog deletion policy to applied on standby;');
    const { output: deleted, exitCode } = await lab.runFile(until);

    const warning = 'RMAN-08591: WARNING: invalid archived log deletion policy\n';
    expect([configured, deleted]).toEqual([expect.stringContaining(warning), expect.stringContaining(warning)]);
    expect(exitCode).toBe(0);
    expect(logs(lab).filter(({ deleted: isGone }) => isGone === 'YES')).toHaveLength(6);
  });

  it('law 21: a destination that is deferred keeps nothing for its standby', async () => {
    using lab = await labWithLogs();
    addStandby(lab);
    lab.inDatabase((db) => db.sql.run("update archive_dest set status = 'DEFERRED' where dest_id = 3"));
    await lab.runFile('configure archivelog deletion policy to applied on all standby;');

    await lab.runFile(until);

    expect(logs(lab).filter(({ deleted }) => deleted === 'YES')).toHaveLength(6);
  });

  it('law 21: a standby keeps what it has yet to apply, whatever the policy, unless FORCE', async () => {
    using lab = await labWithLogs();
    lab.inDatabase((db) => {
      const [, second] = db.sql.all<{ first_change: number }>('select first_change from archived_log where dest_id = 1 order by sequence');
      db.sql.run("update database set role = 'PHYSICAL STANDBY', open_mode = 'MOUNTED', checkpoint_change = ?", second?.first_change ?? 0);
    });

    const { output, exitCode } = await lab.runFile(until);
    const kept = logs(lab).filter(({ deleted }) => deleted === 'NO');
    await lab.runFile(until.replace('noprompt', 'noprompt force'));

    expect([kept.length, exitCode]).toEqual([6, 0]);
    expect(output.match(/RMAN-08137: warning: archived log not deleted/g)).toHaveLength(4);
    expect(logs(lab).filter(({ deleted }) => deleted === 'NO')).toHaveLength(2);
  });

  it('law 21: FORCE overrides the policy', async () => {
    using lab = await labWithLogs();
    addStandby(lab);
    await lab.runFile('configure archivelog deletion policy to applied on all standby;');

    const { output } = await lab.runFile(until.replace('noprompt', 'noprompt force'));

    expect(output).not.toContain('RMAN-08120');
    expect(logs(lab).filter(({ deleted }) => deleted === 'YES')).toHaveLength(6);
  });

  it('keeps the record of a file that is missing, with a warning, unless FORCE', async () => {
    using lab = await labWithLogs();
    const [first] = logs(lab);
    rmSync(lab.pathOf(first?.name));

    const { output, exitCode } = await lab.runFile(until);
    await lab.runFile(until.replace('noprompt', 'force'));

    expect(output).toContain(`RMAN-06207: warning: 1 objects could not be deleted for DISK channel(s) due\n`);
    expect(output).toContain(`RMAN-06214: Archivelog      ${first?.name ?? ''}\n`);
    expect(exitCode).toBe(0);
    expect(logs(lab)[0]).toEqual({ name: null, status: 'D', deleted: 'YES' });
  });

  it('refuses a time it cannot read', async () => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.runFile("delete noprompt archivelog until time 'yesterday';");

    expect(output).toContain('RMAN-03002: failure of delete command at 2016-11-08 21:53:37\nORA-01861: literal does not match format string\n');
    expect(exitCode).toBe(1);
  });

  it('deletes the copy of a datafile by name, and fails for a name it does not know', async () => {
    using lab = new RmanLab();
    await lab.runFile(configureScript(lab.area));
    await lab.runFile(refreshScript(lab.area));
    const { name } = lab.inDatabase((db) => db.sql.one<{ name: string }>('select name from datafile_copy where file = 5'));

    const known = await lab.runFile(`delete noprompt datafilecopy '${name}';`);
    const again = await lab.runFile(`delete noprompt datafilecopy '${name}';`);

    expect(known.output).toContain(`deleted datafile copy\ndatafile copy file name=${name} RECID=5 STAMP=`);
    expect(existsSync(name)).toBe(false);
    expect([known.exitCode, again.exitCode]).toEqual([0, 1]);
  });
});

describe('DELETE OBSOLETE', () => {
  it('law 22: under a recovery window the copies in use stay, old autobackups go', async () => {
    using lab = new RmanLab();
    await lab.runFile(configureScript(lab.area));
    for (let day = 0; day < 5; day += 1) {
      await lab.runFile(refreshScript(lab.area));
      lab.advance({ days: 1 });
      lab.commit(10);
    }

    const left = lab.inDatabase((db) => ({
      copies: db.sql.all("select 1 from datafile_copy where deleted = 'NO'").length,
      autobackups: db.sql.all<{ time: string }>("select completion_time as time from backup_piece where deleted = 'NO' and kind = 'autobackup' order by recid"),
    }));

    expect(left.copies).toBe(5);
    // The last run was on the 12th: of the 10th and before only the newest is needed.
    expect(left.autobackups.map(({ time }) => time.slice(0, 10))).toEqual(['2016-11-10', '2016-11-11', '2016-11-11', '2016-11-12', '2016-11-12']);
  });

  it('law 22: an old copy goes when a newer one from before the window is there', async () => {
    using lab = new RmanLab();
    await lab.runFile(configureScript(lab.area));
    await lab.runFile(backupFor('old'));
    lab.advance({ hours: 1 });
    await lab.runFile(backupFor('middle'));
    lab.advance({ days: 3 });
    await lab.runFile(backupFor('new'));

    await lab.runFile('delete noprompt obsolete recovery window of 2 days;');

    const tags = lab.inDatabase((db) => db.sql.all<{ tag: string }>("select distinct tag from datafile_copy where deleted = 'NO' order by tag"));
    expect(tags.map((row) => row.tag)).toEqual(['MIDDLE', 'NEW']);
  });

  it('applies the configured policy when none is named, and says so', async () => {
    using lab = new RmanLab();
    await lab.runFile(configureScript(lab.area));

    const { output } = await lab.runFile('delete noprompt obsolete;');

    expect(output).toContain('RMAN retention policy will be applied to the command\nRMAN retention policy is set to recovery window of 2 days\n');
  });
});

describe('CROSSCHECK', () => {
  it('law 5: only a crosscheck notices that a file is gone, and that it is back', async () => {
    using lab = await labWithLogs();
    const [first] = logs(lab);
    rmSync(lab.pathOf(first?.name));
    const before = logs(lab)[0]?.status;

    const { output } = await lab.runFile('crosscheck archivelog all;');

    expect(before).toBe('A');
    expect(logs(lab)[0]?.status).toBe('X');
    expect(output).toContain(`validation failed for archived log\narchived log file name=${first?.name ?? ''} RECID=1 STAMP=`);
    expect(output).toContain('Crosschecked 8 objects\n');
  });
});
