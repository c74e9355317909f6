// api: auto finds out which interface a filer has.
import { describe, expect, it } from 'vitest';
import { type OntapFixture, startOntap } from './fixture.ts';

const noPage = { status: 404, nonJson: '<html>Not found</html>' };

describe('api: auto', () => {
  it.each([undefined, 'auto'])('takes REST where there is REST, and says so once (api: %s)', async (api) => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: { api } });

    await storage.createSnapshot();
    await storage.listSnapshots();

    expect(fixture.requests().filter((request) => request.includes('servlets'))).toEqual([]);
    expect(said(fixture)).toEqual([expect.stringMatching(/^info 127\.0\.0\.1:\d+ has the REST API: icb uses it \(api: auto\)$/)]);
  });

  it('takes ZAPI where there is no REST API, asks once for that, and says so once', async () => {
    await using fixture = await startOntap({ style: { apis: 'zapi' } });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');

    const id = await storage.createSnapshot();

    expect((await storage.listSnapshots()).map((snapshot) => snapshot.id)).toEqual([id]);
    expect(fixture.requests().filter((request) => !request.includes('servlets'))).toHaveLength(1);
    expect(said(fixture)).toEqual([expect.stringMatching(/^info 127\.0\.0\.1:\d+ has no REST API, but ZAPI 1\.160: icb uses that \(api: auto\)$/)]);
  });

  it('takes ZAPI also where that does not tell its version', async () => {
    await using fixture = await startOntap({ style: { apis: 'zapi' } });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ pathMatch: '#system-get-ontapi-version$', status: 200, fault: { code: 13_003, message: 'Insufficient privileges' } });

    expect(await storage.listSnapshots()).toEqual([]);
    expect(said(fixture)).toEqual([expect.stringMatching(/has no REST API, but ZAPI: icb uses that/)]);
  });

  it.each([
    ['with status 401', { status: 401, nonJson: '<html>Unauthorized</html>' }],
    ['in its own way', { status: 200, fault: { code: 13_002, message: 'login failed' } }],
  ])('says that the login is refused when ZAPI does that %s', async (_, fault) => {
    await using fixture = await startOntap({ style: { apis: 'zapi' } });
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ ...fault, pathMatch: '^/servlets' });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'StorageLoginError' });
    expect(fixture.requests().filter((request) => request.includes('servlets'))).toHaveLength(1);
  });

  it.each([
    ['fails inside', { status: 503 }, 'StorageFaultError'],
    ['breaks off', { reset: true }, 'StorageUnreachableError'],
    ['answers with a page of a proxy', { nonJson: true }, 'StorageFaultError'],
    ['refuses the login', { status: 401, nonJson: '<html>Unauthorized</html>' }, 'StorageLoginError'],
    ['knows the path no more', { status: 404, fault: { code: 3, message: 'API not found' } }, 'NoSuchApiError'],
  ])('does not turn to ZAPI because REST %s', async (_, fault, name) => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ ...fault, pathMatch: '^/api' });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name });

    expect(fixture.requests().filter((request) => request.includes('servlets'))).toEqual([]);
    expect(said(fixture)).toEqual([]);
  });

  it.each([
    ['is not there either', noPage],
    ['is a page of a proxy', { nonJson: true }],
    ['fails inside', { status: 503 }],
  ])('decides on nothing when ZAPI %s', async (_, fault) => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    fixture.filer.faults.add({ ...noPage, pathMatch: '^/api' });
    fixture.filer.faults.add({ ...fault, pathMatch: '^/servlets' });

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name: 'StorageError',
      message: expect.stringMatching(/^cannot list the snapshots of svm_backup\/orcl: 127\.0\.0\.1:\d+ has no REST API, and does not answer to ZAPI$/),
      hint: expect.stringContaining('management address'),
    });
    fixture.filer.faults.clear();

    expect(await storage.listSnapshots()).toEqual([]);
    expect(said(fixture)).toEqual([expect.stringContaining('has the REST API')]);
  });

  it('keeps to what it has decided on', async () => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl');
    await storage.listSnapshots();
    fixture.filer.faults.add({ ...noPage, pathMatch: '^/api' });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ hint: expect.stringContaining('ONTAP 9.6') });
  });
});

function said({ log }: OntapFixture): string[] {
  return log.lines.map(({ level, message }) => `${level} ${message}`);
}
