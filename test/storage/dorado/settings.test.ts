import { describe, expect, it } from 'vitest';
import { startDorado } from './fixture.ts';

describe('the settings of [dorado]', () => {
  it.each([
    [{ url: undefined }, /^url is missing in section \[dorado\] \(database orcl\)$/],
    [{ url: 'https://admin:hidden@array:8088' }, /^url in section \[dorado\] is not the https address of a controller, or several separated by commas$/],
    [{ url: 'https://array:8088, http://array2:8088' }, /^url in section \[dorado\] is not the https address/],
    [{ url: 'https://array:8088/api' }, /^url in section \[dorado\] must end after the port$/],
    [{ mounthost: undefined }, /^mounthost is missing in section \[dorado\] \(database orcl\)$/],
    [{ volumesize: 'large' }, /^volumesize in section \[dorado\] must be a size such as 500G or 2T, not large$/],
    [{ tlsverify: 'perhaps' }, /^tlsverify in section \[dorado\] must be true or false, not perhaps$/],
    [{ cacert: 'none.pem' }, /^cacert in section \[dorado\]: there is no file \S+none\.pem$/],
    [{ 'database.additionalvolumesuffixes': '_data2' }, /^additionalvolumesuffixes of orcl: several volumes for one database are not possible with storage dorado$/],
  ])('are refused before anything is asked: %j', async (settings, message) => {
    await using fixture = await startDorado();

    await expect(fixture.open('orcl', { settings })).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringMatching(message) });

    expect(fixture.array.stats.requests).toEqual([]);
  });

  it.each(['', '/', '/deviceManager/rest', '/deviceManager/rest/'])('take a url that ends with %j', async (end) => {
    await using fixture = await startDorado();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: { url: fixture.array.url + end } });

    expect(await storage.listSnapshots()).toEqual([]);
  });

  it('name no database that no filesystem can be called like', async () => {
    await using fixture = await startDorado();

    await expect(fixture.open('or:cl')).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('or:cl') });
  });
});
