import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plantSnapshots } from '#lab/storage/snapshots.ts';
import { changeStorage, labProject } from '#lab/storage/storage-state.ts';
import { type RunningFiler, startFiler } from '#lab/ontap/server.ts';
import type { AdapterContext, Storage } from '#storage/adapter.ts';
import { openStorage } from '#storage/open-storage.ts';
import { fakeClock, type FakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import type { StorageFixture } from '../contract.ts';
import type { Troubles } from '#lab/contract/system-under-test.ts';
import { filerAdmin, type FilerAdmin } from './filer-admin.ts';

type RunningOptions = Parameters<typeof startFiler>[0];

export interface OntapFixture extends StorageFixture {
  readonly filer: RunningFiler;
  readonly admin: FilerAdmin;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof recordedLog>;
  open(database: string, options?: OpenOptions): Promise<Storage>;
  /** `METHOD path` of every request so far, below /api, without its query; a look at a job is left out. */
  requests(): string[];
}

export interface OpenOptions extends Partial<Pick<AdapterContext, 'credentials' | 'limits' | 'zone' | 'clock'>> {
  /** Of [ontap]; `database.KEY` of the database's own section. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
}

const restTroubles = {
  requests: {
    snapshot: [{ method: 'POST' }],
    drop: [{ method: 'DELETE' }],
    clone: [{ method: 'POST' }, { method: 'PATCH' }],
    'drop clone': [{ method: 'PATCH' }, { method: 'DELETE' }],
  },
  // It cannot be dressed: refused, and a filer that goes on failing.
  halfClones: [[{ method: 'PATCH', status: 403, times: 1 }], [{ method: 'PATCH', status: 500, times: 4 }]],
} satisfies Partial<Troubles>;

const zapiTroubles = {
  requests: {
    snapshot: [call('snapshot-create'), call('cg-commit')],
    drop: [call('snapshot-delete')],
    clone: [call('volume-create'), call('volume-clone-create'), call('volume-modify-iter')],
    'drop clone': [call('volume-unmount'), call('volume-offline'), call('volume-destroy')],
    'create volume': [call('volume-create')],
  },
  halfClones: [
    [{ ...call('volume-modify-iter'), status: 200, fault: { code: 13_003, message: 'Insufficient privileges' }, times: 1 }],
    [{ ...call('volume-modify-iter'), status: 500, times: 4 }],
  ],
} satisfies Partial<Troubles>;

function call(api: string): { readonly pathMatch: string } {
  return { pathMatch: `#${api}$` };
}

interface StartOptions extends Pick<RunningOptions, 'style'> {
  readonly api?: 'rest' | 'zapi' | 'auto';
  /** Of further volumes, which each database has. */
  readonly suffixes?: readonly string[];
}

/** The lab's filer in a folder of its own, asked through the product's front door. */
export async function startOntap({ api, suffixes = [], ...options }: StartOptions = {}): Promise<OntapFixture> {
  const folder = temporaryFolder();
  const clock = fakeClock('2024-03-05T01:02:03Z');
  const filer = await startFiler({ labDir: folder.path, clock, port: 0, ...options });
  const log = recordedLog();
  // With several volumes a clone is mounted in a small volume of its name.
  const fileOf = (volume: string, file: string): string => {
    const folder = filer.volumeFolder(`${volume}0`);
    return join(existsSync(folder) ? folder : filer.volumeFolder(volume), file);
  };
  const several = { 'database.additionalvolumesuffixes': suffixes.join(',') };
  const volumesOf = (database: string): string[] => ['', ...suffixes].map((suffix) => database + suffix);
  return {
    filer,
    admin: filerAdmin(folder.path, clock),
    clock,
    log,
    open: (database, { settings, ...options } = {}) => openOntap(filer, { database, clock, log, settings: { api, ...several, ...settings }, ...options }),
    addVolume: (database) => {
      for (const volume of volumesOf(database)) mkdirSync(filer.volumeFolder(volume));
    },
    write: (volume, file, text) => writeFileSync(fileOf(volume, file), text),
    read: (volume, file) => readFileSync(fileOf(volume, file), 'utf8'),
    advance: (durationMs) => clock.advance(durationMs),
    now: () => clock.now().toJSDate(),
    plant: (volume, snapshots) => changeStorage({ labDir: folder.path, project: labProject, clock }, (state) => {
      const [main = '', ...further] = volumesOf(volume);
      plantSnapshots(state, main, snapshots);
      for (const one of further) plantSnapshots(state, one, snapshots.map(({ name, createdAt }) => ({ name, createdAt })));
    }),
    // Of one volume; fewer where each takes a page of its own.
    mostSnapshots: options.style?.pageRecords === undefined ? 1023 : 60,
    legalNames: { volume: 'Orcl_19c', snapshot: 'Hourly_2024.02-03:04', clone: 'Test_clone_1' },
    naming: '_',
    roundsSizes: api !== undefined,
    hasLogin: true,
    openUntrusting: (database) => openOntap(filer, { database, clock, log, settings: { api, ...several, cacert: undefined } }),
    // Where there is no REST API, asking for it is no attempt.
    requestCount: () => filer.stats.requests.filter(({ path }) => options.style?.apis !== 'zapi' || !path.startsWith('/api/')).length,
    troubles: {
      add: (fault) => filer.faults.add(fault),
      clear: () => filer.faults.clear(),
      struck: () => filer.faults.struck(),
      ...(api === undefined || api === 'rest' ? restTroubles : zapiTroubles),
    },
    requests: () =>
      filer.stats.requests.map(({ method, path }) => `${method} ${path.replace(/^\/api\/|\?.*$/g, '')}`).filter((request) => !request.includes('cluster/jobs')),
    [Symbol.asyncDispose]: async () => {
      await filer[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** What of a filer a configuration has to know. */
export type FilerAddress = Pick<RunningFiler, 'url' | 'user' | 'password' | 'caFile' | 'svm'>;

export async function openOntap({ url, user, password, caFile, svm }: FilerAddress, { settings, ...context }: OpenOptions & Pick<AdapterContext, 'database' | 'log' | 'clock'>): Promise<Storage> {
  const filer = new URL(url).host;
  const values: Readonly<Record<string, string | undefined>> = { filer, mounthost: filer, svm, cacert: caFile, ...settings };
  return openStorage({
    choice: { builtIn: 'ontap' },
    get: (key, name) => (name === 'ontap' ? values[key] : name === undefined ? values[`database.${key}`] : undefined),
    configDir: dirname(caFile),
    credentials: () => ({ user, password }),
    zone: 'utc',
    ...context,
  });
}
