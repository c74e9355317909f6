// icb volume create: a filesystem of the wanted size that can be mounted, or nothing.
import { describe, expect, it } from 'vitest';
import { startDorado } from './fixture.ts';

const ok = { code: 0, description: '0' };
const gigabyte = 2 ** 30;

describe('a new volume', () => {
  it('has the wanted size in sectors, and the share and the clients that let it be mounted', async () => {
    await using fixture = await startDorado();
    await using storage = await fixture.open('orcl', { settings: { nfsclient: '192.0.2.20,192.0.2.21' } });

    await storage.createVolume?.({ sizeBytes: 3 * gigabyte + 1 });

    expect(fixture.array.filesystemOf('orcl')).toMatchObject({ CAPACITY: String(3 * 2 ** 21 + 1), ISCLONEFS: 'false', vstoreName: 'backup' });
    expect(fixture.array.sharesOf('orcl')).toMatchObject([{ path: '/orcl/', clients: [{ name: '192.0.2.20' }, { name: '192.0.2.21' }] }]);
    expect(await storage.mountSource('orcl')).toBe('127.0.0.1:/orcl/');
  });

  it.each([
    [undefined, 2 ** 31],
    ['500G', 500 * 2 ** 21],
  ])('has the size of volumesize (%s) when none is asked for', async (volumesize, sectors) => {
    await using fixture = await startDorado();
    await using storage = await fixture.open('orcl', { settings: { volumesize } });

    await storage.createVolume?.({});

    expect(fixture.array.filesystemOf('orcl')).toMatchObject({ CAPACITY: String(sectors) });
  });

  it('is refused by the array when it is too small', async () => {
    await using fixture = await startDorado();
    await using storage = await fixture.open('orcl');

    await expect(storage.createVolume?.({ sizeBytes: 1024 })).rejects.toMatchObject({ message: expect.stringContaining('code 1073844376'), hint: expect.stringContaining('volumesize') });
  });

  it.each([2 ** 21, 30 * 2 ** 21])('is taken back when the array makes it of %d sectors instead', async (sectors) => {
    await using fixture = await startDorado();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ method: 'POST', pathMatch: '/filesystem$', delayMs: 20, times: 1 });
    const struck = fixture.array.faults.struck().then(() => fixture.array.resize('orcl', sectors));

    await expect(storage.createVolume?.({ sizeBytes: 3 * gigabyte })).rejects.toThrow(/the array made it of (?:1|30)GB instead of 3GB$/);

    await struck;
    expect(() => fixture.array.filesystemOf('orcl')).toThrow('not found');
  });

  it.each(['NFSHARE', 'NFS_SHARE_AUTH_CLIENT'])('is taken back when its %s cannot be made', async (object) => {
    await using fixture = await startDorado();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ method: 'POST', pathMatch: `/${object}$`, status: 200, fault: { code: 31755596, message: 'failure' } });

    await expect(storage.createVolume?.({})).rejects.toThrow('failure');

    expect(() => fixture.array.filesystemOf('orcl')).toThrow('not found');
  });

  it('is taken back when it is cancelled before it can be mounted', async () => {
    await using fixture = await startDorado();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ method: 'POST', pathMatch: '/NFSHARE$', hang: true, afterEffect: true, times: 1 });
    const interrupt = new AbortController();
    const struck = fixture.array.faults.struck();

    const creating = storage.createVolume?.({}, interrupt.signal);
    await struck;
    interrupt.abort(new Error('interrupted by SIGINT'));

    await expect(creating).rejects.toThrow('interrupted by SIGINT');
    expect(() => fixture.array.filesystemOf('orcl')).toThrow('not found');
  });

  it('that cannot be taken back is told', async () => {
    await using fixture = await startDorado();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ method: 'POST', pathMatch: '/NFSHARE$', status: 200, fault: { code: 31755596, message: 'failure' } });
    fixture.array.faults.add({ method: 'DELETE', status: 200, fault: { code: 31755596, message: 'failure' } });

    await expect(storage.createVolume?.({})).rejects.toThrow('failure');

    expect(fixture.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: expect.stringMatching(/^cannot take back filesystem backup\/orcl: .*; delete it on the array$/) }));
  });

  it('is not begun when nobody may mount it', async () => {
    await using fixture = await startDorado();
    await using storage = await fixture.open('orcl', { settings: { restorenfsclient: undefined } });

    await expect(storage.createVolume?.({})).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('nfsclient is missing in section [dorado]') });
  });

  it('goes into the pool that is named, by name or id', async () => {
    await using fixture = await startDorado();
    for (const [database, pool] of [['orcl', 'StoragePool001'], ['orcl2', '0']] as const) {
      await using storage = await fixture.open(database, { settings: { pool } });

      await storage.createVolume?.({});

      expect(fixture.array.filesystemOf(database)).toMatchObject({ PARENTNAME: 'StoragePool001' });
    }
  });

  it.each([
    [undefined, 'the array has not exactly one storage pool'],
    ['fast', 'there is no storage pool fast'],
  ])('wants a pool that is there (%s), and is told which are', async (pool, message) => {
    await using fixture = await startDorado();
    await using storage = await fixture.open('orcl', { settings: { pool } });
    fixture.array.faults.add({ pathMatch: 'storagepool', nonJson: JSON.stringify({ data: [{ ID: '0', NAME: 'a' }, { ID: '1', NAME: 'b' }], error: ok }) });

    await expect(storage.createVolume?.({})).rejects.toMatchObject({ message: `cannot create filesystem backup/orcl: ${message}`, hint: 'name one with pool in [dorado]; there is: a, b' });
  });
});
