import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type RunningArray, startArray } from '#lab/dorado/server.ts';
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
  /** Of [dorado]. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
}

interface StartOptions {
  readonly withoutVstore?: boolean;
  /** Happens whenever somebody waits. */
  readonly onSleep?: (array: RunningArray) => void;
}

/** The lab's array in a folder of its own, asked through the product's front door. */
export async function startDorado({ withoutVstore = false, onSleep }: StartOptions = {}): Promise<DoradoFixture> {
  const folder = temporaryFolder();
  const clock = fakeClock('2024-03-05T01:02:03Z', () => onSleep?.(array));
  const array = await startArray({ labDir: folder.path, clock, port: 0, withoutVstore });
  const log = recordedLog();
  const fileOf = (volume: string, file: string): string => join(array.filesystemFolder(volume), file);
  const requests = (): string[] => array.stats.requests.map(({ method, path }) => `${method} ${path.replace(/^\/deviceManager\/rest\/[^/]*\/|\?.*$/g, '')}`);
  return {
    array,
    clock,
    log,
    open: (database, { settings, ...options } = {}) => {
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
        get: (key, name) => (name === 'dorado' ? values[key] : undefined),
        configDir: dirname(caFile),
        credentials: () => ({ user, password }),
        zone: 'utc',
        database,
        log,
        clock,
        ...options,
      });
    },
    addVolume: (database) => mkdirSync(array.filesystemFolder(database)),
    write: (volume, file, text) => writeFileSync(fileOf(volume, file), text),
    read: (volume, file) => readFileSync(fileOf(volume, file), 'utf8'),
    advance: (durationMs) => clock.advance(durationMs),
    now: () => clock.now().toJSDate(),
    requests: () => requests().filter((request) => !request.endsWith(' sessions')),
    logins: () => requests().filter((request) => request === 'POST sessions').length,
    [Symbol.asyncDispose]: async () => {
      await array[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
