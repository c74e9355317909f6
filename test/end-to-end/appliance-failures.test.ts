import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '#core/errors.ts';
import { backup, commandLine, expectRecovery, leftovers, openFailingLab, rewrite, snapshotsOf, withImageCopy } from './failing-lab.ts';
import type { Ending, FailingLab } from './failing-lab.ts';
import type { TestLab } from './test-lab.ts';

const dayMs = 86_400_000;

let failing: FailingLab;
let lab: TestLab;
let password: string;

beforeAll(async () => {
  failing = await openFailingLab(withImageCopy);
  ({ lab } = failing);
  password = /^zfspassword: (.*)$/m.exec(readFileSync(join(lab.directory, 'zfscredentials.cfg'), 'utf8'))?.[1] ?? 'missing';
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => failing.reset());

/** A backup whose every output is searched for the appliance's password, session log included. */
async function discreetBackup(): Promise<Ending> {
  const ending = await backup(lab, 'imagecopywithsnap', { env: { TMPDIR: join(lab.directory, 'tmp'), BACKUP_LOG_TO_SCREEN: 'TRUE' } });
  const path = /session log: (.*)$/m.exec(ending.stdout)?.[1] ?? '';
  const encoded = Buffer.from(`admin:${password}`).toString('base64');
  for (const text of [ending.stdout, ending.stderr, readFileSync(path, 'utf8')]) {
    expect(text).not.toContain(password);
    expect(text).not.toContain(encoded);
  }
  return ending;
}

function warningsOf({ stdout }: Ending): readonly string[] {
  return stdout.split('\n').filter((line) => line.includes('WARNING'));
}

const host = (): string => new URL(lab.appliance.url).host;
const cannotCreate = /^icb: cannot create snapshot orcl-\d{8}T\d{6} of /;

describe('an appliance that cannot be used for the snapshot', () => {
  it.each([
    ['refuses the connection', () => rewrite(lab, 'backup.cfg', /^url:.*/m, 'url: https://127.0.0.1:1'), '127.0.0.1:1: the connection was refused', 'check url in [zfssa], the network'],
    ['has an unknown name', () => rewrite(lab, 'backup.cfg', /^url:.*/m, 'url: https://appliance.invalid:215'), 'appliance.invalid:215: the host name is not known', 'check url in [zfssa], the network'],
    ['has a certificate nobody trusts', () => rewrite(lab, 'backup.cfg', /^cacert.*\n/m, ''), 'HOST: its certificate was not issued by a trusted CA', 'name that file in cacert'],
    ['does not know the password', () => rewrite(lab, 'zfscredentials.cfg', password, 'outdated'), 'HOST answered 401 (ERR_UNAUTHORIZED,', 'check user and password in zfscredentials.cfg'],
    ['does not have the project', () => rewrite(lab, 'backup.cfg', /^project:.*/m, 'project: nope'), 'there is no project pool1/nope', 'check project in [zfssa]'],
    ['repeats the password in its refusal', () => lab.appliance.faults.add({ status: 403, fault: { message: `bad login ${password}` } }), 'HOST answered 403 (bad login ***)', 'needs more privileges'],
    ['answers 500 for ever', () => lab.appliance.faults.add({ status: 500, fault: { message: 'internal error' } }), 'HOST answered 500 (internal error)', 'look at the alerts and logs of the appliance'],
    ['cuts every connection', () => lab.appliance.faults.add({ reset: true }), 'HOST: the connection broke off', 'see to the appliance and the network'],
  ])('because it %s', async (_what, breakIt, complaint, remedy) => {
    const snapshots = snapshotsOf(lab);
    breakIt();

    const ending = await discreetBackup();

    expect(ending.exitCode).toBe(1);
    expect(ending.sentence).toMatch(cannotCreate);
    expect(ending.sentence).toContain(complaint.replace('HOST', host()));
    expect(ending.remedy).toContain(remedy);
    expect(ending.remedy).not.toContain('because:');
    expect(ending.stdout).toContain('the image copy is as the previous run left it');
    expect(snapshotsOf(lab)).toEqual(snapshots);
    expect(leftovers(lab)).toEqual([]);
  });

  it('because its answers are web pages says that the snapshot may be there', async () => {
    lab.appliance.faults.add({ nonJson: true });

    const ending = await discreetBackup();

    expect(ending.exitCode).toBe(1);
    expect(ending.sentence).toMatch(/^icb: cannot create snapshot .* answered with something that is not complete JSON; it may have been made all the same$/);
    expect(ending.remedy).toContain('the REST API of the appliance (port 215)');
    expect(leftovers(lab)).toEqual([]);
    lab.appliance.faults.clear();
    expect(await backup(lab)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('does no harm: the next run is good', async () => {
    lab.appliance.faults.add({ status: 500 });

    expect(await backup(lab)).toMatchObject({ exitCode: 1 });

    await expectRecovery(lab);
  });

  it('is given up at once after a signal', async () => {
    const controller = new AbortController();
    lab.appliance.faults.add({ hang: true });
    const { requests } = lab.appliance.stats;
    const asked = requests.length;
    const running = backup(lab, 'imagecopywithsnap', { signal: controller.signal });
    await expect.poll(() => requests.length, { interval: 5, timeout: 10_000 }).toBeGreaterThan(asked);
    controller.abort(new InterruptedError('SIGINT', 2));

    const ending = await running;

    expect(ending).toMatchObject({ exitCode: 130, sentence: 'icb: interrupted by SIGINT' });
    await expectRecovery(lab);
  });
});

describe('an appliance with a passing trouble', () => {
  it.each([
    ['is slow', { delayMs: 60 }],
    ['is busy twice', { status: 503, times: 2 }],
    ['loses the answer to the snapshot it made', { method: 'POST', reset: true, afterEffect: true, times: 1 }],
    ['calls the snapshot it made a failure', { method: 'POST', status: 500, afterEffect: true, times: 1 }],
  ])('that %s makes one snapshot, and the backup is good', async (_what, fault) => {
    const snapshots = snapshotsOf(lab);
    lab.appliance.faults.add(fault);

    const ending = await discreetBackup();

    expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
    expect(snapshotsOf(lab)).toHaveLength(snapshots.length + 1);
    expect(readFileSync(join(lab.area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(snapshots.length + 1);
  });

  it('in which the name of this second is taken gets the next free second', async () => {
    lab.clock.advance(1000 - lab.clock.now().millisecond);
    const start = lab.clock.now();
    const first = await commandLine(lab, ['snapper', 'orcl', 'create']);
    lab.clock.advance(start.diff(lab.clock.now()).toMillis());

    const second = await commandLine(lab, ['snapper', 'orcl', 'create']);

    const name = (seconds: number): string => `Snapshot created: orcl-${start.plus({ seconds }).toLocal().toFormat("yyyyMMdd'T'HHmmss")}\n`;
    expect([first.stdout, second.stdout]).toEqual([name(0), name(1)]);
    expect(snapshotsOf(lab)).toHaveLength(3);
  });
});

describe('expiry that fails after a good backup', () => {
  beforeEach(() => {
    for (const key of ['days', 'months']) rewrite(lab, 'backup.cfg', new RegExp(`^snapexpiration${key}.*`, 'm'), `snapexpiration${key}: 0`);
    lab.clock.advance(40 * dayMs);
  });

  it('is a warning for each snapshot, and the restore parameters are written all the same', async () => {
    const [old = ''] = snapshotsOf(lab);
    lab.appliance.faults.add({ method: 'DELETE', status: 500, fault: { message: 'internal error' } });

    const ending = await discreetBackup();

    expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
    expect(warningsOf(ending)).toEqual([expect.stringContaining(`snapshot ${old} could not be dropped: cannot drop snapshot ${old} of `)]);
    expect(ending.stdout).toContain('snapshots kept: 2, dropped: 0, not droppable: 1');
    expect(readFileSync(join(lab.area, 'autorestore.cfg'), 'utf8')).toContain('backup-finished');
    expect(snapshotsOf(lab)).toContain(old);
  });

  it('is a warning when not even the list can be had', async () => {
    lab.appliance.faults.add({ method: 'GET', pathMatch: '/snapshots$', status: 500 });

    const ending = await discreetBackup();

    expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
    expect(warningsOf(ending)).toEqual([expect.stringContaining('drop expired snapshots failed, the backup itself is done: cannot list the snapshots of ')]);
  });

  it('leaves a cloned snapshot alone', async () => {
    const [old = ''] = snapshotsOf(lab);
    expect(await commandLine(lab, ['snapper', 'orcl', 'clone', old])).toMatchObject({ exitCode: 0 });

    const ending = await discreetBackup();

    expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
    expect(warningsOf(ending)).toEqual([]);
    expect(snapshotsOf(lab)).toContain(old);
  });
});

describe('snapper', () => {
  it.each([
    ['list', 1, 'icb: cannot list the snapshots of '],
    ['create', 1, 'icb: cannot create snapshot orcl-'],
    ['clean', 1, 'icb: cannot list the snapshots of '],
    ['listclones', 1, 'icb: cannot list the clones of '],
  ])('%s says in one sentence that the appliance is not there', async (action, exitCode, sentence) => {
    rewrite(lab, 'backup.cfg', /^url:.*/m, 'url: https://127.0.0.1:1');

    const ending = await commandLine(lab, ['snapper', 'orcl', action]);

    expect(ending).toMatchObject({ exitCode, stdout: '' });
    expect(ending.sentence).toContain(sentence);
    expect(ending.sentence).toContain('127.0.0.1:1: the connection was refused');
  });
});
