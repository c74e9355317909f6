// What went wrong in the toolset before icb must not come back. Each of its defects in backup, locks, snapshots and what runs on
// many databases, as they were seen or read, has a test here or names the one elsewhere that would fail; a named test that is gone
// fails here.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contractCases } from '#lab/contract/cases.ts';
import { runWorkload } from '#lab/workload.ts';
import { recordToolCalls } from './end-to-end/recorded-tool-calls.ts';
import { openTestLab, type TestLab } from './end-to-end/test-lab.ts';

type Defect = readonly [defect: string, file: string, test: string];

const backup: readonly Defect[] = [
  ['an area that is not mounted was created on the local disk', 'end-to-end/area-failures', 'that is missing is never created'],
  ['autorestore.cfg was opened for writing before the database was asked', 'end-to-end/oracle-failures', 'leaves autorestore.cfg whole'],
  ['the first snapshot had no lasttime', 'end-to-end/image-copy-backup', 'put lasttime, lastscn and bctfile into the snapshot, the first one too'],
  ['a failed run left keys that the next wrote again', 'end-to-end/image-copy-backup', 'write each key of autorestore.cfg once, with the bounds the next snapshot will have'],
  ['without block change tracking the restore test failed', 'end-to-end/kinds', 'is set up, backed up, tested and restored, by commands that a DBA has reviewed'],
  ['snapshots that could not be dropped were not told', 'end-to-end/appliance-failures', 'is a warning for each snapshot, and the restore parameters are written all the same'],
  ['what RMAN and SQL*Plus printed was thrown away', 'end-to-end/oracle-failures', 'is in the session log with all the tool said'],
  ['several databases shared one folder, lock and autorestore.cfg', 'core/config/database-settings', 'two databases with one backup area'],
  ['an unknown database, a missing option, were stack traces', 'end-to-end/bad-input', 'wrong words'],
  ['generaterestore had a fixed instance suffix and an unfinished end', 'end-to-end/restore-runbook', 'is back after the commands of the runbook, kind %s'],
  ['generaterestore mixed log lines into its commands', 'end-to-end/restore-runbook', 'is a script of the shell, in which all that is told is a comment'],
  ['lines the database printed went into scripts as they were', 'oracle/quoting', 'refuses'],
];

const locks: readonly Defect[] = [
  ['the lock of a dead process blocked for ever', 'core/lock', 'is taken over at once, with a warning'],
  ['SIGTERM left the lock behind and RMAN running', 'end-to-end/signals', 'ends its RMAN; a second one while that lasts is answered, and no third is needed'],
  ['maxlockwait 0 failed without any lock', 'core/lock', 'is taken at once, even with no time to wait, and states its owner'],
  ['a failed wait left its temporary file behind', 'core/lock', 'leaves nothing of a failed wait behind'],
];

const snapshots: readonly Defect[] = [
  ['dropclone deleted the backup volume itself', 'commands/snapper-clones', 'refuse to drop the backup volume itself'],
  ["others' snapshots were cleaned as if ours", 'storage/zfssa/snapshots', 'are listed, told apart and never dropped'],
  ['the newest snapshot went when all were past both limits', 'retention/expire-snapshots', 'all but the newest when all are past both limits'],
  ['checkage failed with a fresh snapshot', 'commands/snapper-checkage', 'tells the age with performance data'],
  ['volume create failed though the volume was made', 'commands/volume', 'icb volume create makes the volume and tells where it is mounted from'],
  ['any certificate was trusted', 'storage/zfssa/connection', 'is not trusted without the certificate of its authority'],
  ['nothing was tried again', 'the contract', 'does everything once through failing inside before the effect'],
  ['a success other than the expected one was a failure', 'storage/zfssa/answers', 'believes its eyes when a creation is answered with another success than expected'],
  ['a clone was left behind when its mount point could not be found out', 'the contract', 'leaves nothing of a clone that fails half-way'],
  ['dropclone of a clone of another share was a stack trace', 'storage/zfssa/snapshots', 'refuses a share of the same name in another project'],
  ['names collided in the hour that comes twice', 'the contract', 'names snapshots by local time, also in the hour that comes twice'],
  ['a snapshot of the future was fresh', 'commands/snapper-checkage', 'warns of a snapshot dated in the future'],
  ['no snapshot was "None"', 'commands/snapper-checkage', 'is critical without any snapshot of icb, whatever the appliance snapshots by itself'],
  ['clone and dropclone without a name were stack traces', 'commands/snapper', 'refuses an unknown action, a missing word and a superfluous one, naming what is meant'],
  ['dropclone on SoftNAS deleted whatever volume was named', 'storage/softnas/answers', 'is never dropped as a clone, whatever it is called'],
  ['a failed login at SoftNAS was ignored', 'storage/softnas/answers', 'is missed after %s'],
  ['SoftNAS was asked twice for one list', 'storage/softnas/answers', 'is opened for each step and given back'],
  ['dropclone on Huawei deleted whatever filesystem was named', 'storage/dorado/contract', 'describeStorageContract'],
  ['snapshots of all filesystems of Huawei were cleaned as if ours', 'storage/dorado/lists', 'makes nobody take the snapshots, clones and shares of others for this database'],
  ['clone on Huawei ended in a failure after all was made', 'storage/dorado/clones', 'is shared for all clients, who may write and are not squashed'],
  ['a database that is not configured was asked for at the appliance', 'commands/snapper', 'refuses a database that is not configured before the appliance is asked'],
];

const fleet: readonly Defect[] = [
  ['exec_all stopped at the first failure', 'workflows/fleet/run-on-all', 'goes on after a failure'],
  ['exec_all ran one after the other only', 'core/bounded-parallel', 'begins in order with no more at once than allowed, the next one as soon as one has ended'],
  ['the headings of exec_all came after all output when piped', 'commands/exec-all', 'runs icb for each database of the file, and labels what it prints'],
  ['[softnas] and [huaweidorado] were databases', 'core/config/lookup', 'takes every section for a database that is not one of settings, in file order'],
  ['dbinfo needed an edition line for each service', 'oracle/cluster-services', 'need no edition'],
  ['dbinfo compared releases as text', 'workflows/database-inventory', 'asks with options of one letter where srvctl knows no others'],
];

describe('of the toolset before icb, a defect', () => {
  it.each([...backup, ...locks, ...snapshots, ...fleet])('(%s) is tested by %s: %s', (_, file, test) => {
    // Cases of the contract are run for every storage system.
    const tests = file === 'the contract' ? contractCases.map(({ name }) => name) : readFileSync(join(import.meta.dirname, `${file}.test.ts`), 'utf8');
    expect(tests).toContain(test);
  });
});

describe('a backup', () => {
  let lab: TestLab;

  beforeAll(async () => {
    lab = await openTestLab();
    await lab.icb('backup', 'orcl', 'config');
    await lab.icb('backup', 'orcl', 'imagecopywithsnap');
  });

  afterAll(async () => lab[Symbol.asyncDispose]());

  it('needs no snapexpirationmonths: without it snapshots only live for their days', async () => {
    const file = join(lab.directory, 'backup.cfg');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^snapexpirationmonths:.*\n/mu, ''));
    runWorkload(lab.directory, { transactions: 10, clock: lab.clock });

    const { exitCode, stdout } = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    expect(stdout).toContain('snapshots kept: 1, dropped: 0');
    expect(exitCode).toBe(0);
  });

  it('without a snapshot sends RMAN what the one with a snapshot sends', async () => {
    const ofBoth: string[][] = [];
    for (const action of ['imagecopywithsnap', 'backupimagecopy']) {
      const calls = recordToolCalls(lab);
      runWorkload(lab.directory, { transactions: 10, clock: lab.clock });
      await lab.icbIn({ launchTool: calls.launch }, 'backup', 'orcl', action);
      ofBoth.push(calls.take().filter((call) => call.startsWith('-- rman') && !call.includes('archivelog sequence')));
    }

    const [withSnapshot, without] = ofBoth;

    expect(withSnapshot?.join('\n')).toMatch(/recover copy[^]*delete noprompt obsolete/u);
    expect(without).toEqual(withSnapshot);
  });
});
