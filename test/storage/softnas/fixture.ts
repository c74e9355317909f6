import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plantSnapshots } from '#lab/storage/snapshots.ts';
import { changeStorage, labProject } from '#lab/storage/storage-state.ts';
import { type RunningSoftnas, startSoftnas as startSimulation } from '#lab/softnas/server.ts';
import type { AdapterContext, Storage } from '#storage/adapter.ts';
import { openStorage } from '#storage/open-storage.ts';
import { fakeClock, type FakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import type { StorageFixture } from '../contract.ts';

type RunningOptions = Parameters<typeof startSimulation>[0];

export interface SoftnasFixture extends StorageFixture {
  readonly softnas: RunningSoftnas;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof recordedLog>;
  open(database: string, options?: OpenOptions): Promise<Storage>;
  /** What was asked so far: `login`, `logout`, or the opcode, with its command. */
  calls(): string[];
}

export interface OpenOptions extends Partial<Pick<AdapterContext, 'credentials' | 'limits' | 'clock' | 'area'>> {
  readonly settings?: Readonly<Record<string, string | undefined>>;
}

/** The lab's SoftNAS in a folder of its own, asked through the product's front door. */
export async function startSoftnas(options: Pick<RunningOptions, 'style'> = {}): Promise<SoftnasFixture> {
  const folder = temporaryFolder();
  const clock = fakeClock('2024-03-05T01:02:03Z');
  const softnas = await startSimulation({ labDir: folder.path, clock, port: 0, ...options });
  const log = recordedLog();
  const fileOf = (volume: string, file: string): string => join(softnas.volumeFolder(volume), file);
  return {
    softnas,
    clock,
    log,
    open: (database, options = {}) => openSoftnas(softnas, { database, clock, log, area: () => softnas.volumeFolder(database), ...options }),
    addVolume: (database) => mkdirSync(softnas.volumeFolder(database)),
    write: (volume, file, text) => writeFileSync(fileOf(volume, file), text),
    read: (volume, file) => readFileSync(fileOf(volume, file), 'utf8'),
    advance: (durationMs) => clock.advance(durationMs),
    now: () => clock.now().toJSDate(),
    plant: (volume, snapshots) => changeStorage({ labDir: folder.path, project: labProject, clock }, (state) => plantSnapshots(state, volume, snapshots)),
    roundsSizes: true,
    legalNames: { volume: 'Orcl_19c', snapshot: 'Hourly_2024.02-03:04', clone: 'none' },
    hasLogin: true,
    openUntrusting: (database) => openSoftnas(softnas, { database, clock, log, settings: { cacert: undefined } }),
    // Each attempt begins with one.
    requestCount: () => softnas.stats.requests.filter(({ path }) => path.endsWith('/login.php')).length,
    troubles: {
      add: (fault) => softnas.faults.add(fault),
      clear: () => softnas.faults.clear(),
      struck: () => softnas.faults.struck(),
      requests: { snapshot: [{ pathMatch: 'command=create' }], drop: [{ pathMatch: 'command=delete' }] },
      // A page with a status of success is what it shows to who is not logged in.
      kinds: { 'an answer of a proxy': { status: 502, nonJson: true } },
    },
    calls: () => softnas.stats.requests.map(({ path }) => callIn(path)),
    [Symbol.asyncDispose]: async () => {
      await softnas[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

function callIn(path: string): string {
  const operands = new URLSearchParams(path.split('?', 2)[1] ?? '');
  const [, page = ''] = /^\/softnas\/(\w+)\.php/.exec(path) ?? [];
  return [operands.get('opcode') ?? page, operands.get('command') ?? []].flat().join(' ');
}

/** What of an appliance a configuration has to know. */
type SoftnasAddress = Pick<RunningSoftnas, 'url' | 'user' | 'password' | 'caFile' | 'pool'>;

async function openSoftnas({ url, user, password, caFile, pool }: SoftnasAddress, { settings, ...context }: OpenOptions & Pick<AdapterContext, 'database' | 'log' | 'clock'>): Promise<Storage> {
  const values: Readonly<Record<string, string | undefined>> = { serveraddress: new URL(url).host, pool, cacert: caFile, ...settings };
  return openStorage({
    choice: { builtIn: 'softnas' },
    get: (key, name) => (name === 'softnas' ? values[key] : undefined),
    configDir: dirname(caFile),
    credentials: () => ({ user, password }),
    ...context,
  });
}
