// The dead-man's switch of restore tests. One address may stand for many databases: it hears of a success only when every one of
// them was tested in this run and has passed, so that a test of one by hand covers no failure of another.
import type { Configuration } from '#core/config/configuration.ts';
import type { PingSettings } from '#core/config/notice-settings.ts';
import { ConfigurationError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import type { PingEvent } from '#workflows/notices/ping.ts';
import { isEnabled } from './selection.ts';

export interface RunPings extends AsyncDisposable {
  /** Disposal tells the failure of what has not passed by then. */
  readonly passed: (database: string) => void;
}

/** Tells of the begin of the tests, and at the end of what came of them. Never fails. */
export async function beginPings(configuration: Configuration, tested: readonly string[], log: Log): Promise<RunPings> {
  const addresses = addressesOf(configuration, tested).filter(({ databases }) => databases.every((name) => tested.includes(name)));
  const passed = new Set<string>();
  const tell = async (ping: PingSettings, event: PingEvent): Promise<void> => {
    const { sendPing } = await import('#workflows/notices/ping.ts');
    await sendPing(ping, event, log);
  };
  await Promise.all(addresses.map(async ({ ping }) => tell(ping, 'start')));
  return {
    passed: (database) => void passed.add(database),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(addresses.map(async ({ ping, databases }) => tell(ping, databases.every((name) => passed.has(name)) ? 'success' : 'fail')));
    },
  };
}

interface Address {
  readonly ping: PingSettings;
  /** That it stands for. */
  readonly databases: readonly string[];
}

/** What takes part in the tests of every night, and what is tested now. */
function addressesOf(configuration: Configuration, tested: readonly string[]): readonly Address[] {
  const concerned = configuration.databases.filter((name) => tested.includes(name) || isEnabled(configuration, name));
  const found = concerned.flatMap((database) => {
    const ping = pingOf(configuration, database);
    return ping === undefined ? [] : [{ ping, database }];
  });
  const byUrl = Map.groupBy(found, ({ ping }) => ping.url);
  return [...byUrl.values()].flatMap((group) => (group[0] === undefined ? [] : [{ ping: group[0].ping, databases: group.map(({ database }) => database) }]));
}

/** Its own test tells what is wrong with its section. */
function pingOf(configuration: Configuration, database: string): PingSettings | undefined {
  try {
    return configuration.notices(database, 'autorestore').ping;
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}
