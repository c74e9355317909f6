// Sessions with an array: opened once, opened again when they end, given back, and never tried to open with a refused password twice.
import { describe, expect, it } from 'vitest';
import { startDorado } from './fixture.ts';

const ID = 'orcl-20240305T010203';

async function startWithVolume(): ReturnType<typeof startDorado> {
  const fixture = await startDorado();
  fixture.addVolume('orcl');
  return fixture;
}

describe('a session', () => {
  it('serves all requests and is given back when the storage is closed', async () => {
    await using fixture = await startWithVolume();
    const storage = await fixture.open('orcl');
    await storage.createSnapshot();
    await storage.listSnapshots();

    const during = fixture.array.sessionCount();
    await storage.close?.();

    expect([fixture.logins(), during, fixture.array.sessionCount()]).toEqual([1, 1, 0]);
  });

  it('is not opened when nothing was asked', async () => {
    await using fixture = await startWithVolume();
    const storage = await fixture.open('orcl');

    await storage.close?.();

    expect(fixture.array.stats.requests).toEqual([]);
  });

  it('is opened anew when the storage is used after it was closed', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    await storage.listSnapshots();
    await storage.close?.();

    expect(await storage.listSnapshots()).toEqual([]);
    expect(fixture.logins()).toBe(2);
  });

  it.each([
    ['after twenty idle minutes', async ({ advance }: Awaited<ReturnType<typeof startDorado>>) => advance(21 * 60_000)],
    ['when the array was started anew', async ({ array }: Awaited<ReturnType<typeof startDorado>>) => array.closeSessions()],
    ['when the user counts as off line', async ({ array }: Awaited<ReturnType<typeof startDorado>>) => array.faults.add({ status: 200, fault: { code: 1077949069 }, times: 1 })],
  ])('is opened again %s, without a look', async (_, end) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    await storage.listSnapshots();
    await end(fixture);

    const id = await storage.createSnapshot();

    expect((await storage.listSnapshots()).map((snapshot) => snapshot.id)).toEqual([id]);
    expect(fixture.logins()).toBe(2);
  });

  it('that ends between the look and the change does the change once', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ method: 'POST', pathMatch: 'FSSNAPSHOT', status: 200, fault: { code: -401, message: 'unauthorized' }, times: 1 });

    const id = await storage.createSnapshot();

    expect([id, (await storage.listSnapshots()).length, fixture.logins()]).toEqual([ID, 1, 2]);
  });

  it('that is never accepted is no reason to log in for ever', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ method: 'GET', status: 200, fault: { code: -401, message: 'unauthorized' } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'StorageLoginError', message: expect.stringContaining('does not know the session it has just opened') });

    expect(fixture.logins()).toBe(2);
  });

  it('that cannot be given back spoils nothing', async () => {
    await using fixture = await startWithVolume();
    const storage = await fixture.open('orcl');
    await storage.listSnapshots();
    fixture.array.faults.add({ method: 'DELETE', pathMatch: '/sessions$', reset: true });

    await expect(storage.close?.()).resolves.toBeUndefined();

    expect(fixture.log.lines).toContainEqual(expect.objectContaining({ level: 'debug', message: expect.stringMatching(/^the session with 127\.0\.0\.1:\d+ was not given back: /) }));
  });
});

describe('a login', () => {
  it.each([
    ['a wrong password', 1077949061, 'check user and password in huaweidoradocredentials.cfg'],
    ['a locked account', 1077987871, 'unlock it there, or wait'],
    ['a locked address', 1077949071, 'unlock it there, or wait'],
    ['a reason that is not known', 1077949099, 'may log in to its REST service'],
  ])('that is refused for %s is never tried again', async (_, code, hint) => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ pathMatch: '/xx/sessions$', status: 200, fault: { code, message: 'refused' } });
    const refused = { name: 'StorageLoginError', hint: expect.stringContaining(hint) };

    await expect(storage.listSnapshots()).rejects.toMatchObject({ ...refused, message: expect.stringMatching(/^cannot list the snapshots of backup\/orcl: 127\.0\.0\.1:\d+ refused the login \(refused, code \d+\)$/) });
    await expect(storage.createSnapshot()).rejects.toMatchObject({ ...refused, message: expect.stringMatching(/^cannot create snapshot \S+ of backup\/orcl: the login was refused before, and another try could lock the user$/) });

    expect(fixture.array.stats.requests).toHaveLength(1);
  });

  it('is tried again while the array is busy', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    fixture.array.faults.add({ pathMatch: '/xx/sessions$', status: 200, times: 2 });

    expect(await storage.listSnapshots()).toEqual([]);
    expect(fixture.logins()).toBe(3);
  });

  it('tells neither password nor token, whatever the array repeats', async () => {
    await using fixture = await startWithVolume();
    await using storage = await fixture.open('orcl');
    const { password } = fixture.array;
    fixture.array.faults.add({ pathMatch: 'filesystem', status: 418, nonJson: `<html>you sent ${password}</html>` });

    await expect(storage.listSnapshots()).rejects.toThrow('answered 418 (<html>you sent ***</html>)');
  });
});
