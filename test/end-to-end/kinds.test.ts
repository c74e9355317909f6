// Every kind of database with every action, whole: what icb sends to the Oracle programs is compared with files that a DBA can
// review (expected/<kind>.txt; `npm test -- -u kinds` writes them anew), and what is restored with the workload's own journal.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { databaseKinds } from '#lab/database-kind.ts';
import { oracleTime } from '#lab/lab-clock.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { readJournal, rowsByJournal } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { runWorkload } from '#lab/workload.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { configure } from '../commands/restore-lab.ts';
import { recordToolCalls } from './recorded-tool-calls.ts';
import { openTestLab, standingTime, type Outcome, type TestLab } from './test-lab.ts';

const hourMs = 3_600_000;
const kinds = Object.keys(databaseKinds);

/** One kind's way through all actions, each once or twice. */
class Story implements AsyncDisposable {
  readonly lab: TestLab;
  readonly #calls: ReturnType<typeof recordToolCalls>;
  readonly #transcript: string[] = [];
  readonly #known = new Set<string>();

  constructor(lab: TestLab) {
    this.lab = lab;
    this.#calls = recordToolCalls(lab);
    configure(lab, 'autorestore', [`autorestorecatalog: sqlite:${join(lab.directory, 'results.db')}`]);
    for (const folder of ['tmp', 'pit']) mkdirSync(join(lab.directory, folder));
  }

  /** Runs a command that must succeed. What it sends goes into the transcript. */
  async run(...words: string[]): Promise<Outcome> {
    const outcome = await this.#runQuietly(words);
    const calls = this.#calls.take();
    for (const call of calls) this.#known.add(withoutNumbers(call));
    this.#transcript.push(`==== icb ${words.join(' ').replaceAll(this.lab.directory, 'LAB')} ====`, ...calls, '');
    return outcome;
  }

  /** Runs a command that must succeed, too. @returns what it sends and no command before has sent, but for numbers in it */
  async runForNews(...words: string[]): Promise<readonly string[]> {
    await this.#runQuietly(words);
    return this.#calls.take().filter((call) => !this.#known.has(withoutNumbers(call)));
  }

  async #runQuietly(words: readonly string[]): Promise<Outcome> {
    const env = { AUTORESTORE_SAFE_SANDBOX: 'TRUE', OSPASSWORD: 'secret', TMPDIR: join(this.lab.directory, 'tmp') };
    const outcome = await this.lab.icbIn({ env, launchTool: this.#calls.launch }, ...words);
    if (outcome.exitCode !== 0) throw new Error(`icb ${words.join(' ')}: exit code ${outcome.exitCode}\n${outcome.stdout}${outcome.stderr}`);
    return outcome;
  }

  work(hours: number): void {
    runWorkload(this.lab.directory, { transactions: 40, spreadOverMs: hours * hourMs, switchEvery: 15, seed: hours, clock: this.lab.clock });
  }

  get transcript(): string {
    return this.#transcript.join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lab[Symbol.asyncDispose]();
  }
}

describe.each(kinds)('a database of kind %s', (kind) => {
  it('is set up, backed up, tested and restored, by commands that a DBA has reviewed', async () => {
    await using story = new Story(await openTestLab(standingTime, { databases: [`orcl:${kind}`] }));
    const { lab } = story;

    const configured = await story.run('--json', 'backup', 'orcl', 'config');
    const again = await story.run('--json', 'backup', 'orcl', 'config');
    await story.run('backup', 'orcl', 'imagecopywithsnap');
    story.work(12);
    await story.run('backup', 'orcl', 'imagecopywithsnap');
    story.work(6);
    const logs = await story.run('--json', 'backup', 'orcl', 'missingarchlog');
    await story.run('backup', 'orcl', 'imagecopywithsnap');
    const report = await story.run('--json', 'backup', 'orcl', 'report');
    const validation = await story.run('--json', 'backup', 'orcl', 'validatebackup');
    await story.run('backup', 'orcl', 'generaterestore');
    await story.run('autorestore', '--createcatalog');
    await story.run('autorestore', 'orcl');
    const target = commitInTheMiddle(lab);
    const restored = await story.run('--json', 'restore', 'orcl', '--to', target.toISO() ?? '', '--sid', 'pit', '--mount', join(lab.directory, 'pit'), '--yes');
    const scheduled = await story.run('--json', 'backup', 'orcl', 'setschedule');
    const scheduledAgain = await story.run('--json', 'backup', 'orcl', 'setschedule');
    const checked = await story.run('--json', 'check', 'orcl');
    const newInRefresh = await story.runForNews('backup', 'orcl', 'backupimagecopy');

    expect(document(configured)).toMatchObject({ changes: expect.arrayContaining([expect.stringMatching(/^RMAN CHANNEL/u)]) as string[] });
    expect(document(again)).toMatchObject({ changes: [], warnings: 0 });
    expect(document(scheduled)).toMatchObject({ changes: expect.arrayContaining([expect.stringMatching(/^created job /u)]) as string[], warnings: 0 });
    expect((document(scheduledAgain) as { changes: string[] }).changes.filter((change) => !change.startsWith('replaced '))).toEqual([]);
    expect(newInRefresh).toEqual([]);
    expect(document(logs)).toMatchObject({ copied: [], lost: [] });
    expect([document(report), document(validation)]).toMatchObject([{ verdict: 'good' }, { verdict: 'good' }]);
    expect((document(checked) as { checks: Checked[] }).checks.filter(({ status }) => status === 'WARN').map(({ name }) => name)).toEqual(expectedWarnings(kind));
    expect(document(restored)).toMatchObject({ target: target.toISO(), withinTolerance: true });
    expect(rowsOfTheCopy(lab)).toEqual(committedBefore(lab, target));
    await expect(story.transcript).toMatchFileSnapshot(join('expected', `${kind}.txt`));
  });
});

interface Checked {
  readonly name: string;
  readonly status: string;
}

/** The lab's icb runs as another user than the one who made the lab; two channels are wanted everywhere. */
function expectedWarnings(kind: string): readonly string[] {
  return ['area-owner', ...(kind.includes('-se') ? ['edition'] : []), ...(kind === '19c-standby' ? ['retention-policy'] : [])];
}

function withoutNumbers(call: string): string {
  return call.replaceAll(/\d+/g, '#');
}

function document({ stdout }: Outcome): unknown {
  return JSON.parse(stdout);
}

/** The instant of a commit inside the range of the newest snapshot: it is the first one that must be missing. */
function commitInTheMiddle({ directory, area }: TestLab): DateTime {
  const newest = readFileSync(join(area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
  const { lowerTime, upperTime } = JSON.parse(newest) as { readonly lowerTime: string; readonly upperTime: string };
  const times = readJournal(directory).map(({ time }) => DateTime.fromFormat(time, 'yyyy-MM-dd HH:mm:ss').toUTC());
  const inside = times.filter((time) => time > DateTime.fromISO(lowerTime) && time < DateTime.fromISO(upperTime));
  const found = inside[Math.floor(inside.length / 2)];
  if (found === undefined) throw new Error('nothing was committed in the range of the newest snapshot');
  return found;
}

type Row = { readonly file: number; readonly key: number; readonly text: string };

function rowsOfTheCopy({ directory, clock }: TestLab): string[] {
  return withWorldLock(directory, () => {
    using db = openTarget(directory, { kind: 'instance', sid: 'pit' }, clock);
    return readRows(db).map(shown);
  });
}

function committedBefore({ directory }: TestLab, target: DateTime): string[] {
  return rowsByJournal(directory, { time: oracleTime(target) }).map(shown);
}

function shown({ file, key, text }: Row): string {
  return `${file} ${key} ${text}`;
}
