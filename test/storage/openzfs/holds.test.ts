// Holds of snapshots: whose they are, until when, and who may release them.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type OpenzfsFixture, startOpenzfs } from './fixture.ts';

const DAY_MS = 86_400_000;
const UNTIL = 'icb-until-20240306T010203Z';

describe('a held snapshot', () => {
  it.each([
    [[UNTIL], '2024-03-06T01:02:03.000Z'],
    [[UNTIL, 'icb-until-20240501T000000Z'], '2024-05-01T00:00:00.000Z'],
    [['keep', UNTIL], '9999-12-31T00:00:00.000Z'],
    [['icb-until-someday'], '9999-12-31T00:00:00.000Z'],
  ])('is locked until the last of its holds %j ends', async (tags, end) => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const [held, free] = [await storage.createSnapshot(), await storage.createSnapshot()];
    for (const tag of tags) await zfs(fixture, 'hold', tag, nameOf(held));

    const listed = await storage.listSnapshots();

    expect(listed.map(({ id, lockedUntil }) => [id, lockedUntil?.toISOString()])).toEqual([[held, end], [free, undefined]]);
  });

  it('stays until its time is over, and then goes with its hold', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await zfs(fixture, 'hold', UNTIL, nameOf(id));
    fixture.advance(DAY_MS - 1000);

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'StorageDeniedError', message: `cannot drop snapshot ${id} of tank/demo-backup/orcl: it is held (${UNTIL})` });
    expect(changesOf(fixture)).toEqual([]);
    fixture.advance(1000);
    await storage.dropSnapshot(id);

    expect(changesOf(fixture)).toEqual([`release ${UNTIL} ${nameOf(id)}`, `destroy ${nameOf(id)}`]);
    expect(await storage.listSnapshots()).toEqual([]);
  });

  it('keeps the hold of somebody else, and all others with it', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    for (const tag of [UNTIL, 'keep']) await zfs(fixture, 'hold', tag, nameOf(id));
    fixture.advance(2 * DAY_MS);

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'StorageDeniedError', message: expect.stringMatching(/it is held \(keep\)$/) });

    expect(changesOf(fixture)).toEqual([]);
  });

  it('is dropped once though the program died after it had released the hold', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await zfs(fixture, 'hold', UNTIL, nameOf(id));
    fixture.advance(DAY_MS);
    fixture.zfs.faults.add({ method: 'release', reset: true, afterEffect: true, times: 1 });

    await storage.dropSnapshot(id);

    expect(changesOf(fixture)).toEqual([`release ${UNTIL} ${nameOf(id)}`, `destroy ${nameOf(id)}`]);
  });

  it('is asked for its holds together with the others', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const ids = [await storage.createSnapshot(), await storage.createSnapshot(), await storage.createSnapshot()];
    for (const id of ids.slice(1)) await zfs(fixture, 'hold', UNTIL, nameOf(id));

    await storage.listSnapshots();

    expect(fixture.zfs.calls.filter(([word]) => word === 'holds')).toEqual([['holds', '-H', ...ids.slice(1).map(nameOf)]]);
  });

  it('is asked by itself when another one has vanished meanwhile', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const ids = [await storage.createSnapshot(), await storage.createSnapshot()];
    for (const id of ids) await zfs(fixture, 'hold', UNTIL, nameOf(id));
    fixture.zfs.faults.add({ method: 'holds', status: 1, fault: { message: `cannot open 'tank/demo-backup/orcl@x': dataset does not exist` }, times: 1 });

    const listed = await storage.listSnapshots();

    expect(listed.map(({ lockedUntil }) => lockedUntil)).toEqual([new Date('2024-03-06T01:02:03Z'), new Date('2024-03-06T01:02:03Z')]);
  });

  it('of a zfs that cannot tell its holds is held for ever', async () => {
    await using fixture = await startOpenzfs({ release: 'zfs-fuse' });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await zfs(fixture, 'hold', UNTIL, nameOf(id));
    fixture.advance(2 * DAY_MS);

    await expect(storage.dropSnapshot(id)).rejects.toMatchObject({ name: 'StorageDeniedError', message: expect.stringMatching(/it is held \(unknown\)$/) });

    expect(changesOf(fixture)).toEqual([]);
  });
});

describe('a lock', () => {
  it('is a hold that tells its end, and one is enough', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();

    for (const end of ['2024-03-06T01:02:02.5Z', '2024-03-06T01:02:03Z', '2024-03-05T02:00:00Z']) await storage.lockSnapshot?.(id, new Date(end));

    expect(fixture.zfs.calls.filter(([word]) => word === 'hold')).toEqual([['hold', UNTIL, nameOf(id)]]);
  });

  it('is set beside the hold of somebody else, who may release his at any time', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    await zfs(fixture, 'hold', 'keep', nameOf(id));

    await storage.lockSnapshot?.(id, new Date('2024-03-06T01:02:03Z'));

    await zfs(fixture, 'release', 'keep', nameOf(id));
    expect((await storage.listSnapshots()).map(({ lockedUntil }) => lockedUntil)).toEqual([new Date('2024-03-06T01:02:03Z')]);
  });

  it.each([false, true])('is set once though the program died, after the effect: %j', async (afterEffect) => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.zfs.faults.add({ method: 'hold', reset: true, afterEffect, times: 1 });

    await storage.lockSnapshot?.(id, new Date('2024-03-06T01:02:03Z'));

    expect((await storage.listSnapshots()).map(({ lockedUntil }) => lockedUntil)).toEqual([new Date('2024-03-06T01:02:03Z')]);
    expect(fixture.zfs.calls.filter(([word]) => word === 'hold')).toHaveLength(afterEffect ? 1 : 2);
  });

  it('is refused by a zfs that cannot tell holds', async () => {
    await using fixture = await startOpenzfs({ release: 'zfs-fuse' });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();

    await expect(storage.lockSnapshot?.(id, new Date('2024-03-06T01:02:03Z'))).rejects.toThrow(
      `cannot lock snapshot ${id} of tank/demo-backup/orcl until 2024-03-06T01:02:03.000Z: this zfs cannot list the holds of a snapshot`,
    );

    expect(fixture.zfs.calls.map(([word]) => word)).not.toContain('hold');
  });
});

function nameOf(id: string): string {
  return `tank/demo-backup/orcl@${id}`;
}

/** What was released and destroyed. */
function changesOf({ zfs: { calls } }: OpenzfsFixture): string[] {
  return calls.filter(([word]) => word === 'release' || word === 'destroy').map((words) => words.join(' '));
}

/** As an administrator. */
async function zfs({ program }: OpenzfsFixture, ...args: string[]): Promise<void> {
  await promisify(execFile)(program, args);
}
