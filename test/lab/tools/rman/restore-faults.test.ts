import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { RestoreLab } from './restore-lab.ts';

/** Every command of a restore and what the lab must be ready for before it. */
const commands: readonly (readonly [string, string, 'started' | 'mounted' | 'switched'])[] = [
  ['restore-controlfile', "restore controlfile from '/x';", 'started'],
  ['change-archivelog', 'change archivelog all uncatalog;', 'mounted'],
  ['change-copy', 'change copy of database uncatalog;', 'mounted'],
  ['change-backup', 'change backup device type disk unavailable;', 'mounted'],
  ['catalog-start', "catalog start with '/nosuch/' noprompt;", 'mounted'],
  ['switch-to-copy', 'switch database to copy;', 'mounted'],
  ['set-newname', 'run { set newname for database to new; }', 'mounted'],
  ['set-until', 'run { set until scn 900000; }', 'mounted'],
  ['restore-datafile', 'run { set newname for datafile 5 to new; restore datafile 5; }', 'mounted'],
  ['switch-datafile', 'run { switch datafile all; }', 'mounted'],
  ['switch-tempfile', 'run { switch tempfile all; }', 'mounted'],
  ['recover-database', 'recover database;', 'switched'],
  ['backup-validate', 'backup validate check logical database;', 'switched'],
];

async function ready(restore: RestoreLab, state: 'started' | 'mounted' | 'switched'): Promise<void> {
  if (state === 'mounted') await restore.mount();
  if (state === 'switched') await restore.switch();
}

describe('faults at the commands of a restore', () => {
  it.each(commands)('rman-error at=%s', async (at, script, state) => {
    using restore = await RestoreLab.open();
    await ready(restore, state);
    setFault(restore.lab.dir, { name: 'rman-error', at, stack: ['RMAN-03002: failure of it', 'ORA-00600: internal error code'] });

    expect(await restore.failureOf(`${script}\n`)).toBe('RMAN-03002: failure of it\nORA-00600: internal error code');
  });

  it('rman-die: a recovery that never began leaves the files as they were', async () => {
    using restore = await RestoreLab.open();
    await restore.switch();
    const before = restore.inInstance((db) => db.sql.all('select name, checkpoint_change from datafile'));
    setFault(restore.lab.dir, { name: 'rman-die', at: 'recover-database', times: 1 });

    const killed = await restore.rman('recover database;\n');

    expect(killed.exitCode).toBe('SIGKILL');
    expect(restore.inInstance((db) => db.sql.all('select name, checkpoint_change from datafile'))).toEqual(before);
  });

  it('rman-hang: waits for the signal', async () => {
    using restore = await RestoreLab.open();
    await restore.switch();
    setFault(restore.lab.dir, { name: 'rman-hang', at: 'recover' });
    const stop = new AbortController();
    const run = restore.rman('recover database;\n', stop.signal);
    for (let turn = 0; turn < 50; turn += 1) await nextTurn();

    stop.abort();

    expect(await run).toMatchObject({ exitCode: 'SIGTERM', output: expect.not.stringContaining('starting media recovery') as string });
  });

  it('rman-channel-error: a channel fails while it reads for the block check', async () => {
    using restore = await RestoreLab.open();
    await restore.switch();
    setFault(restore.lab.dir, { name: 'rman-channel-error', channel: 'ORA_DISK_2', at: 'backup-validate', stack: ['ORA-19501: read error'] });

    expect(await restore.failureOf('backup validate check logical database;\n')).toMatch(
      /^RMAN-03002: failure of backup command at .*\nRMAN-03009: failure of backup command on ORA_DISK_2 channel at .*\nORA-19501: read error$/,
    );
  });

  it('a failure in a RUN block skips the rest of it', async () => {
    using restore = await RestoreLab.open();
    await restore.switch();

    const { output } = await restore.rman(`run { set until scn 900000; restore datafile 99; recover database; }\ncatalog start with '${join(restore.clone, 'x')}';\n`);

    expect(output).not.toContain('Starting recover');
    expect(output).not.toContain('searching for all files');
  });
});
