import { appendFile, mkdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { checkAge } from '#commands/snapper/check-age.ts';
import { run } from '#commands/snapper.ts';
import type { SnapperOptions } from '#commands/snapper.ts';
import { openSnapperLab } from './snapper-lab.ts';

/** The lab's database orcl has a snapshot of now, hr a share without any. */
async function openFleet() {
  const lab = await openSnapperLab();
  await lab.takeSnapshot();
  await mkdir(lab.appliance.shareFolder('hr'));
  await appendFile(lab.file, '[hr]\ndbid: 2\n[cold]\ndbid: 3\ndosnapshot: false\n');
  const check = async (words: readonly string[], options: SnapperOptions & { readonly json?: boolean } = {}) => {
    const { context, outcome } = lab.contextOf(options);
    return outcome(await run(words, options, context));
  };
  return { ...lab, check };
}

describe('icb snapper checkage of several databases', () => {
  it('ends with the worst of their states', async () => {
    await using lab = await openFleet();

    const { exitCode, stdout, stderr } = await lab.check(['orcl,hr', 'checkage']);

    expect([exitCode, stderr]).toEqual([2, '']);
    expect(stdout.split('\n')).toEqual([
      'CRITICAL: 2 databases: 1 CRITICAL (hr), 1 OK | age_orcl=0s;93600;115200;0 age_hr=U;93600;115200;0',
      'CRITICAL: hr: there is no snapshot',
      'OK: orcl: The latest snapshot age 0:00:00',
      '',
    ]);
  });

  it('--all takes all that take snapshots', async () => {
    await using lab = await openFleet();

    const { stdout } = await lab.check(['checkage'], { all: true, json: true });

    expect(JSON.parse(stdout)).toMatchObject({ status: 'CRITICAL', databases: [{ database: 'orcl', status: 'OK' }, { database: 'hr', status: 'CRITICAL' }] });
  });

  it('tells of the others when one is unknown', async () => {
    await using lab = await openFleet();

    const { exitCode, stdout } = await lab.check(['orcl,hrr', 'checkage']);

    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^UNKNOWN: 2 databases: 1 UNKNOWN \(hrr\), 1 OK \| .*\nUNKNOWN: hrr: no database hrr in .*\nOK: orcl: /u);
  });

  it('does not let one that hangs take the time of the others', async () => {
    await using lab = await openFleet();
    lab.appliance.faults.add({ hang: true, pathMatch: '/filesystems/orcl/' });
    const { context, outcome } = lab.contextOf();

    const { exitCode, stdout } = outcome(await checkAge(() => ({ databases: 'orcl,hr', limitMs: 4500 }), context));

    expect(exitCode).toBe(2);
    expect(stdout).toContain('UNKNOWN: orcl: no answer about the snapshots of orcl within 1.5 s\n');
    expect(stdout).toContain('CRITICAL: hr: there is no snapshot\n');
  });

  it('asks no further one when the time is over', async () => {
    await using lab = await openFleet();
    const { context, outcome } = lab.contextOf();
    // Each look at the clock takes twenty seconds.
    const now = () => {
      lab.clock.advance({ seconds: 20 });
      return lab.clock.now();
    };
    const late = { now, sleep: async () => {} };

    const { stdout } = outcome(await checkAge(() => ({ databases: 'orcl,hr', limitMs: 30_000 }), { ...context, world: { ...context.world, clock: late } }));

    expect(stdout).toContain('UNKNOWN: hr: not asked: 30 s were over before its turn came\n');
  });

  it.each([
    [['checkage', 'orcl'], { all: true }, 'UNKNOWN: checkage takes no further word: orcl'],
    [['orcl', 'checkage'], { timeout: '0' }, 'UNKNOWN: --timeout must be a whole number of seconds, 1 or more, not "0"'],
    [['orcl', 'checkage', 'x'], {}, 'UNKNOWN: checkage takes no further word: x'],
    [[',', 'checkage'], {}, 'UNKNOWN: there is no database in the list ","'],
  ])('is UNKNOWN for the words %j with %j', async (words, options, line) => {
    await using lab = await openFleet();

    const { exitCode, stdout } = await lab.check(words, options);

    expect([exitCode, stdout]).toEqual([3, `${line}\n`]);
  });

  it.each([
    [['list'], { all: true }, '--all belongs to checkage, not to list'],
    [['orcl', 'list'], { timeout: '3' }, '--timeout belongs to checkage, not to list'],
    [['orcl'], {}, expect.stringMatching(/^snapper: <action> is missing \(list \| clean .*\); usage: icb snapper <db> <action> \[name\]$/u)],
  ])('%j with %j is no check, and refused', async (words, options, message) => {
    await using lab = await openFleet();

    await expect(lab.check(words, options)).rejects.toMatchObject({ exitCode: 2, message });
  });
});

it('icb snapper --all checkage says when there is nothing to check', async () => {
  await using lab = await openSnapperLab({ settings: 'snapexpirationdays: 3\ndosnapshot: no\n' });
  const { context, outcome } = lab.contextOf();

  const { exitCode, stdout } = outcome(await run(['checkage'], { all: true }, context));

  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/^UNKNOWN: no database of .*backup\.cfg takes snapshots\n$/u);
});
