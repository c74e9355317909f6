import { describe, expect, it } from 'vitest';
import type { ClientProcesses } from '#core/client-processes.ts';
import type { ProcessIdentity } from '#core/process-identity.ts';
import { Rows } from '#oracle/programs/rows.ts';
import type { OracleTools } from '#oracle/tools.ts';
import type { BackupRun } from '#workflows/backup/backup-run.ts';
import { awaitEarlierSessions } from '#workflows/backup/earlier-sessions.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';

const self: ProcessIdentity = { host: 'db01', machineId: 'm1', bootId: 'b1', pidNamespace: 'pid:[1]', pid: 10, startTicks: '500' };

/** Processes of db01: icb 4000 is dead, icb 4001 is not. */
class FakeProcesses implements ClientProcesses {
  readonly ended: number[] = [];
  readonly #running: ReadonlyMap<number, string>;
  constructor(running: Readonly<Record<number, string>> = {}) {
    this.#running = new Map(Object.entries(running).map(([pid, words]) => [Number(pid), words]));
  }
  look(pid: number): 'gone' | { readonly startTicks: string } {
    return pid === 4001 || (this.#running.has(pid) && !this.ended.includes(pid)) ? { startTicks: '100' } : 'gone';
  }
  argumentsOf(pid: number): readonly string[] {
    return (this.#running.get(pid) ?? '').split(' ');
  }
  end(pid: number): void {
    this.ended.push(pid);
  }
}

/** A run on a database with these sessions, `inst|sid|serial|process|machine`; each look shows the next list. */
function runWith(...looks: readonly (readonly string[])[]) {
  let asked = 0;
  const sql: OracleTools['sql'] = async () => new Rows('rman-sessions.sql', new Map([['session', looks[Math.min(asked++, looks.length - 1)] ?? []]]));
  const clock = fakeClock('2026-02-03T12:00:00Z');
  const log = recordedLog();
  const database = { name: 'orcl', maxLockWaitMs: 30 * 60_000 };
  const run = { clock, log, database, oracle: { sql }, signal: new AbortController().signal } as unknown as BackupRun;
  return { run, log, clock, looks: () => asked };
}

const ourRman = (icbPid: number): string => `rman target /@orcl cmdfile=/tmp/icb-db01-${icbPid}-100-AbC123/icb-Xyz789/refresh-image-copy.rman`;

describe('before a run', () => {
  it.each<[string, string, Record<number, string>]>([
    ['there is none', '', {}],
    ['it is an RMAN that somebody runs by hand', '1|45|7|777|db01', { 777: 'rman target / cmdfile=/home/oracle/nightly.rman' }],
    ['it belongs to an icb that lives', '1|45|7|777|db01', { 777: ourRman(4001) }],
    ['its client is on another host', '1|45|7|777|db02', {}],
    ['its client has no process number', '1|45|7||db01', {}],
  ])('nothing is waited for when, of RMAN sessions, %s', async (_, session, running) => {
    const processes = new FakeProcesses(running);
    const { run, log, looks } = runWith(session === '' ? [] : [session]);

    await awaitEarlierSessions(run, self, processes);

    expect([looks(), processes.ended, log.lines]).toEqual([1, [], []]);
  });

  it('the RMAN of a dead icb is ended, once, and then its session is waited for', async () => {
    const processes = new FakeProcesses({ 777: ourRman(4000) });
    const { run, log, looks } = runWith(['1|45|7|777|db01'], ['1|45|7|777|db01'], []);

    await awaitEarlierSessions(run, self, processes);

    expect([looks(), processes.ended]).toEqual([3, [777]]);
    expect(log.lines).toEqual([{ level: 'warn', message: 'ending the RMAN of a run that was killed', fields: { pid: 777 } }]);
  });

  it('law 47: a session whose client is gone is waited for, whatever the case of its host', async () => {
    const processes = new FakeProcesses();
    const { run, log, looks, clock } = runWith(['2|45|7|777|DB01'], []);

    await awaitEarlierSessions(run, self, processes);

    expect([looks(), processes.ended, clock.now().toISO()]).toEqual([2, [], '2026-02-03T12:00:02.000Z']);
    expect(log.lines).toMatchObject([{ level: 'warn', message: 'waiting for the database session of an RMAN that was killed' }]);
  });

  it('one that does not end makes it give up after maxlockwait, with the statement that ends it', async () => {
    const { run, clock } = runWith(['2|45|7|777|db01']);

    const failure = awaitEarlierSessions(run, self, new FakeProcesses());

    await expect(failure).rejects.toMatchObject({
      exitCode: 2,
      message: 'an RMAN session of an earlier run still works on orcl: 45,7,@2, process 777 on db01',
      hint: "try again when it has ended, or end it: alter system kill session '45,7,@2' immediate",
    });
    expect(clock.now().toISO()).toBe('2026-02-03T12:30:00.000Z');
  });
});
