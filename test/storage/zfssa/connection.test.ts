// TLS, credentials and the settings of the [zfssa] section.
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '#failure.ts';
import { createServerIdentity } from '#lab/storage/certificate.ts';
import { startZfssa } from './fixture.ts';
import { startScripted } from './scripted-appliance.ts';

const emptyList = (): [number, object] => [200, { snapshots: [] }];

describe('the connection to the appliance', () => {
  it('is one connection for all that is asked', async () => {
    await using fixture = await startZfssa();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');

    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'one_clone');
    await storage.listSnapshots();
    await storage.dropClone('one_clone');

    expect(fixture.appliance.stats.connections).toBe(1);
  });

  it('is used for parallel questions too', async () => {
    await using fixture = await startZfssa();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');

    const lists = await Promise.all([storage.listSnapshots(), storage.listSnapshots(), storage.listClones()]);

    expect(lists).toEqual([[], [], []]);
  });

  it('is not trusted without the certificate of its authority', async () => {
    await using appliance = await startScripted(emptyList);
    await using storage = await appliance.open({ settings: { cacert: undefined } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name: 'StorageCertificateError',
      message: expect.stringMatching(/its certificate was not issued by a trusted CA$/),
      hint: expect.stringContaining('cacert'),
    });
    expect(appliance.requests).toEqual([]);
  });

  it('is explained by what the operator can do, not by what Node.js would advise a developer', async () => {
    await using appliance = await startScripted(emptyList);
    await using storage = await appliance.open({ settings: { cacert: undefined } });

    const failure: unknown = await storage.listSnapshots().catch((error: unknown) => error);
    const { text } = describeFailure(failure, new AbortController().signal);

    expect(text).toContain('\n  put the certificate of its CA (PEM) beside the configuration and name that file in cacert\n');
    expect(text).not.toMatch(/Node\.js|--use-system-ca/);
  });

  it('is not trusted when another authority signed its certificate', async () => {
    await using appliance = await startScripted(emptyList);
    writeFileSync(appliance.caFile, (await createServerIdentity()).caCertificate);
    await using storage = await appliance.open();

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'StorageCertificateError' });
    expect(appliance.requests).toEqual([]);
  });

  it('is not trusted under a name that is not in its certificate', async () => {
    await using appliance = await startScripted(emptyList, { listenOn: '127.0.0.2' });
    await using storage = await appliance.open();

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name: 'StorageCertificateError',
      message: expect.stringMatching(/its certificate is for another host name$/),
      hint: expect.stringContaining('127.0.0.2'),
    });
    expect(appliance.requests).toEqual([]);
  });

  it('takes any certificate with tlsverify: false, and warns', async () => {
    await using appliance = await startScripted(emptyList, { listenOn: '127.0.0.2' });
    await using storage = await appliance.open({ settings: { tlsverify: 'False', cacert: undefined } });

    const snapshots = await storage.listSnapshots();

    expect(snapshots).toEqual([]);
    expect(appliance.log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('tlsverify: false') }]);
  });

  it('reads the trusted certificate again when it was renewed during the run', async () => {
    const identity = await createServerIdentity();
    await using appliance = await startScripted(emptyList, { identity });
    writeFileSync(appliance.caFile, (await createServerIdentity()).caCertificate);
    await using storage = await appliance.open();
    await storage.listSnapshots().catch(() => undefined);
    writeFileSync(appliance.caFile, identity.caCertificate);

    const snapshots = await storage.listSnapshots();

    expect(snapshots).toEqual([]);
  });

  it('is refused below TLS 1.2', async () => {
    await using appliance = await startScripted(emptyList, { tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } });
    await using storage = await appliance.open();

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name: 'StorageUnreachableError',
      hint: expect.stringContaining('TLS 1.2'),
    });
  });

  it('is set up again after the appliance was restarted', async () => {
    await using appliance = await startScripted(emptyList);
    await using storage = await appliance.open();
    await storage.listSnapshots();
    appliance.server.closeAllConnections();

    const snapshots = await storage.listSnapshots();

    expect(snapshots).toEqual([]);
  });

  it('sends user and password as UTF-8', async () => {
    await using appliance = await startScripted(emptyList);
    let sent: string | undefined;
    appliance.server.prependListener('request', ({ headers }) => {
      sent = headers.authorization;
    });
    await using storage = await appliance.open({ credentials: () => ({ user: 'säkerhet', password: 'p:ä ß' }) });

    await storage.listSnapshots();

    expect(Buffer.from((sent ?? '').slice('Basic '.length), 'base64').toString('utf8')).toBe('säkerhet:p:ä ß');
  });

  it('ends with the run: nothing keeps the process waiting', async () => {
    await using appliance = await startScripted(emptyList);
    const storage = await appliance.open();
    await storage.listSnapshots();

    await storage[Symbol.asyncDispose]();

    await expect.poll(() => new Promise((resolve) => appliance.server.getConnections((_, count) => resolve(count)))).toBe(0);
  });
});

describe('the settings of the appliance', () => {
  it.each([
    [{ url: undefined }, 'url is missing in section [zfssa] (database orcl)'],
    [{ pool: '' }, 'pool is missing in section [zfssa] (database orcl)'],
    [{ project: undefined }, 'project is missing in section [zfssa] (database orcl)'],
    [{ url: 'zfssa.example.com' }, 'url in section [zfssa] is not a URL'],
    [{ url: 'https://admin:Secr#et@zfssa.example.com' }, 'url in section [zfssa] must not hold user or password'],
    [{ url: 'https://admin:1#2@zfssa.example.com' }, 'url in section [zfssa] must not hold user or password'],
    [{ url: 'https://zfssa.example.com:215#x' }, 'must end after the port'],
    [{ url: 'http://zfssa.example.com:215' }, 'must begin with https://'],
    [{ url: 'https://zfssa.example.com:215/api/storage' }, 'must end after the port'],
    [{ tlsverify: 'maybe' }, 'tlsverify in section [zfssa] must be true or false, not maybe'],
    [{ cacert: 'missing.pem' }, 'missing.pem'],
    [{ cacert: '/' }, 'cacert in section [zfssa]: / cannot be read: it is a folder'],
    [{ cacert: '/dev/zero' }, 'cacert in section [zfssa]: /dev/zero cannot be read: it is a device'],
  ])('are checked before anything is sent: %o', async (settings, message) => {
    await using appliance = await startScripted(emptyList);

    await expect(appliance.open({ settings })).rejects.toMatchObject({
      name: 'ConfigurationError',
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  it('must not hold a password, and the refusal does not repeat it', async () => {
    await using appliance = await startScripted(emptyList);

    const error = await appliance.open({ settings: { url: 'https://icb:geheim@127.0.0.1' } }).catch((error: unknown) => error);

    expect(error).toMatchObject({ name: 'ConfigurationError', hint: expect.stringContaining('zfscredentials.cfg') });
    expect(String(error)).not.toContain('geheim');
  });

  it('name files relative to the folder of the configuration', async () => {
    await using appliance = await startScripted(emptyList);
    await using storage = await appliance.open({ settings: { cacert: basename(appliance.caFile) } });

    expect(await storage.listSnapshots()).toEqual([]);
  });

  it('must name a certificate in PEM form that is there when it is needed', async () => {
    await using appliance = await startScripted(emptyList);
    await using storage = await appliance.open();
    rmSync(appliance.caFile);
    writeFileSync(join(appliance.folder, 'der'), 'binary');

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'ConfigurationError' });
    await expect(appliance.open({ settings: { cacert: 'der' } })).rejects.toThrow('holds no certificate');
  });

  it('may name another host to mount from', async () => {
    await using fixture = await startZfssa();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: { mounthost: 'zfssa-data.example.com' } });
    await using plain = await fixture.open('orcl');

    const sources = [await storage.mountSource('orcl'), await plain.mountSource('orcl')];

    expect(sources).toEqual(['zfssa-data.example.com:/export/demo-backup/orcl', '127.0.0.1:/export/demo-backup/orcl']);
  });
});
