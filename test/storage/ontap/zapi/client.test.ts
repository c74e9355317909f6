// ZAPI's protocol against the lab's filer: calls, pages, and what failures become.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HttpsConnection } from '#core/https/connection.ts';
import { ZapiClient } from '#storage/ontap/zapi/client.ts';
import type { ZapiInput } from '#storage/ontap/zapi/messages.ts';
import { parseSnapshot, parseVolume, parseVolumeSize, volumeAttributes } from '#storage/ontap/zapi/responses.ts';
import { type XmlElement, textOf } from '#storage/ontap/zapi/xml.ts';
import { type OntapFixture, startOntap } from '../fixture.ts';

const { signal } = new AbortController();

interface Asking extends AsyncDisposable {
  readonly fixture: OntapFixture;
  readonly client: ZapiClient;
  change(api: string, input: ZapiInput): Promise<XmlElement | undefined>;
  volumes(query?: ZapiInput): Promise<ReturnType<typeof parseVolume>[] | undefined>;
  snapshots(volume: string, volumeBytes?: number): Promise<ReturnType<typeof parseSnapshot>[] | undefined>;
}

async function start({ svm = 'svm_backup', password, ...options }: Parameters<typeof startOntap>[0] & { svm?: string; password?: string } = {}): Promise<Asking> {
  const fixture = await startOntap(options);
  fixture.addVolume('orcl');
  const { url, caFile, user } = fixture.filer;
  const connection = new HttpsConnection({ origin: url, verifyCertificate: true, readTrusted: () => readFileSync(caFile, 'utf8'), requestTimeoutMs: 1000 });
  const client = new ZapiClient({ connection, credentials: { user, password: password ?? fixture.filer.password }, clock: fixture.clock, host: 'filer', svm });
  const doing = 'try it';
  return {
    fixture,
    client,
    change: (api, input) => client.change({ api, input, doing }, signal),
    volumes: (query = {}) =>
      client.list({ api: 'volume-get-iter', input: { query: { 'volume-attributes': query }, 'desired-attributes': volumeAttributes }, doing }, { record: 'volume-attributes', parse: parseVolume }, signal),
    snapshots: (volume, volumeBytes) =>
      client.list({ api: 'snapshot-get-iter', input: { query: { 'snapshot-info': { volume } } }, doing }, { record: 'snapshot-info', parse: (one) => parseSnapshot(one, volumeBytes) }, signal),
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await fixture[Symbol.asyncDispose]();
    },
  };
}

describe('a client of ZAPI', () => {
  it('sees a clone from its birth to its end', async () => {
    await using zapi = await start();
    await zapi.change('snapshot-create', { volume: 'orcl', snapshot: 'one' });
    await zapi.change('volume-clone-create', { 'parent-volume': 'orcl', 'parent-snapshot': 'one', volume: 'copy' });
    const clones = { 'volume-clone-attributes': { 'volume-clone-parent-attributes': { name: 'orcl' } } };
    const born = await zapi.volumes(clones);
    await zapi.change('volume-mount', { 'volume-name': 'copy', 'junction-path': '/copy' });
    const attributes = { 'volume-attributes': { 'volume-export-attributes': { policy: 'oracle' }, 'volume-snapshot-attributes': { 'snapdir-access-enabled': 'false' } } };
    await zapi.change('volume-modify-iter', { query: { 'volume-attributes': { 'volume-id-attributes': { name: 'copy' } } }, attributes });
    const dressed = await zapi.volumes(clones);
    const held = await zapi.snapshots('orcl');

    await zapi.change('volume-unmount', { 'volume-name': 'copy' });
    await zapi.change('volume-offline', { name: 'copy' });
    const offline = await zapi.volumes(clones);
    await zapi.change('volume-destroy', { name: 'copy' });

    const clone = { name: 'copy', svm: 'svm_backup', isOnline: true, parent: { volume: 'orcl', svm: undefined, snapshot: 'one' } };
    expect(born).toMatchObject([{ ...clone, junctionPath: undefined, exportPolicy: 'default', hidesSnapshots: false }]);
    expect(dressed).toMatchObject([{ ...clone, junctionPath: '/copy', exportPolicy: 'oracle', hidesSnapshots: true }]);
    expect(held).toMatchObject([{ snapshot: { id: 'one', createdAt: zapi.fixture.now() }, isCloned: true }]);
    expect(offline).toMatchObject([{ name: 'copy', isOnline: false, junctionPath: undefined }]);
    expect([await zapi.volumes(clones), await zapi.snapshots('orcl')]).toMatchObject([[], [{ isCloned: false }]]);
  });

  it('reads a list to its end, page by page', async () => {
    await using zapi = await start({ style: { pageRecords: 2 } });
    for (const snapshot of ['a', 'b', 'c', 'd', 'e']) await zapi.change('snapshot-create', { volume: 'orcl', snapshot });

    const found = await zapi.snapshots('orcl');

    expect(found?.map(({ snapshot }) => snapshot.id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(zapi.fixture.filer.stats.requests.filter(({ path }) => path.endsWith('#snapshot-get-iter'))).toHaveLength(3);
  });

  it('makes one snapshot of several volumes, within the time that its start names', async () => {
    await using zapi = await start();
    zapi.fixture.addVolume('orcl_data2');
    const group = { timeout: 'medium', volumes: { 'volume-name': ['orcl', 'orcl_data2'] } };
    const inTime = textOf(await zapi.change('cg-start', { ...group, snapshot: 'both' }), 'cg-id') ?? '';
    await zapi.change('cg-commit', { 'cg-id': inTime });
    const late = textOf(await zapi.change('cg-start', { ...group, snapshot: 'late' }), 'cg-id') ?? '';
    zapi.fixture.advance(8000);

    await expect(zapi.change('cg-commit', { 'cg-id': late })).rejects.toThrow('timed out');

    const both = [await zapi.snapshots('orcl'), await zapi.snapshots('orcl_data2')];
    expect(both.map((list) => list?.map(({ snapshot }) => snapshot.id))).toEqual([['both'], ['both']]);
    await expect(zapi.change('cg-start', { ...group, snapshot: 'both' })).rejects.toMatchObject({ name: 'StorageConflictError' });
  });

  it('counts blocks where their counter cannot have run over, and percents of the volume elsewhere', async () => {
    const [tebibyte, createdAt] = [2 ** 40, new Date('2024-03-05T00:00:00Z')];
    await using zapi = await start();
    zapi.fixture.plant?.('orcl', [{ name: 'one', createdAt, uniqueBytes: tebibyte }, { name: 'two', createdAt, uniqueBytes: 5 * tebibyte }]);
    zapi.fixture.filer.configureVolume('orcl', { size: 10 * tebibyte });
    const size = parseVolumeSize((await zapi.change('volume-size', { volume: 'orcl' })) ?? missing());

    const large = await zapi.snapshots('orcl', size);
    const small = await zapi.snapshots('orcl', tebibyte);

    expect(size).toBe(10 * tebibyte);
    expect(large?.map(({ snapshot }) => snapshot.uniqueBytes)).toEqual([tebibyte, 5 * tebibyte]);
    // What has run over looks like any other number.
    expect(small?.map(({ snapshot }) => snapshot.uniqueBytes)).toEqual([tebibyte, tebibyte]);
  });

  it('shows until when a snapshot is locked', async () => {
    await using zapi = await start();
    await zapi.change('snapshot-create', { volume: 'orcl', snapshot: 'one' });
    const until = new Date('2024-04-05T01:02:03Z');
    zapi.fixture.filer.lockSnapshot('orcl', 'one', until);

    expect(await zapi.snapshots('orcl')).toMatchObject([{ snapshot: { id: 'one', lockedUntil: until } }]);
    await expect(zapi.change('snapshot-delete', { volume: 'orcl', snapshot: 'one' })).rejects.toMatchObject({ name: 'StorageDeniedError', hint: expect.stringContaining('locked') });
  });

  it.each([
    ['snapshot-create', { volume: 'orcl', snapshot: 'one' }, 'StorageConflictError', /^cannot try it: filer refused snapshot-create \(.*"one" already exists.*, errno 17\)$/],
    ['snapshot-delete', { volume: 'orcl', snapshot: 'one' }, 'SnapshotInUseError', /\(.* is busy.*, errno 13024\)$/],
    ['volume-destroy', { name: 'copy' }, 'StorageError', /must be offline.*errno 13001\)$/],
    ['volume-offline', { name: 'copy' }, 'StorageError', /unmount it first.*errno 13001\)$/],
    ['volume-clone-create', { 'parent-volume': 'orcl', 'parent-snapshot': 'one', volume: 'copy' }, 'StorageConflictError', /errno 17\)$/],
    ['volume-clone-create', { 'parent-volume': 'orcl', 'parent-snapshot': 'one', volume: 'with-dash' }, 'StorageError', /errno 13115\)$/],
    ['volume-rename', { volume: 'orcl' }, 'StorageError', /refused volume-rename \(Unable to find API: volume-rename on data vserver svm_backup, errno 13005\)$/],
    ['snapshot-create', { volumes: 'orcl' }, 'StorageError', /\(Missing input: volume, errno 13115\)$/],
  ])('is told why %s %j is refused', async (api, input, name, message) => {
    await using zapi = await start();
    await zapi.change('snapshot-create', { volume: 'orcl', snapshot: 'one' });
    await zapi.change('volume-clone-create', { 'parent-volume': 'orcl', 'parent-snapshot': 'one', volume: 'copy', 'junction-path': '/copy' });

    await expect(zapi.change(api, input)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it.each([
    ['snapshot-create', { volume: 'none', snapshot: 'one' }],
    ['snapshot-delete', { volume: 'orcl', snapshot: 'none' }],
    ['volume-clone-create', { 'parent-volume': 'orcl', 'parent-snapshot': 'none', volume: 'copy' }],
    ['volume-clone-create', { 'parent-volume': 'none', 'parent-snapshot': 'none', volume: 'copy' }],
    ['volume-unmount', { 'volume-name': 'none' }],
    ['cg-commit', { 'cg-id': '7' }],
  ])('takes it for absent what %s %j is about', async (api, input) => {
    await using zapi = await start();

    expect(await zapi.change(api, input)).toBeUndefined();
  });

  it.each([
    [{ code: 13_002, message: 'login failed' }, 'StorageLoginError'],
    [{ code: 13_003, message: 'Insufficient privileges: user icb does not have write access' }, 'StorageDeniedError'],
    [{ code: 13_001, message: 'Another volume operation is running; try again' }, 'StorageFaultError'],
    [{ code: 17_151, message: 'Clone is being split' }, 'StorageFaultError'],
    [{ code: 15_894, message: 'Volume orcl has one or more clones' }, 'SnapshotInUseError'],
    [{ code: 13_130, message: 'Duplicate entry' }, 'StorageConflictError'],
    [{ code: 13_001, message: 'Volume orcl is fenced' }, 'StorageError'],
  ])('turns %j into a %s', async (fault, name) => {
    await using zapi = await start();
    zapi.fixture.filer.faults.add({ pathMatch: '#snapshot-create$', status: 200, fault });

    await expect(zapi.change('snapshot-create', { volume: 'orcl', snapshot: 'one' })).rejects.toMatchObject({ name, message: expect.stringContaining(`(${fault.message}, errno ${fault.code})`) });
  });

  it('believes no list that has passed without its volume', async () => {
    await using zapi = await start();
    await zapi.change('volume-unmount', { 'volume-name': 'orcl' });
    await zapi.change('volume-offline', { name: 'orcl' });

    await expect(zapi.snapshots('orcl')).rejects.toThrow('cannot try it: filer refused snapshot-get-iter (Volume is offline., errno 13042)');
  });

  it('believes no change of several volumes that failed for one', async () => {
    await using zapi = await start();
    const failed = '<netapp><results status="passed"><failure-list><volume-modify-iter-info><error-code>13003</error-code><error-message>not yours</error-message></volume-modify-iter-info></failure-list><num-failed>1</num-failed></results></netapp>';
    zapi.fixture.filer.faults.add({ nonJson: failed });

    await expect(zapi.change('volume-modify-iter', {})).rejects.toMatchObject({ name: 'StorageDeniedError', message: expect.stringContaining('(not yours, errno 13003)') });
  });

  it.each([
    [{ nonJson: true }, 'the end of html stands'],
    [{ nonJson: '<html></html>' }, 'it holds no results of ZAPI'],
    [{ nonJson: '<netapp version="1.1"><results status="passed"><num-records>5</num-rec' }, 'no XML, or not allowed'],
    [{ nonJson: '<!DOCTYPE netapp [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><netapp><results status="passed">&b;</results></netapp>' }, 'no XML, or not allowed'],
  ])('asks again when the answer is %j, and says what is wrong with it', async (fault, message) => {
    await using zapi = await start();
    zapi.fixture.filer.faults.add(fault);

    const failure = zapi.volumes();

    await expect(failure).rejects.toMatchObject({ name: 'StorageFaultError', hint: expect.stringContaining('management address') });
    await expect(failure).rejects.toThrow(fault.nonJson === true ? 'cannot try it: filer answered with something that is not the complete XML of ZAPI (' : message);
    expect(zapi.fixture.filer.stats.requests).toHaveLength(4);
  });

  it('gives up on a list whose pages go round in a circle', async () => {
    await using zapi = await start();
    zapi.fixture.filer.faults.add({ nonJson: '<netapp><results status="passed"><next-tag>again</next-tag></results></netapp>' });

    await expect(zapi.volumes()).rejects.toThrow('cannot try it: the list of filer does not end');
  });

  it('sends a wrong password once, and does not repeat it in its message', async () => {
    await using zapi = await start({ password: 'geheim-8zeichen' });

    const error = await zapi.volumes().catch((error: unknown) => error);

    expect(error).toMatchObject({ name: 'StorageLoginError', hint: expect.stringContaining('application ontapi') });
    expect(String(error)).not.toContain('geheim');
    expect(zapi.fixture.filer.stats.requests).toHaveLength(1);
  });

  it('says that a late release has no ZAPI', async () => {
    await using zapi = await start({ style: { apis: 'rest' } });

    await expect(zapi.volumes()).rejects.toMatchObject({ name: 'StorageError', hint: expect.stringContaining('api: rest') });
  });

  it('means the SVM it was told', async () => {
    await using zapi = await start({ svm: 'svm_other' });

    await expect(zapi.volumes()).rejects.toThrow('Specified vserver not found: svm_other');
  });
});

function missing(): never {
  throw new Error('there is no answer');
}
