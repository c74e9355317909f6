// Several controllers of one array: the next is asked when one cannot be reached.
import { describe, expect, it } from 'vitest';
import { freePort } from '#lab/free-port.ts';
import { startDorado } from './fixture.ts';

async function startWithTwo() {
  const fixture = await startDorado();
  fixture.addVolume('orcl');
  const first = await fixture.array.startController();
  const dead = `https://127.0.0.1:${await freePort()}`;
  return { ...fixture, first, dead, second: fixture.array.url };
}

describe('of two controllers', () => {
  it('the second is asked when there is nothing at the address of the first', async () => {
    await using fixture = await startWithTwo();
    const storage = await fixture.open('orcl', { settings: { url: `${fixture.dead}, ${fixture.second}` } });

    const id = await storage.createSnapshot();

    expect((await storage.listSnapshots()).map((snapshot) => snapshot.id)).toEqual([id]);
    await storage.close?.();
    expect(fixture.array.sessionCount()).toBe(0);
  });

  it('the second is asked when the first goes down in the middle', async () => {
    await using fixture = await startWithTwo();
    await using storage = await fixture.open('orcl', { settings: { url: `${fixture.first.url} ${fixture.second}` } });
    const id = await storage.createSnapshot();
    await fixture.first[Symbol.asyncDispose]();

    await storage.cloneSnapshot(id, 'some_clone');

    expect((await storage.listClones()).map(({ name }) => name)).toEqual(['some_clone']);
  });

  it('the second is asked after the first has fallen silent', async () => {
    await using fixture = await startWithTwo();
    await using first = fixture.first;
    await using storage = await fixture.open('orcl', { settings: { url: `${first.url},${fixture.second}` }, limits: { requestTimeoutMs: 250 } });
    await storage.listSnapshots();
    fixture.array.faults.add({ hang: true, times: 1 });

    expect(await storage.listSnapshots()).toEqual([]);
    expect(fixture.array.stats.requests.length).toBeGreaterThan(1);
  });

  it('both are named when neither can be reached', async () => {
    await using fixture = await startWithTwo();
    const other = `https://127.0.0.1:${await freePort()}`;
    await using storage = await fixture.open('orcl', { settings: { url: `${fixture.dead},${other}` } });
    const hosts = [fixture.dead, other].map((url) => new URL(url).host);

    await expect(storage.listSnapshots()).rejects.toMatchObject({
      name: 'StorageUnreachableError',
      message: `cannot list the snapshots of backup/orcl: ${hosts.join(' and ')}: the connection was refused`,
      hint: expect.stringContaining('url in [dorado]'),
    });
  });

  it('the second is not asked with a password that the first has refused', async () => {
    await using fixture = await startWithTwo();
    await using first = fixture.first;
    await using storage = await fixture.open('orcl', { settings: { url: `${first.url},${fixture.second}` }, credentials: () => ({ user: 'icb', password: 'wrong' }) });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'StorageLoginError' });

    expect([first.stats.requests.length, fixture.array.stats.requests.length]).toEqual([1, 0]);
  });
});
