import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { InterruptedError } from '#core/errors.ts';
import { checkAge } from '#commands/snapper/check-age.ts';
import { run } from '#commands/snapper.ts';
import { openSnapperLab } from './snapper-lab.ts';

describe('icb snapper checkage', () => {
  it('tells the age with performance data', async () => {
    await using lab = await openSnapperLab();
    const id = await lab.takeSnapshot();
    lab.clock.advance({ minutes: 3, seconds: 57 });

    const people = await lab.snapper('checkage');
    const programs = await lab.snapper('checkage', undefined, { json: true });

    expect(people).toEqual({ exitCode: 0, stdout: 'OK: The latest snapshot age 0:03:57 | age=237s;93600;115200;0\n', stderr: '' });
    expect(JSON.parse(programs.stdout)).toEqual({ status: 'OK', id, ageSeconds: 237, warningSeconds: 93600, criticalSeconds: 115200 });
  });

  it.each([
    { hours: 26, seconds: 1, exitCode: 1, line: 'WARNING: The latest snapshot age 1 day, 2:00:01 | age=93601s;93600;115200;0\n' },
    { hours: 32, seconds: 1, exitCode: 2, line: 'CRITICAL: The latest snapshot age 1 day, 8:00:01 | age=115201s;93600;115200;0\n' },
  ])('exits with $exitCode after $hours hours', async ({ hours, seconds, exitCode, line }) => {
    await using lab = await openSnapperLab();
    await lab.takeSnapshot();
    lab.clock.advance({ hours, seconds });

    const outcome = await lab.snapper('checkage');

    expect(outcome).toEqual({ exitCode, stdout: line, stderr: '' });
  });

  it('is critical without any snapshot of icb, whatever the appliance snapshots by itself', async () => {
    await using lab = await openSnapperLab();
    lab.appliance.takeScheduledSnapshot('orcl');

    const people = await lab.snapper('checkage');
    const programs = await lab.snapper('checkage', undefined, { json: true });

    expect(people).toEqual({ exitCode: 2, stdout: "CRITICAL: there is no snapshot of icb's (incomplete, or made by others: 1) | age=U;93600;115200;0\n", stderr: '' });
    expect(JSON.parse(programs.stdout)).toMatchObject({ status: 'CRITICAL', id: null, ageSeconds: null });
  });

  it('is UNKNOWN when the monitoring system names no database', async () => {
    await using lab = await openSnapperLab();
    const { context, outcome } = lab.contextOf();

    const result = outcome(await run(['checkage', undefined, undefined], {}, context));

    expect(result).toEqual({ exitCode: 3, stdout: 'UNKNOWN: snapper: <db> is missing; usage: icb snapper <db> checkage\n', stderr: '' });
  });

  it('warns of a snapshot dated in the future', async () => {
    await using lab = await openSnapperLab();
    await lab.takeSnapshot();
    lab.clock.advance({ hours: -2 });

    const outcome = await lab.snapper('checkage');

    expect(outcome).toEqual({ exitCode: 1, stdout: 'WARNING: the latest snapshot is dated in the future | age=U;93600;115200;0\n', stderr: '' });
  });

  it('needs one request on one connection', async () => {
    await using lab = await openSnapperLab();

    await lab.snapper('checkage');

    expect(lab.appliance.stats.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/storage/v2/pools/pool1/projects/demo-backup/filesystems/orcl/snapshots',
    ]);
  });

  it.each([
    { trouble: 'an unknown database', database: 'hr', says: /^UNKNOWN: no database hr in .*\n$/ },
    { trouble: 'a wrong password', env: { ICB_ZFSSA_USER: 'x', ICB_ZFSSA_PASSWORD: 'y' }, says: /^UNKNOWN: .*401.*\n$/ },
    { trouble: 'missing credentials', env: {}, says: /^UNKNOWN: no credentials .*\n$/ },
    { trouble: 'a missing share', withShare: false, says: /^UNKNOWN: .*there is no filesystem pool1\/demo-backup\/orcl.*\n$/ },
    { trouble: 'a wrong setting', settings: 'snapexpirationdays: soon\nsnapexpirationmonths: later\n', says: /^UNKNOWN: .*; .*\n$/ },
  ])('says UNKNOWN in one line for $trouble', async ({ database = 'orcl', env, says, ...setup }) => {
    await using lab = await openSnapperLab(setup);
    const { context, outcome } = lab.contextOf(env === undefined ? {} : { env });

    const { exitCode, stdout, stderr } = outcome(await run([database, 'checkage'], {}, context));

    expect(stdout).toMatch(says);
    expect(stdout.split('\n')).toHaveLength(2);
    expect([exitCode, stderr]).toEqual([3, '']);
  });

  it('says UNKNOWN when nobody listens at the url, and as JSON too', async () => {
    await using lab = await openSnapperLab();
    await lab.appliance[Symbol.asyncDispose]();

    const people = await lab.snapper('checkage');
    const programs = await lab.snapper('checkage', undefined, { json: true });

    expect(people.stdout).toMatch(/^UNKNOWN: .*the connection was refused.*\n$/);
    expect(people.exitCode).toBe(3);
    expect(JSON.parse(programs.stdout)).toMatchObject({ status: 'UNKNOWN', id: null, ageSeconds: null, message: expect.stringContaining('refused') });
  });

  it('says UNKNOWN when the configuration cannot be read', async () => {
    await using lab = await openSnapperLab();
    await writeFile(lab.file, 'no section\n');

    const outcome = await lab.snapper('checkage');

    expect(outcome.stdout).toMatch(/^UNKNOWN: .*backup\.cfg:1: /);
    expect(outcome.exitCode).toBe(3);
  });

  it('gives up on an appliance that never answers', async () => {
    await using lab = await openSnapperLab();
    lab.appliance.faults.add({ hang: true });
    const { context, outcome } = lab.contextOf();

    const { exitCode, stdout } = outcome(await checkAge(() => ({ databases: 'orcl', limitMs: 50 }), context));

    expect(stdout).toBe('UNKNOWN: no answer about the snapshots of orcl within 0.05 s\n');
    expect(exitCode).toBe(3);
  });

  it('says UNKNOWN when a signal ends it', async () => {
    await using lab = await openSnapperLab();
    const signal = AbortSignal.abort(new InterruptedError('SIGTERM', 15));
    const { context, outcome } = lab.contextOf({ signal });

    const { exitCode, stdout } = outcome(await run(['orcl', 'checkage'], {}, context));

    expect([exitCode, stdout]).toEqual([3, 'UNKNOWN: interrupted by SIGTERM\n']);
  });
});
