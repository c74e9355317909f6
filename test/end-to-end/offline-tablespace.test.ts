import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { oracleTime } from '#lab/lab-clock.ts';
import { setTablespaceOnline } from '#lab/oracle/datafile-administration.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import { findInstance, openTarget } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import type { ToolInvocation, ToolLauncher } from '#oracle/programs/tool.ts';
import type { Outcome } from './test-lab.ts';
import { backup, inDatabase, openJudgedLab, workForHours } from './judged-lab.ts';
import type { JudgedLab } from './judged-lab.ts';

let judged: JudgedLab;

beforeAll(async () => {
  judged = await openJudgedLab();
});

beforeEach(() => judged.restore());

afterAll(async () => {
  await judged[Symbol.asyncDispose]();
});

// The control file of a restore is the backup's, in which the tablespace is offline: recovery passes over it, and nothing fails.
describe('a tablespace that goes offline during a refresh, before its control file is backed up', () => {
  it('is missing in no restore to a time before that', async () => {
    const { lab } = judged;
    let offlineAt: DateTime | undefined;
    await lab.icbIn({ launchTool: actBefore('backup current controlfile', () => (offlineAt = goOffline())) }, 'backup', 'orcl', 'imagecopywithsnap');
    workForHours(lab, 3);
    await backup(lab, 'imagecopywithsnap');

    const { exitCode, stderr } = await restoreTo(requireTime(offlineAt).minus({ seconds: 1 }));

    expect(stderr).toMatch(/datafile \d+ \(\S+\) of tablespace HISTORY was online at the target, 2026-02-04 12:00:59, but was not recovered and its rows are missing/u);
    expect(stderr).toMatch(/restore to a time after SCN \d+ \(2026-02-04 12:01:00\), or to one that an earlier snapshot serves/u);
    expect(exitCode).toBe(1);
    expect(findInstance(lab.directory, 'pit')).toBeUndefined();
  });
});

describe('a tablespace that was offline already', () => {
  it('is left out by a restore that says so', async () => {
    const { lab } = judged;
    goOffline();
    workForHours(lab, 1);
    await backup(lab, 'imagecopywithsnap');
    workForHours(lab, 3);
    const target = lab.clock.now();
    workForHours(lab, 1);
    await backup(lab, 'imagecopywithsnap');

    const { exitCode, stdout, stderr } = await restoreTo(target);

    expect(JSON.parse(stdout)).toMatchObject({ offlineTablespaces: ['HISTORY'] });
    expect(stderr).toContain('tablespace HISTORY was offline when the control file was backed up: its rows are not in the copy');
    expect(exitCode).toBe(0);
    expect(rowsOfTheCopy()).toEqual(rowsOnline(target));
  });
});

function goOffline(): DateTime {
  const { lab } = judged;
  lab.clock.advance(60_000);
  inDatabase(lab, (db) => setTablespaceOnline(db, 'history', false));
  return lab.clock.now();
}

/** Does something just before the first script with these words is run. */
function actBefore(words: string, act: () => void): ToolLauncher {
  const { lab } = judged;
  const launch = labLauncher(lab.directory, lab.clock);
  let isDone = false;
  return async (invocation) => {
    if (!isDone && scriptOf(invocation).includes(words)) {
      isDone = true;
      act();
    }
    return await launch(invocation);
  };
}

async function restoreTo(target: DateTime): Promise<Outcome> {
  const { lab } = judged;
  const mount = join(lab.directory, 'pit');
  mkdirSync(mount);
  const env = { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: lab.directory };
  return await lab.icbIn({ env }, '--json', 'restore', 'orcl', '--to', target.toUTC().toISO() ?? '', '--sid', 'pit', '--mount', mount, '--yes');
}

function scriptOf({ args, input = '' }: ToolInvocation): string {
  const commandFile = args.find((word) => word.startsWith('cmdfile='))?.slice('cmdfile='.length);
  return commandFile === undefined ? input : readFileSync(commandFile, 'utf8');
}

function requireTime(time: DateTime | undefined): DateTime {
  if (time === undefined) throw new Error('nothing went offline');
  return time;
}

interface Row {
  readonly file: number;
  readonly key: number;
  readonly text: string;
}

function shown({ file, key, text }: Row): string {
  return `${file} ${key} ${text}`;
}

function rowsOfTheCopy(): readonly string[] {
  const { directory, clock } = judged.lab;
  return withWorldLock(directory, () => {
    using db = openTarget(directory, { kind: 'instance', sid: 'pit' }, clock);
    return readRows(db).map(shown);
  });
}

/** What was committed before the target, in the tablespaces that are online. */
function rowsOnline(target: DateTime): readonly string[] {
  const files = inDatabase(judged.lab, (db) => datafiles(db).filter(({ status }) => status !== 'OFFLINE').map(({ file }) => file));
  return rowsByJournal(judged.lab.directory, { time: oracleTime(target) }).filter(({ file }) => files.includes(file)).map(shown);
}
