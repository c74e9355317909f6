import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock, type LockRequest } from '#core/lock.ts';
import { renderLock, type LockHolder } from '#core/lock/lock-holder.ts';
import type { ProcessIdentity, ProcessTable } from '#core/process-identity.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';
import { makeNamedPipe } from './named-pipe.ts';
import { recordedLog } from './recorded-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

const self: ProcessIdentity = { host: 'db01.example.com', machineId: 'm1', bootId: 'b2', pidNamespace: 'pid:[1]', pid: 10, startTicks: '500' };
const other: ProcessIdentity = { ...self, pid: 4711, startTicks: '400' };
const everybodyAlive: ProcessTable = { look: (pid) => ({ startTicks: pid === self.pid ? self.startTicks : other.startTicks }) };
const onlySelfAlive: ProcessTable = { look: (pid) => (pid === self.pid ? { startTicks: self.startTicks } : 'gone') };
const token = '11111111-2222-4333-8444-555555555555';
const command = 'icb backup orcl imagecopywithsnap';
const minuteMs = 60_000;

function request(area: string, clock: FakeClock, changes: Partial<Omit<LockRequest, 'log'>> = {}) {
  const { signal } = new AbortController();
  const log = recordedLog();
  return { path: join(area, 'backup.lck'), command, maxWaitMs: 0, clock, log, self, processTable: everybodyAlive, signal, ...changes };
}

function lockOf(process: ProcessIdentity): string {
  return renderLock({ token, process, command: 'icb backup orcl config', since: '2026-11-21T01:00:00.000Z' });
}

describe('a free lock', () => {
  it('is taken at once, even with no time to wait, and states its owner', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'));

    await using _lock = await acquireLock(asked);

    const stated = JSON.parse(readFileSync(asked.path, 'utf8')) as unknown;
    expect(stated).toMatchObject({ host: self.host, pid: 10, since: '2026-11-21T02:00:00.000Z', command });
    expect(readdirSync(area.path)).toEqual(['backup.lck']);
  });

  it('is gone after it was given back, however often', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'));
    const lock = await acquireLock(asked);

    await lock[Symbol.asyncDispose]();
    await lock[Symbol.asyncDispose]();

    expect(readdirSync(area.path)).toEqual([]);
    expect(asked.log.lines.map(({ level }) => level)).toEqual(['debug']);
  });

  it('cannot be taken in a folder that is missing', async () => {
    using area = temporaryFolder();
    const asked = request(join(area.path, 'orcl'), fakeClock('2026-11-21T02:00:00Z'));

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toMatchObject({
      exitCode: 2,
      message: `cannot create the lock ${asked.path}: no such file or directory`,
      hint: expect.stringContaining('mounted'),
    });
  });
});

describe('a lock somebody holds', () => {
  it('is waited for: who holds it is said at once and then every five minutes', async () => {
    using area = temporaryFolder();
    const clock = fakeClock('2026-11-21T02:00:00Z');
    const asked = request(area.path, clock, { maxWaitMs: 11 * minuteMs });
    writeFileSync(asked.path, lockOf(other));

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toMatchObject({ name: 'LockNotObtainedError', exitCode: 2 });
    const line = { level: 'info', message: 'waiting for the lock', fields: { lock: asked.path, host: other.host, pid: 4711, since: '2026-11-21T01:00:00.000Z', command: 'icb backup orcl config' } };
    expect(asked.log.lines).toEqual([line, line, line]);
    expect(clock.now().toISO()).toBe('2026-11-21T02:11:00.000Z');
  });

  it('leaves nothing of a failed wait behind', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'), { maxWaitMs: minuteMs });
    writeFileSync(asked.path, lockOf(other));

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toMatchObject({
      message: `the lock ${asked.path} is held since 2026-11-21 01:00:00 UTC by 'icb backup orcl config' (process 4711 on db01.example.com)`,
      hint: 'wait until that run has ended, or raise maxlockwait in the configuration',
    });
    expect(readdirSync(area.path)).toEqual(['backup.lck']);
    expect(readFileSync(asked.path, 'utf8')).toBe(lockOf(other));
  });

  it('is taken as soon as it is given back', async () => {
    using area = temporaryFolder();
    const path = join(area.path, 'backup.lck');
    const clock = fakeClock('2026-11-21T02:00:00Z', () => rmSync(path));
    writeFileSync(path, lockOf(other));

    await using _lock = await acquireLock(request(area.path, clock, { maxWaitMs: minuteMs }));

    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ command, since: '2026-11-21T02:00:02.000Z' });
  });

  it.each([
    ['back', -minuteMs],
    ['forward', minuteMs],
  ])('is waited for exactly as long as wanted while somebody sets the clock %s', async (_, shiftMs) => {
    using area = temporaryFolder();
    let sleeps = 0;
    const clock = fakeClock('2026-11-21T02:00:00Z', () => {
      sleeps += 1;
      // Fails instead of waiting for ever.
      if (sleeps > 100) throw new Error('still waiting');
      clock.advance(shiftMs);
    });
    const asked = request(area.path, clock, { maxWaitMs: 11 * minuteMs, pollMs: minuteMs });
    writeFileSync(asked.path, lockOf(other));

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toMatchObject({ name: 'LockNotObtainedError' });
    expect(sleeps).toBe(11);
    expect(asked.log.lines).toHaveLength(3);
  });

  it('is no longer waited for after a signal, and nothing stays behind', async () => {
    using area = temporaryFolder();
    const controller = new AbortController();
    const reason = new Error('interrupted by SIGTERM');
    const clock = fakeClock('2026-11-21T02:00:00Z', () => controller.abort(reason));
    const asked = request(area.path, clock, { maxWaitMs: minuteMs, signal: controller.signal });
    writeFileSync(asked.path, lockOf(other));

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toBe(reason);
    expect(readdirSync(area.path)).toEqual(['backup.lck']);
  });

  it.each([
    ['another host', { host: 'db02' }, /only when process 4711 is surely gone from db02, remove it: rm '.*backup\.lck'/],
    ['another machine of the same name', { machineId: 'm2' }, /remove it: rm/],
    ['another container of this host', { pidNamespace: 'pid:[2]' }, /remove it: rm/],
  ])('is never broken when %s holds it; the hint says how', async (_, changes, hint) => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'), { maxWaitMs: minuteMs, processTable: onlySelfAlive });
    writeFileSync(asked.path, lockOf({ ...other, ...changes }));

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toMatchObject({ exitCode: 2, hint: expect.stringMatching(hint) });
    expect(readFileSync(asked.path, 'utf8')).toBe(lockOf({ ...other, ...changes }));
  });

  it.each(['', 'locked\n', '{"host":"db01.example.com","pid":4711}', '[]', 'null', lockOf(other).replace(token, '../../etc/passwd')])('is never broken when it says only %j, as of the old toolset', async (content) => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'), { processTable: onlySelfAlive });
    writeFileSync(asked.path, content);
    utimesSync(asked.path, 1_750_000_000, 1_750_000_000);

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toMatchObject({
      exitCode: 2,
      message: `the lock ${asked.path} is held since 2025-06-15 15:06:40 UTC by another program, perhaps the toolset before icb`,
      hint: `make sure that no backup of this database runs on any host, then remove it: rm '${asked.path}'`,
    });
    expect(readFileSync(asked.path, 'utf8')).toBe(content);
  });

  it('is left alone when it turns out to be a folder', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'));
    mkdirSync(asked.path);

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toMatchObject({ name: 'LockNotObtainedError' });
  });

  it('is refused at once when it turns out to be a named pipe', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'), { maxWaitMs: minuteMs });
    makeNamedPipe(asked.path);

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toMatchObject({
      exitCode: 2,
      message: `cannot read the lock ${asked.path}: it is a named pipe`,
      hint: `no lock looks like that; remove it: rm '${asked.path}'`,
    });
  });
});

describe('the lock of a dead process', () => {
  it('is taken over at once, with a warning', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'), { processTable: onlySelfAlive });
    writeFileSync(asked.path, lockOf(other));

    await using _lock = await acquireLock(asked);

    expect(readFileSync(asked.path, 'utf8')).toContain(command);
    expect(asked.log.lines).toMatchObject([{ level: 'warn', message: 'taking over the lock of a process that is gone', fields: { pid: 4711 } }]);
    expect(readdirSync(area.path)).toEqual(['backup.lck']);
  });

  it('is taken over though an earlier taker died in the middle of it', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'), { processTable: onlySelfAlive, maxWaitMs: minuteMs });
    const claimToken = token.replace('1', '2');
    writeFileSync(asked.path, lockOf(other));
    writeFileSync(`${asked.path}.${token}`, renderLock({ ...holderOf(other), token: claimToken }));
    writeFileSync(`${asked.path}.${token}.${claimToken}`, renderLock({ ...holderOf(other), token: token.replace('1', '3') }));

    await using _lock = await acquireLock(asked);

    expect(readFileSync(asked.path, 'utf8')).toContain(command);
    expect(readdirSync(area.path)).toEqual(['backup.lck']);
  });

  it('is taken over by one only: a slower one does not remove the fresh lock of the faster', async () => {
    using area = temporaryFolder();
    const path = join(area.path, 'backup.lck');
    const fresh = renderLock({ ...holderOf({ ...other, pid: 4712 }), token: token.replace('1', '9') });
    const processTable: ProcessTable = {
      look: (pid) => {
        if (pid !== other.pid) return { startTicks: other.startTicks };
        // Between finding the owner dead and acting on it, somebody else has done all of it.
        writeFileSync(path, fresh);
        return 'gone';
      },
    };
    writeFileSync(path, lockOf(other));

    const acquiring = acquireLock(request(area.path, fakeClock('2026-11-21T02:00:00Z'), { processTable }));

    await expect(acquiring).rejects.toMatchObject({ name: 'LockNotObtainedError', message: expect.stringContaining('process 4712') });
    expect(readFileSync(path, 'utf8')).toBe(fresh);
    expect(readdirSync(area.path)).toEqual(['backup.lck']);
  });

  it('is left to a living process that is taking it over already', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'), { processTable: onlySelfAlive });
    writeFileSync(asked.path, lockOf(other));
    writeFileSync(`${asked.path}.${token}`, renderLock({ ...holderOf(self), token: token.replace('1', '2') }));

    const acquiring = acquireLock(asked);

    await expect(acquiring).rejects.toMatchObject({ name: 'LockNotObtainedError' });
    expect(readdirSync(area.path)).toEqual(['backup.lck', `backup.lck.${token}`]);
  });
});

describe('what dead processes left beside the lock', () => {
  it('is cleared by the next owner: their temporary files and claims, and nothing of the living', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'), { processTable: onlySelfAlive });
    const longAgo = Date.now() / 1000 - 3600;
    const kept = ['backup.lck.bak', 'backup.lck.db01.example.com.10.500.0123abcd.tmp', 'backup.lck.db02.4711.400.0123abcd.tmp', 'tmpkj89mU.lck'];
    const cleared = ['backup.lck.db01.example.com.4711.400.0123abcd.tmp', `backup.lck.${token}.db01.example.com.4711.400.0123abcd.tmp`];
    for (const name of [...kept, ...cleared]) {
      writeFileSync(join(area.path, name), name === 'backup.lck.bak' ? lockOf(other) : '');
      utimesSync(join(area.path, name), longAgo, longAgo);
    }
    writeFileSync(join(area.path, `backup.lck.${token}`), lockOf(other));

    await using _lock = await acquireLock(asked);

    expect(readdirSync(area.path).toSorted()).toEqual(['backup.lck', ...kept]);
  });

  it('stays while it is fresh, lest it belong to somebody this host cannot see', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'), { processTable: onlySelfAlive });
    const fresh = 'backup.lck.db01.example.com.4711.400.0123abcd.tmp';
    writeFileSync(join(area.path, fresh), '');

    await using _lock = await acquireLock(asked);

    expect(readdirSync(area.path)).toEqual(['backup.lck', fresh]);
  });
});

describe('giving the lock back', () => {
  it('does not remove the lock of somebody else, and says so', async () => {
    using area = temporaryFolder();
    const asked = request(area.path, fakeClock('2026-11-21T02:00:00Z'));
    const lock = await acquireLock(asked);
    rmSync(asked.path);
    writeFileSync(asked.path, lockOf(other));

    await lock[Symbol.asyncDispose]();

    expect(readFileSync(asked.path, 'utf8')).toBe(lockOf(other));
    expect(asked.log.lines).toMatchObject([{ level: 'warn', message: 'somebody removed the lock while it was held' }]);
  });

  it('never fails, so that the rest is given back too', async () => {
    using area = temporaryFolder();
    const folder = join(area.path, 'orcl');
    mkdirSync(folder);
    const asked = request(folder, fakeClock('2026-11-21T02:00:00Z'));
    const lock = await acquireLock(asked);
    renameSync(folder, join(area.path, 'moved'));
    writeFileSync(folder, '');

    await lock[Symbol.asyncDispose]();

    expect(asked.log.lines).toMatchObject([{ level: 'warn', message: 'could not remove the lock', fields: { reason: expect.stringContaining('not a directory') } }]);
    expect(statSync(join(area.path, 'moved', 'backup.lck')).isFile()).toBe(true);
  });
});

function holderOf(process: ProcessIdentity): LockHolder {
  return { token, process, command: 'icb backup orcl config', since: '2026-11-21T01:00:00.000Z' };
}
