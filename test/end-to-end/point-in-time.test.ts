// `icb restore` on the simulated host: what is in the copy is exactly what was committed before the target, whether one
// snapshot serves it, or two, or the clone itself has to tell.

import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EventEmitter } from 'node:events';
import { DateTime } from 'luxon';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cancelOnSignals } from '#core/signals.ts';
import { clearFault, listFaults, setFault } from '#lab/faults.ts';
import { oracleTime } from '#lab/lab-clock.ts';
import { findInstance, openTarget } from '#lab/oracle/instance.ts';
import { readJournal, rowsByJournal } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { configure, openRestoreLab } from '../commands/restore-lab.ts';
import type { RestoreLab } from '../commands/restore-lab.ts';
import { until } from './icb-process.ts';
import { SavedLab } from './lab-run.ts';
import type { Outcome } from './test-lab.ts';

const nothing = { clones: [], instances: [], mounted: [] };

let at: RestoreLab;
let saved: SavedLab;

beforeAll(async () => {
  at = await openRestoreLab({ ticking: true });
  // There is a commit every twelve minutes, and not each one leaves a row.
  configure(at.lab, 'autorestore', ['autorestoremaxtoleranceminutes: 60']);
  saved = new SavedLab(at.lab);
});

afterAll(async () => {
  saved[Symbol.dispose]();
  await at[Symbol.asyncDispose]();
});

afterEach(() => saved.restore());

function restore(args: readonly string[], signal = new AbortController().signal): Promise<Outcome> {
  return at.restore(args, { world: { signal } });
}

function restoreTo(target: DateTime, ...more: string[]): Promise<Outcome> {
  return restore(['--to', target.toISO() ?? '', '--sid', 'pit', '--mount', at.mountFolder, '--yes', ...more]);
}

/** Rows of the copy, and of the journal before the target. */
function compare(target: DateTime, sid = 'pit'): { readonly restored: readonly string[]; readonly committed: readonly string[] } {
  const { directory, clock } = at.lab;
  const restored = withWorldLock(directory, () => {
    using db = openTarget(directory, { kind: 'instance', sid }, clock);
    return shown(readRows(db));
  });
  return { restored, committed: shown(rowsByJournal(directory, { time: oracleTime(target) })) };
}

function shown(rows: readonly { readonly file: number; readonly key: number; readonly text: string }[]): string[] {
  return rows.map(({ file, key, text }) => `${file} ${key} ${text}`);
}

/** The instant of a commit in the middle of a range: it is the first one that must be missing. */
function commitBetween(from: DateTime, to: DateTime): DateTime {
  const times = readJournal(at.lab.directory).map(({ time }) => DateTime.fromFormat(time, 'yyyy-MM-dd HH:mm:ss').toUTC());
  const inside = times.filter((time) => time > from && time < to);
  const found = inside[Math.floor(inside.length / 2)];
  if (found === undefined) throw new Error('nothing was committed in that time');
  return found;
}

const targets: readonly (readonly [string, 1 | 2, () => DateTime])[] = [
  ['in the first snapshot', 1, () => commitBetween(at.served()[0].lowerTime, at.served()[0].upperTime)],
  ['in the last snapshot', 1, () => commitBetween(at.served()[2].lowerTime, at.served()[2].upperTime)],
  ['at the upper bound of a snapshot', 1, () => at.served()[1].upperTime],
  ['one second into a refresh', 2, () => at.served()[1].upperTime.plus({ seconds: 1 })],
  ['at the lower bound of the next snapshot', 2, () => at.served()[2].lowerTime],
  ['one second after it', 1, () => at.served()[2].lowerTime.plus({ seconds: 1 })],
];

describe('a copy of the database as it was', () => {
  it.each(targets)('%s: has what was committed before, no more and no less', async (_, clones, target) => {
    const { exitCode, stdout, stderr } = await restoreTo(target(), '--json');

    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('icb: ')]);
    expect(JSON.parse(stdout)).toMatchObject({ withinTolerance: true, target: target().toISO() });
    const { restored, committed } = compare(target());
    expect(restored).toEqual(committed);
    expect(committed.length).toBeGreaterThan(0);
    expect(at.leftovers()).toMatchObject({ instances: ['pit'] });
    expect(at.leftovers().clones).toHaveLength(clones);
  });

  it('is the same without the ledger: the clone itself tells that one more is needed', async () => {
    const target = at.served()[1].upperTime.plus({ seconds: 1 });
    rmSync(join(at.lab.area, 'snapshots.jsonl'));

    const { exitCode, stderr } = await restoreTo(target);

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(at.leftovers().mounted).toEqual(['data', 'redo']);
    const { restored, committed } = compare(target);
    expect(restored).toEqual(committed);
  });

  it('can be opened for use, and then is a database of its own', async () => {
    const target = commitBetween(at.served()[1].lowerTime, at.served()[1].upperTime);

    const { exitCode, stderr } = await restoreTo(target, '--open', 'resetlogs');

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(findInstance(at.lab.directory, 'pit')?.status).toBe('OPEN');
    const { restored, committed } = compare(target);
    expect(restored).toEqual(committed);
  });
});

describe('a copy that is no longer needed', () => {
  it('is gone after the commands that were printed with it', async () => {
    const { stdout } = await restoreTo(at.served()[1].upperTime.plus({ seconds: 1 }), '--json');
    const { cleanup } = JSON.parse(stdout) as { readonly cleanup: readonly string[] };

    for (const command of cleanup) await obey(command);

    expect(at.leftovers()).toEqual(nothing);
  });
});

/** Does what a DBA does who types a command, with the programs of the lab. */
async function obey(command: string): Promise<void> {
  const { directory, clock } = at.lab;
  const { signal } = new AbortController();
  const launch = labLauncher(directory, clock);
  const [, input, home = '', sid = '', program, ...args] = /^echo (.*) \| ORACLE_HOME=(\S+) ORACLE_SID=(\S+) (\S+) (-S) (\/) (as) (sysdba)$/.exec(command) ?? [];
  const [word = '', ...words] = command.split(' ');
  if (program !== undefined) await launch({ program, args, env: { ORACLE_HOME: home, ORACLE_SID: sid }, input: `${input}\n`, onOutput: () => undefined, signal });
  else if (word.endsWith('/umount-clone')) await launch({ program: word, args: words, env: {}, onOutput: () => undefined, signal });
  else if (word === 'rmdir') rmdirSync(words[0] ?? '');
  else expect(await at.lab.icb(...words.slice(words.indexOf('snapper')))).toMatchObject({ exitCode: 0 });
}

describe('two restores at once', () => {
  it('do not collide: the second one finds the instance running, and gives back only what is its own', async () => {
    const target = commitBetween(at.served()[1].lowerTime, at.served()[1].upperTime);
    const other = join(at.lab.directory, 'other');
    mkdirSync(other);
    await restoreTo(target);
    const before = at.leftovers();
    at.lab.clock.advance(1000);

    const second = await restore(['--to', target.toISO() ?? '', '--sid', 'pit', '--mount', other, '--yes']);
    const sameFolder = await restore(['--to', target.toISO() ?? '', '--sid', 'pit2', '--mount', at.mountFolder, '--yes']);

    expect([second.exitCode, second.stderr]).toEqual([1, expect.stringContaining('ORA-01081')]);
    expect([sameFolder.exitCode, sameFolder.stderr]).toEqual([2, expect.stringContaining('is not empty')]);
    expect(at.leftovers()).toEqual(before);
    expect(compare(target).restored).toEqual(compare(target).committed);
  });
});

describe('a restore that Oracle refuses', () => {
  it('is told in its words, and leaves nothing', async () => {
    const target = commitBetween(at.served()[1].lowerTime, at.served()[1].upperTime);
    setFault(at.lab.directory, { name: 'rman-error', at: 'recover', times: 1 });

    const { exitCode, stderr } = await restoreTo(target);
    clearFault(at.lab.directory);

    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^icb: orcl: recover the database: RMAN failed: /)]);
    expect(at.leftovers()).toEqual(nothing);
  });

  it('leaves nothing either when RMAN hangs and a signal comes', async () => {
    const source = new EventEmitter();
    using cancellation = cancelOnSignals(source, () => undefined);
    setFault(at.lab.directory, { name: 'rman-hang', at: 'recover', times: 1 });

    const run = restore(['--to', at.served()[2].lowerTime.toISO() ?? '', '--sid', 'pit', '--mount', at.mountFolder, '--yes'], cancellation.signal);
    await until(() => listFaults(at.lab.directory).length === 0, 'RMAN to hang');
    source.emit('SIGTERM');
    const { exitCode, stderr } = await run;

    expect([exitCode, stderr]).toEqual([143, expect.stringMatching(/^icb: interrupted by SIGTERM\n {2}everything that had been set up is given back\n/)]);
    expect(at.leftovers()).toEqual(nothing);
  });
});
