// Snapshots whose names the appliance chooses: how they are found, whose they are, and when they were made.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSoftnas } from './fixture.ts';

const ID = '2024_03_05_01_02';

describe('a new snapshot', () => {
  it('has the name that the appliance chose, which stands in its message', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');

    expect(await storage.createSnapshot()).toBe(ID);
  });

  it('is the one that is new in the list when the message does not name it', async () => {
    await using fixture = await startSoftnas({ style: { tellsName: false } });
    fixture.addVolume('orcl');
    fixture.softnas.takeSnapshot('orcl', 'older');
    await using storage = await fixture.open('orcl');

    expect(await storage.createSnapshot()).toBe(ID);
  });

  it('is not guessed when somebody else made one at the same time', async () => {
    await using fixture = await startSoftnas({ style: { tellsName: false } });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'command=create', delayMs: 1, times: 1 });
    const struck = fixture.softnas.faults.struck().then(() => fixture.softnas.takeSnapshot('orcl', 'by_hand'));

    const created = storage.createSnapshot();

    await expect(created).rejects.toThrow(`cannot create a snapshot of pool1/orcl: which of ${ID}, by_hand it is cannot be told`);
    await struck;
  });

  it('is not believed in when the one of the message is not there', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'command=create', nonJson: `{"success":true,"msg":"Snapshot 'pool1/orcl@nowhere' created"}` });

    await expect(storage.createSnapshot()).rejects.toThrow('cannot create a snapshot of pool1/orcl: SoftNAS accepted it, but it does not appear');
  });

  it('waits for the next minute when that of this one is there', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    fixture.softnas.takeSnapshot('orcl', ID);
    await using storage = await fixture.open('orcl');

    expect(await storage.createSnapshot()).toBe('2024_03_05_01_03');
  });

  it('is given up after some minutes in which no name is free', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'command=create', status: 200, fault: { message: "cannot create snapshot 'x': dataset already exists" } });

    await expect(storage.createSnapshot()).rejects.toMatchObject({ name: 'StorageConflictError', message: expect.stringContaining('dataset already exists') });

    expect(fixture.clock.now().toISO()).toBe('2024-03-05T01:04:03.000Z');
  });

  it('is made once when a page takes the place of the answer', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'command=create', nonJson: true, times: 1 });

    const id = await storage.createSnapshot();

    expect((await storage.listSnapshots()).map((one) => one.id)).toEqual([id]);
  });
});

describe('what icb has made', () => {
  it('is written down in the backup area, for all runs to come', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.softnas.takeSnapshot('orcl', 'by_hand');
    await using later = await fixture.open('orcl');

    const snapshots = await later.listSnapshots();

    expect(snapshots.map((one) => [one.id, later.ownsSnapshot(one.id)])).toEqual([[id, true], ['by_hand', false]]);
    expect(readFileSync(madeFile(fixture), 'utf8')).toBe(`${ID}\n`);
    await expect(later.dropSnapshot('by_hand')).rejects.toMatchObject({ name: 'NotOursError', message: 'refused to drop snapshot by_hand of pool1/orcl: it was not made by icb' });
  });

  it('is written down as soon as the appliance has named it, whatever comes then', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const interrupt = new AbortController();
    fixture.softnas.faults.add({ pathMatch: 'command=create', delayMs: 1, times: 1 });
    const looking = fixture.softnas.faults.struck().then(() => {
      fixture.softnas.faults.add({ pathMatch: 'snapshotlist', hang: true, times: 1 });
      return fixture.softnas.faults.struck();
    });
    void looking.then(() => interrupt.abort(new Error('interrupted')));

    await expect(storage.createSnapshot(interrupt.signal)).rejects.toThrow('interrupted');

    expect(readFileSync(madeFile(fixture), 'utf8')).toBe(`${ID}\n`);
  });

  it('may be told by hand, of what an earlier toolset has made', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    fixture.softnas.takeSnapshot('orcl', '2016_11_08_22_50');
    writeFileSync(madeFile(fixture), '2016_11_08_22_50');
    await using storage = await fixture.open('orcl');

    const [snapshot] = await storage.listSnapshots();

    expect(storage.ownsSnapshot(snapshot?.id ?? '')).toBe(true);
    await storage.createSnapshot();
    await storage.dropSnapshot('2016_11_08_22_50');
    expect(readFileSync(madeFile(fixture), 'utf8')).toBe(`2016_11_08_22_50\n${ID}\n`);
  });

  it('cannot be told where the backup area is not seen, and then nothing is dropped', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    fixture.softnas.takeSnapshot('orcl', ID);
    await using storage = await fixture.open('orcl', { area: () => '/nowhere/orcl' });

    const snapshots = await storage.listSnapshots();

    const sentence = 'which snapshots of orcl icb has made is written in /nowhere/orcl/made-snapshots.txt, which cannot be read here';
    expect(snapshots).toHaveLength(1);
    expect(() => storage.ownsSnapshot(ID)).toThrow(sentence);
    await expect(storage.dropSnapshot(ID)).rejects.toThrow(sentence);
  });

  it('cannot be told without an area', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { area: () => undefined });
    const id = await storage.createSnapshot();

    expect(() => storage.ownsSnapshot(id)).toThrow('which snapshots of orcl icb has made is written in its backup area, and backupdest does not say where that is');
  });

  it('is there all the same when it cannot be written down, with a warning', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    await storage.listSnapshots();
    await using elsewhere = await fixture.open('orcl', { area: () => join(fixture.softnas.volumeFolder('orcl'), 'gone') });

    expect(await elsewhere.createSnapshot()).toBe(ID);

    expect(fixture.log.lines.map(({ message }) => message)).toEqual([expect.stringMatching(/^snapshot 2024_03_05_01_02 of orcl was made, but not noted as icb's \(.*\): icb will neither find nor drop it$/)]);
  });

  it('survives an area that was emptied: then it is nobody\'s', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    rmSync(madeFile(fixture));
    await using later = await fixture.open('orcl');
    await later.listSnapshots();

    expect(later.ownsSnapshot(id)).toBe(false);
  });
});

describe('the time of a snapshot', () => {
  it.each([
    ['seconds', '2024-03-05T01:02:03.000Z'],
    ['text and datesort', '2024-03-05T01:02:03.000Z'],
    // To the minute, as the text tells it.
    ['text', '2024-03-05T01:02:00.000Z'],
  ] as const)('is read from %s', async (times, expected) => {
    await using fixture = await startSoftnas({ style: { times, zone: 'Europe/Tallinn' } });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: { timezone: 'Europe/Tallinn' } });
    const id = await storage.createSnapshot();

    const listed = await storage.listSnapshots();

    expect(id).toBe('2024_03_05_03_02');
    expect(listed.map(({ createdAt }) => createdAt.toISOString())).toEqual([expected]);
  });

  it('is not made up when there is none', async () => {
    await using fixture = await startSoftnas();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.softnas.faults.add({ pathMatch: 'snapshotlist', nonJson: '{"success":true,"records":[{"snapshot_name":"x","creation":"yesterday"}]}' });

    await expect(storage.listSnapshots()).rejects.toThrow("cannot list the snapshots of pool1/orcl: the appliance's answer holds no time of snapshot x");
  });
});

function madeFile({ softnas }: Awaited<ReturnType<typeof startSoftnas>>): string {
  return join(softnas.volumeFolder('orcl'), 'made-snapshots.txt');
}
