import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createZfsProgram } from '#lab/openzfs/program.ts';
import type { ZfsRelease } from '#lab/openzfs/run-zfs.ts';
import { plantSnapshots } from '#lab/storage/snapshots.ts';
import { changeStorage, labProject } from '#lab/storage/storage-state.ts';
import { type RunningZfs, startZfs } from '#lab/openzfs/server.ts';
import type { AdapterContext, Storage } from '#storage/adapter.ts';
import { openStorage } from '#storage/open-storage.ts';
import { fakeClock, type FakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import type { StorageFixture } from '../contract.ts';

export interface OpenzfsFixture extends StorageFixture {
  readonly zfs: RunningZfs;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof recordedLog>;
  /** Path of the program. */
  readonly program: string;
  open(database: string, options?: OpenOptions): Promise<Storage>;
}

export interface OpenOptions extends Partial<Pick<AdapterContext, 'limits' | 'zone' | 'clock'>> {
  readonly settings?: Readonly<Record<string, string | undefined>>;
}

/** The lab's ZFS in a folder of its own, asked through the product's front door by a real program. */
export async function startOpenzfs({ release = '2.3.1' }: { readonly release?: ZfsRelease } = {}): Promise<OpenzfsFixture> {
  const folder = temporaryFolder();
  const volumes = join(folder.path, 'nfs/demo-backup');
  mkdirSync(volumes, { recursive: true });
  const clock = fakeClock('2024-03-05T01:02:03Z');
  const zfs = await startZfs({ labDir: folder.path, clock, port: 0, release });
  const program = join(folder.path, 'bin/zfs');
  createZfsProgram(program, zfs.port);
  const log = recordedLog();
  return {
    zfs,
    clock,
    log,
    program,
    open: (database, { settings, ...options } = {}) =>
      openOpenzfs({ dataset: 'tank/demo-backup', zfscommand: program, ...settings }, { database, clock, log, ...options }),
    addVolume: (database) => mkdirSync(join(volumes, database)),
    write: (volume, file, text) => writeFileSync(join(volumes, volume, file), text),
    read: (volume, file) => readFileSync(join(volumes, volume, file), 'utf8'),
    advance: (durationMs) => clock.advance(durationMs),
    now: () => clock.now().toJSDate(),
    plant: (volume, snapshots) => changeStorage({ labDir: folder.path, project: labProject, clock }, (state) => plantSnapshots(state, volume, snapshots)),
    legalNames: { volume: 'Orcl_19c', snapshot: 'Hourly_2024.02-03:04', clone: 'Test_clone.1:a-b' },
    naming: '-',
    requestCount: () => zfs.calls.length,
    troubles: {
      add: (fault) => zfs.faults.add(fault),
      clear: () => zfs.faults.clear(),
      struck: () => zfs.faults.struck(),
      requests: { snapshot: [{ method: 'snapshot' }], drop: [{ method: 'destroy' }], clone: [{ method: 'clone' }], 'drop clone': [{ method: 'destroy' }] },
      // A program on this host fails with a message of its own, and there is nothing in between that cuts its answer.
      kinds: { 'failing inside': 'none', 'an answer cut off': 'none', 'an answer of a proxy': 'none' },
      halfClones: [[{ method: 'clone', status: 1, fault: { message: "cannot mount 'half_clone': directory is not empty" }, afterEffect: true, times: 1 }]],
    },
    [Symbol.asyncDispose]: async () => {
      await zfs[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

export async function openOpenzfs(
  section: Readonly<Record<string, string | undefined>>,
  context: Pick<AdapterContext, 'database' | 'log' | 'clock'> & Partial<AdapterContext>,
): Promise<Storage> {
  return openStorage({
    choice: { builtIn: 'openzfs' },
    get: (key, name) => (name === 'openzfs' ? section[key] : undefined),
    configDir: '/',
    credentials: () => ({ user: '', password: '' }),
    zone: 'utc',
    ...context,
  });
}
