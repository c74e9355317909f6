import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { cancelOnSignals } from '#core/signals.ts';

describe('cancelOnSignals', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('cancels on %s, with the exit code %d as the reason', (name, exitCode) => {
    const source = new EventEmitter();
    using cancellation = cancelOnSignals(source, () => undefined);

    source.emit(name);

    expect(cancellation.signal.aborted).toBe(true);
    expect(cancellation.signal.reason).toMatchObject({ name: 'InterruptedError', exitCode, message: `interrupted by ${name}` });
  });

  it('answers a second signal and keeps the first as the reason', () => {
    const source = new EventEmitter();
    const said: string[] = [];
    using cancellation = cancelOnSignals(source, (sentence) => said.push(sentence));

    source.emit('SIGINT');
    source.emit('SIGTERM');

    expect(said).toEqual(['SIGTERM received: cleaning up is already under way']);
    expect(cancellation.signal.reason).toMatchObject({ exitCode: 130 });
  });

  it('leaves no listener behind', () => {
    const source = new EventEmitter();

    cancelOnSignals(source, () => undefined)[Symbol.dispose]();

    expect(source.eventNames()).toEqual([]);
  });
});
