import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type RunningArray, startArray } from '#lab/dorado/server.ts';
import type { RequestFault } from '#lab/storage/request-faults.ts';
import { plantSnapshots } from '#lab/storage/snapshots.ts';
import { changeStorage, labProject } from '#lab/storage/storage-state.ts';
import type { AdapterContext, Storage } from '#storage/adapter.ts';
import { openStorage } from '#storage/open-storage.ts';
import { fakeClock, type FakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import type { StorageFixture } from '../contract.ts';

export interface DoradoFixture extends StorageFixture {
  readonly array: RunningArray;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof recordedLog>;
  open(database: string, options?: OpenOptions): Promise<Storage>;
  /** `METHOD object/id` of every request so far, without logins and logouts. */
  requests(): string[];
  /** Logins so far. */
  logins(): number;
}

interface OpenOptions extends Partial<Pick<AdapterContext, 'credentials' | 'limits' | 'zone' | 'clock'>> {
  /** Of [dorado]; `database.KEY` of the database's own section. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
}

interface StartOptions extends Pick<Parameters<typeof startArray>[0], 'withoutVstore' | 'isSloppy'> {
  /** Happens whenever somebody waits. */
  readonly onSleep?: (array: RunningArray) => void;
}

const makingFilesystem = [deed('POST', 'filesystem'), deed('POST', 'NFSHARE'), deed('POST', 'NFS_SHARE_AUTH_CLIENT')];

/** The requests that do this to that kind of object. */
function deed(method: 'POST' | 'DELETE', object: string): RequestFault {
  return { method, pathMatch: `/${object}(?:/|$)` };
}

/** The lab's array in a folder of its own, asked through the product's front door. */
export async function startDorado({ withoutVstore = false, onSleep, ...style }: StartOptions = {}): Promise<DoradoFixture> {
  const folder = temporaryFolder();
  const clock = fakeClock('2024-03-05T01:02:03Z', () => onSleep?.(array));
  const array = await startArray({ labDir: folder.path, clock, port: 0, withoutVstore, ...style });
  const log = recordedLog();
  const fileOf = (volume: string, file: string): string => join(array.filesystemFolder(volume), file);
  const requests = (): string[] => array.stats.requests.map(({ method, path }) => `${method} ${path.replace(/^\/deviceManager\/rest\/[^/]*\/|\?.*$/g, '')}`);
  const open: DoradoFixture['open'] = async (database, { settings, ...options } = {}) => {
    const { url, vstore, user, password, caFile } = array;
    const values: Readonly<Record<string, string | undefined>> = {
      url,
      mounthost: '127.0.0.1',
      restorenfsclient: '192.0.2.10',
      cacert: caFile,
      ...(withoutVstore ? {} : { vstore }),
      ...settings,
    };
    return openStorage({
      choice: { builtIn: 'dorado' },
      get: (key, name) => (name === 'dorado' ? values[key] : name === undefined ? values[`database.${key}`] : undefined),
      configDir: dirname(caFile),
      credentials: () => ({ user, password }),
      zone: 'utc',
      database,
      log,
      clock,
      ...options,
    });
  };
  return {
    array,
    clock,
    log,
    open,
    addVolume: (database) => mkdirSync(array.filesystemFolder(database)),
    write: (volume, file, text) => writeFileSync(fileOf(volume, file), text),
    read: (volume, file) => readFileSync(fileOf(volume, file), 'utf8'),
    advance: (durationMs) => clock.advance(durationMs),
    now: () => clock.now().toJSDate(),
    plant: (volume, snapshots) => changeStorage({ labDir: folder.path, project: labProject, clock }, (state) => plantSnapshots(state, volume, snapshots)),
    legalNames: { volume: 'Orcl_19c', snapshot: 'Hourly_2024.02-03', clone: 'Test_clone.1-a' },
    naming: '-',
    hasLogin: true,
    openUntrusting: (database) => open(database, { settings: { cacert: undefined } }),
    requestCount: () => array.stats.requests.length,
    troubles: {
      add: (fault) => array.faults.add(fault),
      clear: () => array.faults.clear(),
      struck: () => array.faults.struck(),
      requests: {
        snapshot: [deed('POST', 'FSSNAPSHOT')],
        drop: [deed('DELETE', 'FSSNAPSHOT')],
        clone: makingFilesystem,
        'drop clone': [deed('DELETE', 'NFSHARE'), deed('DELETE', 'filesystem')],
        'create volume': makingFilesystem,
      },
      // HTTP says that all is well, the answer that the array is busy.
      kinds: { 'failing inside': { status: 200 } },
      // Each step after the first: refused, busy for ever, and as an array says of what is there already.
      halfClones: makingFilesystem.slice(1).flatMap((step) => [
        [{ ...step, status: 200, fault: { code: 31755596, message: 'failure' } }],
        [{ ...step, status: 200 }],
        [{ ...step, status: 200, fault: { code: 1077939724, message: 'exists' } }],
      ]),
    },
    requests: () => requests().filter((request) => !request.endsWith(' sessions')),
    logins: () => requests().filter((request) => request === 'POST sessions').length,
    [Symbol.asyncDispose]: async () => {
      await array[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
