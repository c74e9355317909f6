import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProgressLine } from '#core/log/progress-line.ts';

const erase = '\r\u001B[2K';

function screen({ isTTY = true, columns = 40 } = {}) {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns });
  return { line: new ProgressLine(stream), text: () => String(stream.read() ?? '') };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is written anew every second and leaves nothing behind', () => {
  const { line, text } = screen();
  let files = 0;
  const shown = line.show(() => `${(files += 1)} files`);

  vi.advanceTimersByTime(2000);
  shown[Symbol.dispose]();
  vi.advanceTimersByTime(2000);

  expect(text()).toBe(`${erase}1 files${erase}2 files${erase}3 files${erase}`);
});

it('stays below the lines that are written meanwhile', () => {
  const { line, text } = screen();
  using _shown = line.show(() => 'working');

  line.writeAbove('a line\n');
  line.writeAbove('half a');
  line.writeAbove(' line\n');

  expect(text()).toBe(`${erase}working${erase}a line\n${erase}working${erase}half a line\n${erase}working`);
});

it('never wraps', () => {
  const { line, text } = screen({ columns: 24 });
  using _shown = line.show(() => 'x'.repeat(100));

  expect(text()).toBe(`${erase}${'x'.repeat(20)}...`);
});

it('is nothing without a terminal', () => {
  const { line, text } = screen({ isTTY: false });
  using _shown = line.show(() => 'working');

  vi.advanceTimersByTime(5000);
  line.writeAbove('a line\n');

  expect(text()).toBe('a line\n');
});
