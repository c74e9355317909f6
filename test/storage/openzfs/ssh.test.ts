// The adapter over a real ssh to a real sshd; behind it the simulated zfs.
import { afterAll, describe, expect, it } from 'vitest';
import { startOpenzfs } from './fixture.ts';
import { startSshServer } from './ssh-server.ts';

const server = await startSshServer();

it('has a real sshd to meet', ({ skip }) => {
  if (typeof server === 'string') skip(server);

  expect(server).toMatchObject({ clientConfig: expect.any(String) });
});

describe.each(typeof server === 'string' ? [] : [server])('OpenZFS over ssh', (server) => {
  afterAll(async () => server[Symbol.asyncDispose]());
  const overSsh = { host: 'storage', sshconfig: server.clientConfig };

  it('snapshots, clones and drops, over one connection that ends with the run', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    const before = server.connections();
    const storage = await fixture.open('orcl', { settings: overSsh });

    const id = await storage.createSnapshot();
    const clone = await storage.cloneSnapshot(id, 'some_clone');
    const source = await storage.mountSource('some_clone');
    const listed = await storage.listSnapshots();
    await storage.dropClone('some_clone');
    await storage.dropSnapshot(id);
    const open = server.openConnections();
    await storage.close?.();

    expect(clone).toEqual({ name: 'some_clone', origin: id, mountPoint: '/export/demo-backup/some_clone' });
    expect(source).toBe('storage:/export/demo-backup/some_clone');
    expect(listed).toMatchObject([{ id, cloneCount: 1 }]);
    expect([server.connections() - before, open]).toEqual([1, 1]);
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  it('hands every word over as it is, whatever it means to a shell', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: { ...overSsh, sharenfs: 'rw=@192.0.2.0/24;touch${IFS}x,$(id)' } });

    await storage.cloneSnapshot(await storage.createSnapshot(), 'some_clone');

    const clone = fixture.zfs.calls.find(([word]) => word === 'clone');
    expect(clone?.slice(0, 3)).toEqual(['clone', '-o', 'sharenfs=rw=@192.0.2.0/24;touch${IFS}x,$(id)']);
  });

  it.each([
    ['a host key that is not the known one', { UserKnownHostsFile: './wrong_hosts' }, 'StorageCertificateError', 'known_hosts'],
    ['an unknown host key', { UserKnownHostsFile: '/dev/null' }, 'StorageCertificateError', 'known_hosts'],
    ['a key that is not authorized', { IdentityFile: './stranger' }, 'StorageLoginError', 'authorized_keys'],
    ['a port nobody listens on', { Port: '1' }, 'StorageUnreachableError', 'check host and sshconfig'],
    ['a user configuration that would ask', { UserKnownHostsFile: '/dev/null', StrictHostKeyChecking: 'no' }, 'StorageCertificateError', 'known_hosts'],
  ])('says what to do about %s, and does not insist', async (_, changes, name, hint) => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    const before = fixture.now();
    await using storage = await fixture.open('orcl', { settings: { host: 'storage', sshconfig: server.configWith(changes) } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name,
      message: expect.stringMatching(/^cannot list the snapshots of tank\/demo-backup\/orcl: storage: ssh failed \(.*\)$/),
      hint: expect.stringContaining(hint),
    });
    expect(fixture.zfs.calls).toEqual([]);
    expect(fixture.now()).toEqual(before);
  });

  it('names a program that is not there', async () => {
    await using fixture = await startOpenzfs();
    await using storage = await fixture.open('orcl', { settings: { ...overSsh, zfscommand: '/nowhere/zfs' } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      message: expect.stringContaining('storage: bash: line 1: /nowhere/zfs: No such file or directory'),
      hint: expect.stringContaining('zfscommand'),
    });
  });

  it('does a snapshot once when the connection breaks off in it', async () => {
    await using fixture = await startOpenzfs();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: overSsh });
    fixture.zfs.faults.add({ method: 'snapshot', reset: true, afterEffect: true, times: 1 });

    await storage.createSnapshot();

    expect(await storage.listSnapshots()).toHaveLength(1);
  });
});
