// The simulated SoftNAS without a network, so that the simulator is not tested through the adapter it is made for.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FrontDoor } from '#lab/softnas/front-door.ts';
import { labProject } from '#lab/storage/storage-state.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

interface Body {
  readonly success: boolean;
  readonly msg: string;
  readonly total: number;
  readonly records: readonly Readonly<Record<string, string>>[];
}

function openDoor(password = 'secret') {
  const folder = temporaryFolder();
  const volumes = join(folder.path, 'nfs', labProject);
  for (const path of [join(volumes, 'orcl'), join(folder.path, 'world')]) mkdirSync(path, { recursive: true });
  const clock = fakeClock('2024-03-05T01:02:03Z');
  const configuration = { user: 'softnas', password: 'secret', pool: 'pool1', project: labProject, port: 0 };
  const door = new FrontDoor({ labDir: folder.path, project: labProject, clock }, configuration, { times: 'seconds', zone: 'utc', pageRecords: 10_000, tellsName: true });
  const login = door.answer({ method: 'POST', url: '/softnas/login.php', headers: {}, body: new URLSearchParams({ username: 'softnas', password }).toString() });
  const cookie = login.headers?.['set-cookie']?.split(';')[0] ?? '';
  const send = (body: string): unknown => door.answer({ method: 'POST', url: '/softnas/snserver/snserv.php', headers: { cookie }, body }).body;
  return {
    volumes,
    clock,
    login,
    logOut: () => door.answer({ method: 'GET', url: '/softnas/logout.php', headers: { cookie }, body: '' }),
    send,
    ask: (operands: Record<string, string>) => send(new URLSearchParams(operands).toString()) as Body,
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

describe('a session', () => {
  it('is promised to everybody, and is none after a wrong password or a logout', () => {
    using stranger = openDoor('wrong');
    using known = openDoor();
    const before = known.ask({ opcode: 'volumes' });

    known.logOut();

    expect([stranger.login.status, known.login.status]).toEqual([302, 302]);
    expect(before.success).toBe(true);
    for (const door of [stranger, known]) expect(door.send('opcode=volumes')).toMatch(/^<!DOCTYPE html>/);
  });
});

describe('an operation', () => {
  it('names a snapshot after its minute, in the message alone, and only one in a minute', () => {
    using door = openDoor();
    const create = { opcode: 'snapcommand', command: 'create', pool_name: 'pool1', volume_name: 'orcl' };

    const created = [door.ask(create), door.ask(create)];

    expect(created).toEqual([
      { success: true, msg: "Snapshot 'pool1/orcl@2024_03_05_01_02' created" },
      { success: false, msg: "cannot create snapshot 'pool1/orcl@2024_03_05_01_02': dataset already exists" },
    ]);
  });

  it('lists snapshots by pool and volume in one operand, 25 when nobody says how many', () => {
    using door = openDoor();
    for (let index = 0; index < 30; index += 1) {
      door.ask({ opcode: 'snapcommand', command: 'create', pool_name: 'pool1', volume_name: 'orcl' });
      door.clock.advance(60_000);
    }

    const [page, rest, astray] = [{ pool_name: 'pool1/orcl' }, { pool_name: 'pool1/orcl', start: '25', limit: '100' }, { pool_name: 'pool1', volume_name: 'orcl' }].map(
      (operands) => door.ask({ opcode: 'snapshotlist', ...operands }),
    );

    expect([page?.total, page?.records.length, rest?.records.length]).toEqual([30, 25, 5]);
    expect(page?.records[0]).toMatchObject({ snapshot_name: '2024_03_05_01_02', creation: '1709600523', datesort: 1_709_600_523, refer: expect.stringMatching(/&nbsp;$/) });
    expect(astray).toMatchObject({ success: false });
  });

  it('lists the volumes of other pools, whatever pool is asked for', () => {
    using door = openDoor();

    const { records } = door.ask({ opcode: 'volumes', start: '0', limit: '10000', pool: 'pool1' });

    expect(records.map(({ pool, vol_path }) => [pool, vol_path])).toEqual([['otherpool', '/otherpool/orcl'], ['pool1', '/pool1/orcl']]);
  });

  it('deletes a volume when it is asked in JSON, not by a form', () => {
    using door = openDoor();
    const operands = { opcode: 'deletevolume', vol_name: 'orcl', pool: 'pool1' };

    const byForm = door.ask(operands);
    const thereAfterwards = existsSync(join(door.volumes, 'orcl'));
    const byJson = door.send(JSON.stringify(operands));

    expect([byForm, thereAfterwards]).toEqual([{ success: false, msg: 'missing operand vol_name' }, true]);
    expect(byJson).toMatchObject({ success: true });
    expect(existsSync(join(door.volumes, 'orcl'))).toBe(false);
  });

  it.each([{ opcode: 'nonsense' }, { opcode: 'snapcommand', command: 'rollback' }, { opcode: 'snapcommand', command: 'create', pool_name: 'pool9', volume_name: 'orcl' }, {}])('that it does not know is refused: %j', (operands) => {
    using door = openDoor();

    expect(door.ask({ ...operands })).toMatchObject({ success: false, msg: expect.stringMatching(/./) });
  });
});
