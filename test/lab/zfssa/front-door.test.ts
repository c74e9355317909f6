import { describe, expect, it } from 'vitest';
import { openLabClock } from '#lab/lab-clock.ts';
import { createAppliance } from '#lab/zfssa/create-appliance.ts';
import { openAppliance, temporaryLab } from './appliance-client.ts';

const list = '/api/storage/v1/pools/pool1/projects/demo-backup/filesystems';

describe('authentication at the simulated appliance', () => {
  it('takes Basic, the user headers or a token, and refuses everything else with 401', async () => {
    await using lab = await openAppliance();
    const { client, appliance } = lab;
    const { user, password } = appliance;
    const basic = (secret: string): string => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
    const login = await client.send('POST', '/api/access/v1', { 'x-auth-user': user, 'x-auth-key': password });
    const token = String(login.headers['x-auth-session']);

    const answers = [
      await client.send('GET', list, { authorization: basic(password) }),
      await client.send('GET', list, { 'x-auth-user': user, 'x-auth-key': password }),
      await client.send('GET', list, { 'x-auth-session': token }),
      await client.send('GET', list, { authorization: basic('wrong') }),
      await client.send('GET', list, { 'x-auth-session': 'wrong' }),
      await client.send('GET', list, {}),
    ];

    expect(login.status).toBe(201);
    expect(login.body.access.services).toContainEqual({ name: 'storage' });
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 401, 401, 401]);
    expect(answers[3]?.body.fault).toMatchObject({ code: 401, name: 'ERR_UNAUTHORIZED' });
  });

  it('lets a token live for fifteen minutes, or until it is closed', async () => {
    await using lab = await openAppliance();
    const { client, appliance, labDir } = lab;
    const key = { 'x-auth-user': appliance.user, 'x-auth-key': appliance.password };
    const first = { 'x-auth-session': String((await client.send('POST', '/api/access/v2', key)).headers['x-auth-session']) };
    const second = { 'x-auth-session': String((await client.send('POST', '/api/access/v2', key)).headers['x-auth-session']) };

    const closed = await client.send('DELETE', '/api/access/v2', first);
    const afterClose = await client.send('GET', list, first);
    openLabClock(labDir).advance(14 * 60_000);
    const before = await client.send('GET', list, second);
    openLabClock(labDir).advance(2 * 60_000);
    const after = await client.send('GET', list, second);

    expect([closed.status, afterClose.status, before.status, after.status]).toEqual([204, 401, 200, 401]);
  });
});

describe('the simulated appliance', () => {
  it('knows no other pool, project or service', async () => {
    await using lab = await openAppliance();
    const { client, appliance } = lab;
    const key = { 'x-auth-user': appliance.user, 'x-auth-key': appliance.password };

    const answers = [
      await client.send('GET', '/api/storage/v1/pools/pool1/projects/other/filesystems', key),
      await client.send('GET', '/api/storage/v1/pools/other', key),
      await client.send('GET', '/api/analytics/v1', key),
      await client.send('PATCH', list, key),
      await client.send('POST', list, key, 'no json'),
      await client.send('POST', list, { ...key, 'content-type': 'text/plain' }, '{"name":"orcl"}'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 501, 400, 415]);
  });

  it('tells its pool, project and version', async () => {
    await using lab = await openAppliance();
    const key = { 'x-auth-user': lab.appliance.user, 'x-auth-key': lab.appliance.password };

    const pool = await lab.client.send('GET', '/api/storage/v1/pools/pool1', key);
    const version = await lab.client.send('GET', '/api/system/v1/version', key);

    expect(pool.body.pool.usage.available).toBeGreaterThan(0);
    expect((await lab.client.call('GET', '')).body.project.space_available).toBeGreaterThan(0);
    expect(pool.body.pool.owner).toBe(version.body.version.nodename);
  });

  it('narrows lists by match, filter, start and limit', async () => {
    await using lab = await openAppliance();
    for (const name of ['a1', 'a2', 'other']) await lab.client.call('POST', '/filesystems', { name });
    const names = async (query: string): Promise<string[]> => {
      const { body } = await lab.client.call('GET', `/filesystems?${query}`);
      return body.filesystems.map(({ name }) => name);
    };

    const lists = [await names('match_name=a2'), await names('filter=other'), await names('start=1&limit=1')];

    expect(lists).toEqual([['a2'], ['other'], ['a2']]);
  });

  it('is created once: user, password and certificates stay', async () => {
    await using lab = await temporaryLab();

    const first = await createAppliance(lab.directory, { port: 4711 });
    const second = await createAppliance(lab.directory, { port: 4712 });

    expect(second).toEqual(first);
    expect(first).toMatchObject({ pool: 'pool1', project: 'demo-backup', port: 4711 });
    expect(first.password.length).toBeGreaterThan(15);
  });
});
