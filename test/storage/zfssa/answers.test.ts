// Answers as other releases, other writers and other networks give them.
import { describe, expect, it } from 'vitest';
import { type Script, startScripted } from './scripted-appliance.ts';

function listing(...snapshots: object[]): Script {
  return () => [200, { snapshots }];
}

describe('the list of snapshots', () => {
  it.each([
    ['current release', { space_data: 73014444032, space_unique: 0, numclones: 2 }],
    ['floats', { space_data: 7.3014444032e10, space_unique: 0.0, numclones: 2.0 }],
    ['strings', { space_data: '73014444032', space_unique: '0', numclones: '2' }],
    ['release 2013.1', { usage: { unique: 0.0, loading: false, data: 73014444032.0 }, numclones: 2 }],
  ])('understands sizes and counts: %s', async (_, fields) => {
    await using appliance = await startScripted(listing({ name: 'orcl-20240305T010203', creation: '20240305T01:02:03', ...fields }));
    await using storage = await appliance.open();

    const snapshots = await storage.listSnapshots();

    expect(snapshots).toEqual([
      {
        id: 'orcl-20240305T010203',
        createdAt: new Date('2024-03-05T01:02:03Z'),
        cloneCount: 2,
        totalBytes: 73014444032,
        uniqueBytes: 0,
      },
    ]);
  });

  it('leaves out sizes it was not told, and does not mind sizes beyond any disk', async () => {
    const huge = 9.2e18;
    const creation = '20240305T01:02:03';
    await using appliance = await startScripted(listing({ name: 'a', creation }, { name: 'b', creation, space_data: huge, space_unique: -1 }));
    await using storage = await appliance.open();

    const [first, second] = await storage.listSnapshots();

    expect(first).toEqual({ id: 'a', createdAt: new Date('2024-03-05T01:02:03Z'), cloneCount: 0 });
    expect(second).toEqual({ id: 'b', createdAt: new Date('2024-03-05T01:02:03Z'), cloneCount: 0, totalBytes: huge });
  });

  it.each([
    ['20240229T23:59:59', '2024-02-29T23:59:59Z'],
    ['2024-02-29T23:59:59', '2024-02-29T23:59:59Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
    ['2024-02-29T23:59:59.250Z', '2024-02-29T23:59:59Z'],
    // The hour that summer time skips in Europe exists in UTC.
    ['20240331T02:30:00', '2024-03-31T02:30:00Z'],
  ])('reads the creation time %s as UTC', async (creation, expected) => {
    await using appliance = await startScripted(listing({ name: 'orcl-20240229T235959', creation }));
    await using storage = await appliance.open();

    const snapshots = await storage.listSnapshots();

    expect(snapshots.map(({ createdAt }) => createdAt)).toEqual([new Date(expected)]);
  });

  it('is sorted by time and, within a second, by name', async () => {
    await using appliance = await startScripted(
      listing(
        { name: 'c', creation: '20240305T01:00:00' },
        { name: 'b', creation: '20240306T01:00:00' },
        { name: 'a', creation: '20240306T01:00:00' },
        { name: 'd', creation: '20240301T01:00:00' },
      ),
    );
    await using storage = await appliance.open();

    const snapshots = await storage.listSnapshots();

    expect(snapshots.map(({ id }) => id)).toEqual(['d', 'c', 'a', 'b']);
  });

  it('shows which snapshots are held', async () => {
    const creation = '20240305T01:02:03';
    await using appliance = await startScripted(
      listing({ name: 'a', creation, retentionpolicy: 'off' }, { name: 'b', creation, retentionpolicy: 'locked' }),
    );
    await using storage = await appliance.open();

    const [free, held] = await storage.listSnapshots();

    expect(free?.lockedUntil).toBeUndefined();
    expect(held?.lockedUntil?.getUTCFullYear()).toBe(9999);
  });

  it.each([
    [{ name: 'x', creation: 'yesterday' }, 'snapshot x has a creation time that cannot be read: yesterday'],
    [{ name: 'x', creation: '20240230T01:02:03' }, 'snapshot x has a creation time that cannot be read'],
    [{ name: 'x' }, 'snapshot x has a creation time that cannot be read: undefined'],
    [{ name: 'x', creation: { toString: 'x' } }, 'snapshot x has a creation time that cannot be read: {"toString":"x"}'],
    [{ creation: '20240305T01:02:03' }, "the appliance's answer holds a snapshot without name"],
  ])('is not guessed at: %o', async (snapshot, message) => {
    await using appliance = await startScripted(listing(snapshot));
    await using storage = await appliance.open();

    await expect(storage.listSnapshots()).rejects.toThrow(`cannot list the snapshots of pool1/demo-backup/orcl: ${message}`);
  });

  it.each([[{}], [{ snapshots: 'none' }], [[]], ['null'], [{ snapshots: [null] }]])('must be a list: %j', async (body) => {
    await using appliance = await startScripted(() => [200, body]);
    await using storage = await appliance.open();

    await expect(storage.listSnapshots()).rejects.toThrow("the appliance's answer holds no list of snapshots");
  });

  it('is an error when a fault hides in an answer that calls itself a success', async () => {
    await using appliance = await startScripted(() => [200, { fault: { message: 'ERR_STATE_CHANGED', details: 'changed', code: 409 } }]);
    await using storage = await appliance.open();

    await expect(storage.listSnapshots()).rejects.toThrow('answered 200 (ERR_STATE_CHANGED, changed)');
  });
});

describe('changes', () => {
  it('believes its eyes when a creation is answered with another success than expected', async () => {
    let polls = 0;
    await using appliance = await startScripted(({ method }) => {
      if (method === 'POST') return [202, 'accepted'];
      polls += 1;
      return polls < 3 ? [404] : [200, { snapshot: { name: 'orcl-20240305T010203', creation: '20240305T01:02:03' } }];
    });
    await using storage = await appliance.open();

    const id = await storage.createSnapshot();

    expect(id).toBe('orcl-20240305T010203');
    expect(polls).toBe(3);
  });

  it('recognises its own creation that took effect only after the look', async () => {
    const snapshot = { name: 'orcl-20240305T010203', creation: '20240305T01:02:03' };
    let posts = 0;
    await using appliance = await startScripted(({ method }) => {
      if (method === 'GET') return posts < 2 ? [404] : [200, { snapshot }];
      posts += 1;
      return posts === 1 ? [500] : [409, { fault: { name: 'ERR_OBJECT_EXISTS', message: 'exists' } }];
    });
    await using storage = await appliance.open();

    const id = await storage.createSnapshot();

    expect(id).toBe(snapshot.name);
    expect(posts).toBe(2);
  });

  it('does not report a snapshot that never appears', async () => {
    await using appliance = await startScripted(({ method }) => (method === 'POST' ? [201, {}] : [404]));
    await using storage = await appliance.open();

    await expect(storage.createSnapshot()).rejects.toThrow('the appliance accepted it, but it does not appear');
  });

  it('does not report a snapshot as dropped that stays', async () => {
    const snapshot = { name: 'orcl-20240305T010203', creation: '20240305T01:02:03', numclones: 0 };
    await using appliance = await startScripted(({ method }) => (method === 'DELETE' ? [202] : [200, { snapshot }]));
    await using storage = await appliance.open();

    await expect(storage.dropSnapshot(snapshot.name)).rejects.toThrow('the appliance accepted it, but it is still there');
  });

  it('asks for the clones of a snapshot when their number is left out', async () => {
    const snapshot = { name: 'orcl-20240305T010203', creation: '20240305T01:02:03' };
    await using appliance = await startScripted(({ path }) =>
      path.endsWith('/dependents') ? [200, { dependents: [{ share: 'left_over' }] }] : [200, { snapshot }],
    );
    await using storage = await appliance.open();

    await expect(storage.dropSnapshot(snapshot.name)).rejects.toMatchObject({
      name: 'SnapshotInUseError',
      message: expect.stringContaining('it has clones (left_over)'),
    });
    expect(appliance.requests.filter((request) => request.startsWith('DELETE'))).toEqual([]);
  });

  it('never confirms a destruction, also when a clone was made in the last moment', async () => {
    const snapshot = { name: 'orcl-20240305T010203', creation: '20240305T01:02:03', numclones: 0 };
    await using appliance = await startScripted(({ method, path }) => {
      if (method === 'DELETE') return [409, { fault: { name: 'ERR_CONFIRM_REQUIRED', message: 'confirm' } }];
      return path.endsWith('/dependents') ? [200, { dependents: [{ share: 'new_clone' }] }] : [200, { snapshot }];
    });
    await using storage = await appliance.open();

    await expect(storage.dropSnapshot(snapshot.name)).rejects.toMatchObject({ name: 'SnapshotInUseError' });

    expect(appliance.requests).toContain('DELETE /filesystems/orcl/snapshots/orcl-20240305T010203');
    expect(appliance.requests.join(' ')).not.toContain('confirm');
  });

  it('gives up when every name of the next two minutes is taken', async () => {
    await using appliance = await startScripted(() => [200, { snapshot: { name: 'x', creation: '20240305T01:02:03' } }]);
    await using storage = await appliance.open();

    await expect(storage.createSnapshot()).rejects.toThrow('no name is free');
  });
});

describe('names in URLs', () => {
  it('quotes every part, a space as %20', async () => {
    const snapshot = { name: 'or cl#1-1/2', creation: '20240305T01:02:03', numclones: 0 };
    await using appliance = await startScripted(({ method, path }) => (method === 'GET' && path.includes('/snapshots/') ? [200, { snapshot }] : [404]));
    await using storage = await appliance.open({ database: 'or cl#1' });

    await storage.cloneSnapshot('or cl#1-1/2', 'a&b?c%d').catch(() => undefined);

    expect(appliance.requests.slice(0, 3)).toEqual([
      'GET /filesystems/a%26b%3Fc%25d',
      'GET /filesystems/or%20cl%231/snapshots/or%20cl%231-1%2F2',
      'PUT /filesystems/or%20cl%231/snapshots/or%20cl%231-1%2F2/clone',
    ]);
  });

  it.each(['', '.', '..'])('refuses %j, which would address something else', async (name) => {
    await using appliance = await startScripted(() => [204]);
    await using storage = await appliance.open();

    await expect(storage.dropClone(name)).rejects.toThrow(`'${name}' is not a name`);
    await expect(storage.dropSnapshot(name)).rejects.toThrow(`'${name}' is not a name`);
    expect(appliance.requests).toEqual([]);
  });
});
