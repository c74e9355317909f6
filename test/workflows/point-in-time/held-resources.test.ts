import { describe, expect, it } from 'vitest';
import { HeldResources } from '#workflows/point-in-time/held-resources.ts';
import type { Held } from '#workflows/point-in-time/held-resources.ts';
import { recordedLog } from '../../core/recorded-log.ts';

function hold({ stuck = [] as readonly string[] } = {}) {
  const log = recordedLog();
  const held = new HeldResources(log);
  const done: string[] = [];
  const add = (what: string, ...uses: Held[]): Held =>
    held.add({
      what,
      commands: [`drop ${what}`],
      uses,
      giveBack: async () => {
        if (stuck.includes(what)) throw new Error(`${what} is busy`);
        done.push(what);
      },
    });
  return { log, held, add, done };
}

describe('what a restore holds', () => {
  it('is given back newest first, and named with its commands in the same order', async () => {
    const { held, add, done } = hold();
    const clone = add('clone');
    const mount = add('mount', clone);
    add('instance', mount);

    expect(held.commands).toEqual(['drop instance', 'drop mount', 'drop clone']);
    await held.giveBack();

    expect(done).toEqual(['instance', 'mount', 'clone']);
    expect([held.names, held.commands]).toEqual([[], []]);
  });

  it('stays where it cannot be given back, with all it needs; the rest goes', async () => {
    const { held, add, done, log } = hold({ stuck: ['mount of data'] });
    const data = add('clone of data');
    const redo = add('clone of redo');
    add('mount of data', data);
    add('mount of redo', redo);

    await held.giveBack();

    expect(done).toEqual(['mount of redo', 'clone of redo']);
    expect(held.commands).toEqual(['drop mount of data', 'drop clone of data']);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'mount of data could not be given back: mount of data is busy' }));
  });
});
