import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plantSnapshots } from '#lab/storage/snapshots.ts';
import { changeStorage } from '#lab/storage/storage-state.ts';
import { type RunningAppliance, startAppliance } from '#lab/zfssa/server.ts';
import type { AdapterContext, Storage } from '#storage/adapter.ts';
import { openStorage } from '#storage/open-storage.ts';
import { fakeClock, type FakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import type { StorageFixture } from '../contract.ts';

type RunningOptions = Parameters<typeof startAppliance>[0];

export interface ZfssaFixture extends StorageFixture {
  readonly appliance: RunningAppliance;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof recordedLog>;
  open(database: string, options?: OpenOptions): Promise<Storage>;
  /** `METHOD last/parts/of/the/path` of every request so far; the look at the version is left out. */
  requests(): string[];
}

export interface OpenOptions extends Partial<Pick<AdapterContext, 'credentials' | 'limits' | 'zone' | 'clock'>> {
  readonly settings?: Readonly<Record<string, string | undefined>>;
}

/** The lab's appliance in a folder of its own, asked through the product's front door. */
export async function startZfssa(options: Pick<RunningOptions, 'dialect'> = {}): Promise<ZfssaFixture> {
  const folder = temporaryFolder();
  const clock = fakeClock('2024-03-05T01:02:03Z');
  const appliance = await startAppliance({ labDir: folder.path, clock, port: 0, ...options });
  const log = recordedLog();
  const fileOf = (volume: string, file: string): string => join(appliance.shareFolder(volume), file);
  return {
    appliance,
    clock,
    log,
    open: (database, options = {}) => openZfssa(appliance, { database, configDir: folder.path, clock, log, ...options }),
    addVolume: (database) => mkdirSync(appliance.shareFolder(database)),
    write: (volume, file, text) => writeFileSync(fileOf(volume, file), text),
    read: (volume, file) => readFileSync(fileOf(volume, file), 'utf8'),
    advance: (durationMs) => clock.advance(durationMs),
    now: () => clock.now().toJSDate(),
    plant: (volume, snapshots) => changeStorage({ labDir: folder.path, project: appliance.project, clock }, (state) => plantSnapshots(state, volume, snapshots)),
    legalNames: { volume: 'Orcl_19c', snapshot: 'Hourly_2024.02-03:04', clone: 'Test_clone.1:a-b' },
    naming: '-',
    hasLogin: true,
    openUntrusting: (database) => openZfssa(appliance, { database, clock, log, settings: { cacert: undefined } }),
    requestCount: () => appliance.stats.requests.length,
    troubles: {
      add: (fault) => appliance.faults.add(fault),
      clear: () => appliance.faults.clear(),
      struck: () => appliance.faults.struck(),
      requests: { snapshot: [{ method: 'POST' }], drop: [{ method: 'DELETE' }], clone: [{ method: 'PUT' }], 'drop clone': [{ method: 'DELETE' }] },
      // Its mount point cannot be found out: it is not there in the look before, and no answer comes to the one after.
      halfClones: [[
        { method: 'GET', pathMatch: 'filesystems/half_clone$', status: 404, times: 1 },
        { method: 'GET', pathMatch: 'filesystems/half_clone$', status: 500, times: 4 },
      ]],
    },
    requests: () =>
      appliance.stats.requests.filter(({ path }) => path !== '/api/storage/v2/pools').map(({ method, path }) => `${method} ${path.replace(/^.*\/projects\/[^/]+\//, '')}`),
    [Symbol.asyncDispose]: async () => {
      await appliance[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** What of an appliance a configuration has to know. */
export type ApplianceAddress = Pick<RunningAppliance, 'url' | 'user' | 'password' | 'caFile' | 'pool' | 'project'>;

export async function openZfssa(
  appliance: ApplianceAddress,
  { settings, ...context }: OpenOptions & Pick<AdapterContext, 'database' | 'log' | 'clock'> & { readonly configDir?: string },
): Promise<Storage> {
  const { url, pool, project, user, password } = appliance;
  const section: Readonly<Record<string, string | undefined>> = { url, pool, project, cacert: appliance.caFile, ...settings };
  return openStorage({
    choice: { builtIn: 'zfssa' },
    get: (key, name) => (name === 'zfssa' ? section[key] : undefined),
    configDir: dirname(appliance.caFile),
    credentials: () => ({ user, password }),
    zone: 'utc',
    ...context,
  });
}
