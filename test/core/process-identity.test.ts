import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { currentProcess, isSurelyDead, procProcessTable, type ProcessIdentity, type ProcessState } from '#core/process-identity.ts';

const self: ProcessIdentity = { host: 'db01', machineId: 'm1', bootId: 'b2', pidNamespace: 'pid:[1]', pid: 10, startTicks: '500' };
const owner: ProcessIdentity = { ...self, pid: 4711, startTicks: '400' };

describe('isSurelyDead', () => {
  it.each<readonly [what: string, other: Partial<ProcessIdentity>, state: ProcessState, dead: boolean]>([
    ['the very process runs', {}, { startTicks: '400' }, false],
    ['no such process is there', {}, 'gone', true],
    ['another process got its number', {}, { startTicks: '450' }, true],
    ['its process hides itself', {}, 'hidden', false],
    ['it did not know its own start', { startTicks: '' }, { startTicks: '450' }, false],
    ['it ran before the last boot', { bootId: 'b1' }, { startTicks: '400' }, true],
    ['it ran before the last boot, in a container', { bootId: 'b1', pidNamespace: 'pid:[2]' }, { startTicks: '400' }, true],
    ['it runs in another container of this host', { pidNamespace: 'pid:[2]' }, 'gone', false],
    ['it runs on another host', { host: 'db02' }, 'gone', false],
    ['it runs on another host after a boot', { host: 'db02', bootId: 'b1' }, 'gone', false],
    ['it runs on another machine of the same name', { machineId: 'm2', bootId: 'b1' }, 'gone', false],
    ['the boot is unknown', { bootId: '' }, 'gone', false],
  ])('judges when %s', (_, other, state, dead) => {
    const judged = isSurelyDead({ ...owner, ...other }, self, { look: () => state });

    expect(judged).toBe(dead);
  });

  it.each<readonly [what: string, other: Partial<ProcessIdentity>, dead: boolean]>([
    ['another boot', { bootId: 'b1' }, false],
    ['another boot and container', { bootId: 'b1', pidNamespace: 'pid:[2]' }, false],
    ['another container', { pidNamespace: 'pid:[2]' }, false],
    ['this very boot and container', {}, true],
  ])('judges, on hosts without a machine id, %s', (_, other, dead) => {
    const nameless = { machineId: '' };

    const judged = isSurelyDead({ ...owner, ...nameless, ...other }, { ...self, ...nameless }, { look: () => 'gone' });

    expect(judged).toBe(dead);
  });

  it('judges nothing where the system does not tell the container', () => {
    const judged = isSurelyDead({ ...owner, pidNamespace: '' }, { ...self, pidNamespace: '' }, { look: () => 'gone' });

    expect(judged).toBe(false);
  });
});

describe('the real process table', () => {
  it('knows this process', () => {
    const identity = currentProcess();

    expect(identity.pid).toBe(process.pid);
    expect(identity.startTicks).toMatch(/^\d+$/);
    expect(identity.bootId).not.toBe('');
    expect(procProcessTable.look(process.pid)).toEqual({ startTicks: identity.startTicks });
  });

  it('does not know a process that has ended', async () => {
    const child = spawn('/bin/true');
    await once(child, 'exit');

    const state = procProcessTable.look(child.pid ?? 0);

    expect(state).toBe('gone');
  });

  it('counts a zombie as gone', async () => {
    // The shell's child ends when its input does, and what the shell has turned into by then never asks for it.
    const script = 'cat <&3 >/dev/null & echo $!; exec sleep 60 3<&-';
    const parent = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
    const [chunk] = (await once(parent.stdout as Readable, 'data')) as [Buffer];
    const zombie = Number(chunk.toString());
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8'), { interval: 5 }).toBe('sleep\n');
    (parent.stdio[3] as Writable).end();

    await expect.poll(() => procProcessTable.look(zombie), { interval: 5 }).toBe('gone');

    expect(() => process.kill(zombie, 0)).not.toThrow();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });
});
