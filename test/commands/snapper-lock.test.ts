// `icb snapper <db> create --lock 30d`.
import { describe, expect, it } from 'vitest';
import { run } from '#commands/snapper.ts';
import { create } from '#commands/snapper/snapshots.ts';
import { loadConfiguration } from '#core/config/configuration.ts';
import type { Storage } from '#storage/adapter.ts';
import { StorageDeniedError } from '#storage/errors.ts';
import { recordedLog } from '../core/recorded-log.ts';
import { openSnapperLab } from './snapper-lab.ts';

const DAY_MS = 86_400_000;

function unused(): never {
  throw new Error('not expected');
}

async function refuse(): Promise<never> {
  throw new StorageDeniedError('cannot lock it: the filer refuses', { hint: 'ask its administrator' });
}

/** A storage system that knows how to make one snapshot, and perhaps how to lock it. */
function openWith(lockSnapshot: Storage['lockSnapshot']) {
  return {
    ownsSnapshot: unused,
    listSnapshots: unused,
    createSnapshot: async () => 'orcl_20240305T010203',
    dropSnapshot: unused,
    cloneSnapshot: unused,
    listClones: unused,
    dropClone: unused,
    mountSource: unused,
    ...(lockSnapshot === undefined ? {} : { lockSnapshot }),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function createLocked(lockSnapshot: Storage['lockSnapshot']) {
  await using lab = await openSnapperLab();
  const log = recordedLog();
  const { world } = lab.contextOf().context;
  const call = { database: 'orcl', configuration: loadConfiguration(lab.file), world, log, dryRun: false, readMounts: () => [], word: '', lockMs: 30 * DAY_MS };
  return { result: await create({ ...call, storage: openWith(lockSnapshot) }), errors: log.lines.filter(({ level }) => level === 'error').map(({ message }) => message) };
}

describe('icb snapper create --lock', () => {
  it('locks the new snapshot from now on, and says until when', async () => {
    const locked: [string, Date][] = [];

    const { result } = await createLocked(async (id, until) => void locked.push([id, until]));

    expect(locked).toEqual([['orcl_20240305T010203', new Date('2024-04-04T01:02:03Z')]]);
    expect(result).toEqual({
      lines: ['Snapshot created: orcl_20240305T010203', 'Locked until: 2024-04-04 01:02:03 UTC'],
      json: { id: 'orcl_20240305T010203', lockedUntil: '2024-04-04T01:02:03.000Z' },
    });
  });

  it('reports a snapshot that could not be locked with exit code 1, and keeps it', async () => {
    const { result, errors } = await createLocked(refuse);

    expect(result).toEqual({ lines: ['Snapshot created: orcl_20240305T010203'], json: { id: 'orcl_20240305T010203', lockedUntil: null }, exitCode: 1 });
    expect(errors).toEqual(['snapshot orcl_20240305T010203 was created, but it is not locked', 'cannot lock it: the filer refuses (ask its administrator)']);
  });

  it('is refused before anything is done where there are no locks', async () => {
    await using lab = await openSnapperLab();
    const { context } = lab.contextOf();

    await expect(run(['orcl', 'create'], { lock: '30d' }, context)).rejects.toMatchObject({ exitCode: 2, message: 'the storage system of orcl does not lock snapshots' });

    expect((await lab.snapper('list', undefined, { json: true })).stdout).toBe('[]\n');
  });

  it.each(['30', 'd', '0d', '1w', '30 d', '-1d', '3651d', '99999h', ''])('is wrong usage with %j', async (lock) => {
    await using lab = await openSnapperLab();

    await expect(run(['orcl', 'create'], { lock }, lab.contextOf().context)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^--lock must be a number of days or hours such as 30d or 12h, 3650d at most, not /),
    });
  });

  it('belongs to no other action', async () => {
    await using lab = await openSnapperLab();

    await expect(run(['orcl', 'clean'], { lock: '30d' }, lab.contextOf().context)).rejects.toThrow('--lock belongs to create, not to clean');
  });
});
