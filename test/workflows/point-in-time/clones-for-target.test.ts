import { mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Storage } from '#storage/adapter.ts';
import type { CloneMounter } from '#workflows/point-in-time/clone-mounter.ts';
import { openClonesForTarget } from '#workflows/point-in-time/clones-for-target.ts';
import { HeldResources } from '#workflows/point-in-time/held-resources.ts';
import type { PointInTimeRequest, PointInTimeRun } from '#workflows/point-in-time/point-in-time-run.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const utc = (time: string): DateTime => DateTime.fromISO(`2024-03-01T${time}Z`, { zone: 'utc' });
const own = ['10:00:10', '11:00:10', '12:00:10'].map((time) => ({ id: `orcl-20240301T${time.replaceAll(':', '')}`, createdAt: utc(time).toJSDate(), cloneCount: 0 }));
/** What each backup wrote: lower and upper bound. */
const bounds: Readonly<Record<string, readonly [string, string | undefined]>> = {
  'orcl-20240301T100010': ['09:30:00', '10:00:05'],
  'orcl-20240301T110010': ['10:30:00', '11:00:05'],
  'orcl-20240301T120010': ['11:30:00', '12:00:05'],
};

let folder: ReturnType<typeof temporaryFolder>;
let mountFolder: string;

beforeEach(() => {
  folder = temporaryFolder();
  mountFolder = join(folder.path, 'mnt');
  mkdirSync(mountFolder);
  mkdirSync(join(folder.path, 'clones'));
});

afterEach(() => folder[Symbol.dispose]());

/** An appliance whose clones are folders, and mounts that are links, as in the lab. */
function open(overrides: { readonly unmountable?: RegExp; readonly contents?: typeof bounds; readonly prefix?: string } = {}) {
  const log = recordedLog();
  const clones: string[] = [];
  const contents = overrides.contents ?? bounds;
  const storage = {
    cloneSnapshot: async (origin: string, wanted: string) => {
      const name = `${overrides.prefix ?? ''}${wanted}`;
      const path = join(folder.path, 'clones', name);
      mkdirSync(path);
      const [lower, upper] = contents[origin] ?? ['', undefined];
      const lines = ['db_name: orcl', 'compatible: 19.0.0', 'db_block_size: 8192', 'timezone: Etc/UTC', 'resetlogsid: 1', 'copyscn: 1', `copytime: 2024-03-01 ${lower}`];
      if (upper !== undefined) lines.push('lastscn: 2', `lasttime: 2024-03-01 ${upper}`);
      writeFileSync(join(path, 'autorestore.cfg'), `[dbparams]\n${lines.join('\n')}\n`);
      writeFileSync(join(path, 'after_backup_controlfile.cf'), '');
      clones.push(`${name} of ${origin}`);
      return { name, origin, mountPoint: path };
    },
    mountSource: async (name: string) => `filer:${join(folder.path, 'clones', name)}`,
    dropClone: async (name: string) => {
      clones.splice(clones.findIndex((clone) => clone.startsWith(`${name} `)), 1);
    },
  } as Partial<Storage> as Storage;
  const mounter: CloneMounter = {
    prepare: (places) => places.map((place) => ({
        ...place,
        commands: [`umount ${place.folder}`],
        unmount: async () => {
          unmount(place.folder);
          return true;
        },
      })),
    mount: async (place) => {
      if (overrides.unmountable?.test(place.folder) === true) throw new Error('no such export');
      rmSync(place.folder, { recursive: true });
      symlinkSync(place.source.replace('filer:', ''), place.folder);
    },
    release: async (mounted) => void (await mounted.unmount()),
  };
  const held = new HeldResources(log);
  const run = {
    settings: { name: 'orcl' } as Partial<PointInTimeRun['settings']> as PointInTimeRun['settings'],
    storage,
    mounter,
    held,
    log,
    clock: fakeClock('2024-03-02T10:00:00Z'),
    hostZone: 'Etc/UTC',
    dropCloneCommand: 'icb snapper orcl dropclone',
    signal: new AbortController().signal,
  } as Partial<PointInTimeRun> as PointInTimeRun;
  return { run, clones, held };
}

function unmount(place: string): void {
  rmSync(place, { recursive: true });
  mkdirSync(place);
}

function request(target: string, choice: PointInTimeRequest['choice']): PointInTimeRequest {
  return { target: utc(target), sid: 'copy', mountFolder, open: 'read only', choice, own };
}

function snapshot(index: number) {
  const found = own[index];
  if (found === undefined) throw new Error(`there is no snapshot ${index}`);
  return found;
}

const one = (index: number) => ({ kind: 'one', snapshot: snapshot(index) }) as const;
const pair = (data: number, redo: number) => ({ kind: 'pair', dataFiles: snapshot(data), redo: snapshot(redo) }) as const;

describe('the clones for a target', () => {
  it('are given back by the name the storage system gave them', async () => {
    const { run, clones, held } = open({ prefix: 'c_' });

    await openClonesForTarget(run, request('10:45:00', one(1)));
    const [name] = held.names;
    const commands = held.commands;
    await held.giveBack();

    expect(name).toMatch(/^clone c_restore_orcl_\d+_\d+$/u);
    expect(commands.at(-1)).toBe(`icb snapper orcl dropclone ${name?.slice('clone '.length)}`);
    expect(clones).toEqual([]);
  });

  it('are one, mounted on the folder itself, when that is enough', async () => {
    const { run, clones, held } = open();

    const { data, redo } = await openClonesForTarget(run, request('10:45:00', one(1)));

    expect(clones).toEqual([expect.stringMatching(/^restore_orcl_2024030\d_\d{6} of orcl-20240301T110010$/)]);
    expect([data.backup.folder, redo]).toEqual([mountFolder, undefined]);
    expect(held.commands).toEqual([`umount ${mountFolder}`, `icb snapper orcl dropclone ${data.name}`]);
  });

  it('are two, mounted below the folder, when the ledger says so', async () => {
    const { run, clones, held } = open();

    const { data, redo } = await openClonesForTarget(run, request('10:15:00', pair(0, 1)));

    expect(clones).toEqual([expect.stringContaining('of orcl-20240301T100010'), expect.stringMatching(/_redo of orcl-20240301T110010$/)]);
    expect([data.backup.folder, redo?.backup.folder]).toEqual([join(mountFolder, 'data'), join(mountFolder, 'redo')]);
    await held.giveBack();
    expect([clones, readdirSync(mountFolder)]).toEqual([[], []]);
  });

  it.each([
    ['its image copies are past the target', '10:15:00', 1, ['orcl-20240301T100010', 'orcl-20240301T110010']],
    ['they are of the second of the target', '10:30:00', 1, ['orcl-20240301T100010', 'orcl-20240301T110010']],
    ['its redo ends before the target', '10:00:07', 0, ['orcl-20240301T100010', 'orcl-20240301T110010']],
  ])('become two when the clone itself says that %s', async (_, target, index, [dataFiles, redoFrom]) => {
    const { run, clones, held } = open();

    const { data, redo } = await openClonesForTarget(run, request(target, one(index)));

    expect([data.snapshot.id, redo?.snapshot.id]).toEqual([dataFiles, redoFrom]);
    expect([data, redo].map((clone) => readlinkSync(clone?.mounted.folder ?? ''))).toEqual([data, redo].map((clone) => join(folder.path, 'clones', clone?.name ?? '')));
    await held.giveBack();
    expect([clones, readdirSync(mountFolder), held.names]).toEqual([[], [], []]);
  });

  it('are two for a snapshot taken by hand, when a later one may have more redo', async () => {
    const { run } = open({ contents: { ...bounds, 'orcl-20240301T110010': ['10:30:00', undefined] } });

    const { data, redo } = await openClonesForTarget(run, request('11:00:00', one(1)));

    expect([data.snapshot.id, redo?.snapshot.id]).toEqual(['orcl-20240301T110010', 'orcl-20240301T120010']);
  });

  it.each([
    ['before all of them', '09:29:59', 0, 'the first restorable time is 2024-03-01 09:30:00 UTC', undefined],
    ['after the redo of the newest', '12:00:07', 2, 'the last restorable time is 2024-03-01 12:00:05 UTC', 'icb backup orcl imagecopywithsnap'],
  ])('do not exist %s', async (_, target, index, message, hint) => {
    const { run, clones, held } = open();

    await expect(openClonesForTarget(run, request(target, one(index)))).rejects.toMatchObject({
      message: expect.stringContaining(message),
      hint: hint === undefined ? undefined : expect.stringContaining(hint),
    });
    await held.giveBack();
    expect(clones).toEqual([]);
  });

  it('is the first one alone at its very lower bound: RMAN will tell whether that is enough', async () => {
    const { run } = open();

    const { data, redo } = await openClonesForTarget(run, request('09:30:00', one(0)));

    expect([data.snapshot.id, redo]).toEqual(['orcl-20240301T100010', undefined]);
  });

  it('can all be given back when the second one cannot be mounted', async () => {
    const { run, clones, held } = open({ unmountable: /redo$/ });

    await expect(openClonesForTarget(run, request('10:15:00', pair(0, 1)))).rejects.toThrow('no such export');
    await held.giveBack();

    expect([clones, readdirSync(mountFolder)]).toEqual([[], []]);
  });
});
