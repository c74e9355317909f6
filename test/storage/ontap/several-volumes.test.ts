// A database with several volumes: one snapshot of all of them, or none. Clones: clone-of-several.test.ts.
import { describe, expect, it } from 'vitest';
import { type OntapFixture, startOntap } from './fixture.ts';
import { startWithVolumes, volumesOf } from './two-volumes.ts';

const ID = 'orcl_20240305T010203';
const NEXT = 'orcl_20240305T010204';

/** What the log says of snapshots. */
function told({ log }: OntapFixture): string[] {
  return log.lines.map(({ message }) => message).filter((message) => message.includes('snapshot'));
}

function changesOf(fixture: OntapFixture): string[] {
  return fixture.requests().filter((request) => !request.startsWith('GET')).map((request) => request.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '*'));
}

describe('a snapshot of several volumes', () => {
  it('is one of a consistency group that is made for it and taken away', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');

    const id = await storage.createSnapshot();

    const group = 'application/consistency-groups';
    expect(changesOf(fixture)).toEqual([`POST ${group}`, `POST ${group}/*/snapshots`, `DELETE ${group}/*`]);
    expect(await storage.listSnapshots()).toMatchObject([{ id }]);
    expect(fixture.admin.snapshotsOf('orcl_data2')).toEqual([id]);
    expect([fixture.filer.propertiesOf('orcl')['groupUuid'], told(fixture)]).toEqual(['', []]);
  });

  it('is one of the consistency group that holds just these volumes, which stays', async () => {
    await using fixture = await startWithVolumes();
    for (const volume of ['orcl', 'orcl_data2']) fixture.filer.configureVolume(volume, { group: 'site_cg', groupUuid: '11111111-2222-3333-4444-555555555555' });
    await using storage = await fixture.open('orcl');

    await storage.createSnapshot();

    expect(changesOf(fixture)).toEqual(['POST application/consistency-groups/*/snapshots']);
    expect(fixture.filer.propertiesOf('orcl')['group']).toBe('site_cg');
  });

  it('is one of a new group when a killed run has left its own', async () => {
    await using fixture = await startWithVolumes();
    fixture.filer.configureVolume('orcl', { group: 'icb_orcl', groupUuid: '11111111-2222-3333-4444-555555555555' });
    await using storage = await fixture.open('orcl');

    await storage.createSnapshot();

    expect(changesOf(fixture).map((request) => request.split(' ')[0])).toEqual(['DELETE', 'POST', 'POST', 'DELETE']);
    expect(fixture.filer.propertiesOf('orcl')['groupUuid']).toBe('');
  });

  it.each([
    ['the release has no groups', { style: { release: '9.8' } }, {}, 'consistency groups came with ONTAP 9.10.1'],
    ['a group holds other volumes', {}, { orcl: { group: 'site_cg', groupUuid: '11111111-2222-3333-4444-555555555555' } }, 'consistency group site_cg does not hold just orcl, orcl_data2'],
    ['a volume locks snapshots', {}, { orcl_data2: { snapshotLocking: true } }, 'has snapshot locking enabled., code 53411959'],
  ] as const)('is taken one after another when %s, and its spread told', async (_, options, properties, reason) => {
    await using fixture = await startWithVolumes(options);
    for (const [volume, changes] of Object.entries(properties)) fixture.filer.configureVolume(volume, changes);
    await using storage = await fixture.open('orcl');

    const id = await storage.createSnapshot();

    expect(fixture.admin.snapshotsOf('orcl_data2')).toEqual([id]);
    expect(told(fixture)).toEqual([
      expect.stringMatching(new RegExp(`snapshot ${ID} was taken of 2 volumes one after another, within \\d+\\.\\d{3} s: .*${reason.replaceAll('.', String.raw`\.`)}`)),
    ]);
  });

  it('is taken one after another by a user who may not make groups', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ pathMatch: 'consistency-groups', status: 403, fault: { code: 6, message: 'not authorized for that command' } });

    const id = await storage.createSnapshot();

    expect(fixture.admin.snapshotsOf('orcl_data2')).toEqual([id]);
    expect(told(fixture).join()).toContain('not authorized for that command');
  });

  it('is taken back when the group says that it is partial', async () => {
    await using fixture = await startWithVolumes({ style: { partialGroups: true } });
    await using storage = await fixture.open('orcl');

    await expect(storage.createSnapshot()).rejects.toThrow(/^cannot create snapshot \S+ of svm_backup\/orcl: the snapshot of consistency group icb_orcl is partial, it lacks orcl_data2$/);

    expect([fixture.admin.snapshotsOf('orcl'), fixture.filer.propertiesOf('orcl')['groupUuid']]).toEqual([[], '']);
  });

  it.each([
    ['is refused', { status: 403, times: 1 }],
    ['goes on failing', { status: 503, times: 4 }],
  ])('is taken back when that of the second volume %s', async (_, fault) => {
    await using fixture = await startWithVolumes({ style: { release: '9.8' } });
    await using storage = await fixture.open('orcl');
    const second = fixture.admin.uuidOf('orcl_data2');
    fixture.filer.faults.add({ ...fault, method: 'POST', pathMatch: second });

    await expect(storage.createSnapshot()).rejects.toThrow(/^cannot create snapshot/);

    expect([fixture.admin.snapshotsOf('orcl'), fixture.admin.snapshotsOf('orcl_data2')]).toEqual([[], []]);
  });

  it.each(['9.14', '9.8'] as const)('leaves a part that somebody else made at the same time alone, on %s', async (release) => {
    await using fixture = await startWithVolumes({ style: { release } });
    await using storage = await fixture.open('orcl');
    // The look before does not see it yet.
    fixture.filer.faults.add({ method: 'GET', pathMatch: `${fixture.admin.uuidOf('orcl_data2')}/snapshots`, status: 200, nonJson: '{"records":[]}', times: 1 });
    fixture.admin.takeSnapshot('orcl_data2', ID);

    const id = await storage.createSnapshot();

    expect([id, fixture.admin.snapshotsOf('orcl'), fixture.admin.snapshotsOf('orcl_data2')]).toEqual([NEXT, [NEXT], [ID, NEXT]]);
  });

  it.each([
    ['a group', '9.14', 'consistency-groups$'],
    ['the snapshot of a group', '9.14', 'consistency-groups/.*/snapshots'],
    ['the second volume', '9.8', 'SECOND'],
  ] as const)('is taken back when it is interrupted at %s', async (_, release, pathMatch) => {
    await using fixture = await startWithVolumes({ style: { release } });
    await using storage = await fixture.open('orcl');
    const interrupt = new AbortController();
    fixture.filer.faults.add({ method: 'POST', pathMatch: pathMatch.replace('SECOND', fixture.admin.uuidOf('orcl_data2')), hang: true, afterEffect: true, times: 1 });
    const struck = fixture.filer.faults.struck();

    const creating = storage.createSnapshot(interrupt.signal);
    await struck;
    interrupt.abort(new Error('interrupted by SIGINT'));

    await expect(creating).rejects.toThrow('interrupted by SIGINT');
    expect([fixture.admin.snapshotsOf('orcl'), fixture.admin.snapshotsOf('orcl_data2'), fixture.filer.propertiesOf('orcl')['groupUuid'] ?? '']).toEqual([[], [], '']);
  });

  it('gets another name when one volume has one of that name already', async () => {
    await using fixture = await startWithVolumes();
    fixture.admin.takeSnapshot('orcl_data2', ID);
    await using storage = await fixture.open('orcl');

    expect(await storage.createSnapshot()).toBe(NEXT);
  });

  it('is listed with the sum of its sizes, the latest lock and the earliest time', async () => {
    await using fixture = await startWithVolumes();
    fixture.write('orcl', 'datafile', 'blocks');
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.lockSnapshot('orcl_data2', id, new Date('2024-04-05T01:02:03Z'));
    await storage.cloneSnapshot(id, 'some_clone');

    expect(await storage.listSnapshots()).toMatchObject([{ id, totalBytes: 6, cloneCount: 1, lockedUntil: new Date('2024-04-05T01:02:03Z') }]);
  });

  it('that lacks a volume is listed as incomplete, is not cloned, and can be dropped', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    fixture.advance(1000);
    fixture.admin.takeSnapshot('orcl', ID);

    const listed = await storage.listSnapshots();

    expect(listed).toMatchObject([{ id: ID, defect: 'volume orcl_data2 lacks it' }]);
    await expect(storage.cloneSnapshot(ID, 'some_clone')).rejects.toMatchObject({ name: 'StorageError', message: expect.stringContaining('the snapshot is incomplete, volume orcl_data2 lacks it') });
    await storage.dropSnapshot(ID);
    expect(await storage.listSnapshots()).toEqual([]);
  });

  it('that only a further volume has is incomplete, although the first one was created later', async () => {
    await using fixture = await startOntap();
    fixture.admin.addVolume('orcl_old');
    fixture.admin.takeSnapshot('orcl_old', ID);
    fixture.advance(60_000);
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: { 'database.additionalvolumesuffixes': '_old' } });

    expect(await storage.listSnapshots()).toMatchObject([{ id: ID, defect: 'volume orcl lacks it' }]);
  });

  it('is not called incomplete for one look that did not find a volume', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    await storage.createSnapshot();
    fixture.filer.faults.add({ method: 'GET', pathMatch: `${fixture.admin.uuidOf('orcl_data2')}/snapshots`, nonJson: '{"records":[]}', times: 1 });

    expect(await storage.listSnapshots()).toEqual([expect.not.objectContaining({ defect: expect.anything() })]);
  });

  it('is not called incomplete while a volume is offline, whatever the filer lists of it', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    await storage.createSnapshot();
    fixture.filer.configureVolume('orcl_data2', { online: false });
    fixture.filer.faults.add({ method: 'GET', pathMatch: `${fixture.admin.uuidOf('orcl_data2')}/snapshots`, status: 200, nonJson: '{"records":[]}' });

    await expect(storage.listSnapshots()).rejects.toThrow('volume orcl_data2 is offline, so nobody can tell which snapshots are complete');
  });

  it('from before a volume was added is whole, and is cloned without it', async () => {
    await using fixture = await startWithVolumes({ suffixes: [] });
    fixture.admin.takeSnapshot('orcl', ID);
    fixture.advance(60_000);
    fixture.admin.addVolume('orcl_logs');
    await using storage = await fixture.open('orcl', { settings: { 'database.additionalvolumesuffixes': '_logs' } });

    const listed = await storage.listSnapshots();
    await storage.cloneSnapshot(ID, 'some_clone');

    expect(listed.map(({ id, defect }) => [id, defect])).toEqual([[ID, undefined]]);
    expect(volumesOf(fixture)).toEqual(['orcl', 'orcl_logs', 'some_clone', 'some_clone0']);
  });

  it('is dropped on no volume while one of them is locked or cloned', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    const [locked, cloned] = [await storage.createSnapshot(), await storage.createSnapshot()];
    fixture.filer.lockSnapshot('orcl_data2', locked, new Date('2024-04-05T01:02:03Z'));
    await storage.cloneSnapshot(cloned, 'some_clone');

    await expect(storage.dropSnapshot(locked)).rejects.toMatchObject({ name: 'StorageDeniedError', message: expect.stringContaining('it is locked until 2024-04-05T01:02:03.000Z') });
    await expect(storage.dropSnapshot(cloned)).rejects.toMatchObject({ name: 'SnapshotInUseError' });

    expect(fixture.admin.snapshotsOf('orcl')).toEqual([locked, cloned]);
  });

  it('that gets a clone between the look and the drop is said to be in use, and stays to be seen', async () => {
    await using fixture = await startWithVolumes();
    await using storage = await fixture.open('orcl');
    const id = await storage.createSnapshot();
    fixture.filer.faults.add({ method: 'DELETE', delayMs: 20, times: 1 });
    const struck = fixture.filer.faults.struck();

    const dropping = storage.dropSnapshot(id);
    // The look has found no clone; the filer's own answer for the second volume is the first to tell.
    await struck;
    fixture.admin.cloneSnapshot('orcl_data2', id, 'by_hand');

    await expect(dropping).rejects.toMatchObject({ name: 'SnapshotInUseError', message: expect.stringContaining('it has clones (by_hand)') });
    expect([fixture.admin.snapshotsOf('orcl'), changesOf(fixture).at(-1)]).toEqual([[], 'DELETE storage/volumes/*/snapshots/*']);
    expect(fixture.admin.snapshotsOf('orcl_data2')).toEqual([id]);
    expect(await storage.listSnapshots()).toMatchObject([{ id, cloneCount: 1 }]);
  });
});
