import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ProgressLine } from '#core/log/progress-line.ts';
import { SharedScreen } from '#commands/exec-all/shared-screen.ts';

describe('a screen that several processes share', () => {
  it('shows whole lines, each with its label, however they come', async () => {
    const stream = new PassThrough({ encoding: 'utf8' });
    using screen = new SharedScreen(stream, new ProgressLine(stream));
    const [first, second] = [new PassThrough(), new PassThrough()];

    const copies = [screen.copy(first, 'orcl | '), screen.copy(second, 'hr   | ')];
    first.write('one ');
    second.write('two\nthr');
    await new Promise((resolve) => setImmediate(resolve));
    first.end('line\n');
    await copies[0];
    second.end('ee');
    await copies[1];

    expect(stream.read()).toBe('hr   | two\norcl | one line\nhr   | three\n');
  });

  it('holds back a process whose reader takes his time', async () => {
    const taken: (() => void)[] = [];
    const slow = new Writable({ highWaterMark: 10, write: (_chunk, _encoding, done) => void taken.push(done) });
    using screen = new SharedScreen(slow, new ProgressLine(slow));
    const read: string[] = [];

    const copy = screen.copy(Readable.from(['0123456789\n', 'more\n']), '', (line) => read.push(line));
    await new Promise((resolve) => setImmediate(resolve));
    const whileFull = [...read];
    taken[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    taken[1]?.();
    await copy;

    expect(whileFull).toEqual(['0123456789']);
    expect(read).toEqual(['0123456789', 'more']);
  });

  it('lets everybody go on when the reader goes away', async () => {
    const stream = new Writable({ highWaterMark: 1, write: () => {} });
    using screen = new SharedScreen(stream, new ProgressLine(stream));
    const read: string[] = [];

    const copy = screen.copy(Readable.from(['a\n', 'b\n']), '', (line) => read.push(line));
    await new Promise((resolve) => setImmediate(resolve));
    stream.destroy();
    await copy;

    expect(read).toEqual(['a', 'b']);
  });
});
