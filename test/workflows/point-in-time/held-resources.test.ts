import { describe, expect, it } from 'vitest';
import { HeldResources } from '#workflows/point-in-time/held-resources.ts';
import type { Held } from '#workflows/point-in-time/held-resources.ts';
import { recordedLog } from '../../core/recorded-log.ts';

function hold({ stuck = [] as readonly string[] } = {}) {
  const log = recordedLog();
  const written: string[] = [];
  const held = new HeldResources(log, async (things) => void written.push(things.map(({ what }) => what).join(', ')));
  const done: string[] = [];
  const add = (what: string, ...uses: Held[]): Promise<Held> =>
    held.add({
      what,
      commands: [`drop ${what}`],
      uses,
      giveBack: async () => {
        if (stuck.includes(what)) throw new Error(`${what} is busy`);
        done.push(what);
      },
    });
  return { log, held, add, done, written };
}

function thing(what: string): Held {
  return { what, commands: [], uses: [], giveBack: async () => undefined };
}

describe('what a restore holds', () => {
  it('is given back newest first, and named with its commands in the same order', async () => {
    const { held, add, done } = hold();
    const clone = await add('clone');
    const mount = await add('mount', clone);
    await add('instance', mount);

    expect(held.commands).toEqual(['drop instance', 'drop mount', 'drop clone']);
    await held.giveBack();

    expect(done).toEqual(['instance', 'mount', 'clone']);
    expect([held.names, held.commands]).toEqual([[], []]);
  });

  it('is not called given back where there was nothing', async () => {
    const { held, log } = hold();
    await held.add({ ...thing('mount'), giveBack: async () => false });
    await held.add(thing('clone'));

    await held.giveBack();

    expect(log.lines.map(({ message }) => message)).toEqual(['given back: clone', 'nothing to give back: mount']);
    expect(held.names).toEqual([]);
  });

  it('says in the log how it is given back as soon as it is there', async () => {
    const { held, log } = hold();
    await held.make({ ...thing('clone'), commands: ['drop clone'] }, async () => undefined);
    await held.make({ ...thing('instance'), commands: ['shut down'] }, () => Promise.reject(new Error('no memory'))).catch(() => undefined);
    const mount = await held.add({ ...thing('mount'), commands: ['umount /mnt'] });
    await held.replace(mount, { ...thing('mount'), commands: ['umount /mnt/pit'] });

    expect(log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual(['debug to give back clone: drop clone', 'debug to give back mount: umount /mnt', 'debug to give back mount: umount /mnt/pit']);
  });

  it('stays where it cannot be given back, with all it needs; the rest goes', async () => {
    const { held, add, done, log } = hold({ stuck: ['mount of data'] });
    const data = await add('clone of data');
    const redo = await add('clone of redo');
    await add('mount of data', data);
    await add('mount of redo', redo);

    await held.giveBack();

    expect(done).toEqual(['mount of redo', 'clone of redo']);
    expect(held.commands).toEqual(['drop mount of data', 'drop clone of data']);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'mount of data could not be given back: mount of data is busy' }));
  });

  it('is written down before it is made, and no longer when it could not be made or is given back', async () => {
    const { held, written } = hold();

    const before = await held.make(thing('clone'), async () => [...written]);
    await held.make(thing('mount'), () => Promise.reject(new Error('no such export'))).catch(() => undefined);
    await held.giveBack();

    expect(before).toEqual(['clone']);
    expect(written).toEqual(['clone', 'clone, mount', 'clone', '']);
  });

  it('is not made when it cannot be written down', async () => {
    const held = new HeldResources(recordedLog(), () => Promise.reject(new Error('no space left')));
    let isMade = false;

    await expect(held.make(thing('clone'), async () => (isMade = true))).rejects.toThrow('no space left');

    expect([isMade, held.names]).toEqual([false, []]);
  });
});
