import { describe, expect, it } from 'vitest';
import { beginPings } from '#commands/autorestore/run-pings.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { configurationOf } from '../../core/config/sample-text.ts';
import { openPingService } from '../../workflows/notices/ping-service.ts';

/** Tests of three databases that share an address, a fourth with its own, and one that takes part only when it is named. */
async function pingsOf(tested: readonly string[], passed: readonly string[]): Promise<readonly string[]> {
  await using service = await openPingService();
  const databases = `[orcl]\n[hr]\n[sales]\n[own]\nautorestorepingurl: ${service.origin}/own\n[cold]\nautorestoreenabled: no\n`;
  const configuration = configurationOf(`[generic]\npingcacert: ${service.caFile}\n[autorestore]\npingurl: ${service.origin}/all\n${databases}`);
  {
    await using pings = await beginPings(configuration, tested, recordedLog());
    for (const database of passed) pings.passed(database);
  }
  return service.heard.toSorted();
}

describe('the dead-man’s switch of restore tests', () => {
  it('hears of success when all databases it stands for have passed', async () => {
    const all = ['orcl', 'hr', 'sales', 'own'];

    expect(await pingsOf(all, all)).toEqual(['GET /all', 'GET /all/start', 'GET /own', 'GET /own/start']);
  });

  it('hears of a failure when one has not', async () => {
    expect(await pingsOf(['orcl', 'hr', 'sales', 'own'], ['hr', 'sales', 'own'])).toEqual(['GET /all/fail', 'GET /all/start', 'GET /own', 'GET /own/start']);
  });

  it('hears nothing of a run that leaves out some of them', async () => {
    expect(await pingsOf(['orcl'], ['orcl'])).toEqual([]);
    expect(await pingsOf(['own'], ['own'])).toEqual(['GET /own', 'GET /own/start']);
  });
});
