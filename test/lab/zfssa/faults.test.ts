import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { openAppliance } from './appliance-client.ts';

describe('faults of the simulated appliance', () => {
  it('answer with a status and the words of the appliance, so often and not more', async () => {
    await using lab = await openAppliance();
    lab.appliance.faults.add({ method: 'GET', pathMatch: 'filesystems$', status: 503, fault: { name: 'ERR_BUSY', message: 'busy' }, times: 1 });

    const posted = await lab.client.call('POST', '/filesystems', { name: 'orcl' });
    const first = await lab.client.call('GET', '/filesystems');
    const second = await lab.client.call('GET', '/filesystems');

    expect([posted.status, first.status, second.status]).toEqual([201, 503, 200]);
    expect(first.body).toEqual({ fault: { code: 503, name: 'ERR_BUSY', message: 'busy' } });
  });

  it('come from the faults file of the lab as well', async () => {
    await using lab = await openAppliance();
    setFault(lab.labDir, { name: 'zfssa', status: 500, times: 1 });

    const first = await lab.client.call('GET', '/filesystems');
    const second = await lab.client.call('GET', '/filesystems');

    expect([first.status, second.status]).toEqual([500, 200]);
  });

  it('can come after the deed', async () => {
    await using lab = await openAppliance();
    lab.appliance.faults.add({ method: 'POST', reset: true, afterEffect: true, times: 1 });

    const broken = lab.client.call('POST', '/filesystems', { name: 'orcl' });

    await expect(broken).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await lab.client.call('GET', '/filesystems/orcl')).status).toBe(200);
  });

  it('or instead of it', async () => {
    await using lab = await openAppliance();
    lab.appliance.faults.add({ method: 'POST', reset: true, times: 1 });

    const broken = lab.client.call('POST', '/filesystems', { name: 'orcl' });

    await expect(broken).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await lab.client.call('GET', '/filesystems/orcl')).status).toBe(404);
  });

  it('spoil an answer: cut off, late, or not JSON', async () => {
    await using lab = await openAppliance();
    const { faults } = lab.appliance;
    faults.add({ truncate: true, times: 1 });
    faults.add({ nonJson: true, delayMs: 5, times: 1 });

    const cut = lab.client.call('GET', '/filesystems');
    await expect(cut).rejects.toMatchObject({ code: 'ECONNRESET' });
    const page = await lab.client.call('GET', '/filesystems');

    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html']);
    expect(page.text).toContain('<html>');
  });

  it('never answer, and do not keep the appliance from going down', async () => {
    const lab = await openAppliance();
    lab.appliance.faults.add({ hang: true });

    const hanging = lab.client.call('GET', '/filesystems');
    const outcome = hanging.then(
      () => 'answered',
      () => 'cut off',
    );
    while (lab.appliance.stats.requests.length === 0) await new Promise(setImmediate);
    await lab[Symbol.asyncDispose]();

    expect(await outcome).toBe('cut off');
  });

  it('are cleared, and connections counted', async () => {
    await using lab = await openAppliance();
    lab.appliance.faults.add({ status: 500 });
    await lab.client.call('GET', '/filesystems');

    lab.appliance.faults.clear();
    const answer = await lab.client.call('GET', '/filesystems');

    expect(answer.status).toBe(200);
    expect(lab.appliance.stats.connections).toBe(1);
    expect(lab.appliance.stats.requests).toHaveLength(2);
  });
});
