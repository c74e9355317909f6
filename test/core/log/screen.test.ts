import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openSessionLog, type SessionLogOptions } from '#core/log/session-log.ts';
import { fakeClock } from '../fake-clock.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { SlowScreen } from './slow-screen.ts';

const megabyte = 1024 * 1024;

function options(screen: Writable, changes: Partial<SessionLogOptions> = {}): SessionLogOptions {
  return {
    database: 'orcl',
    clock: fakeClock('2026-11-21T02:00:00Z'),
    timeZone: 'UTC',
    screen,
    streamToScreen: true,
    format: 'text',
    quiet: false,
    verbose: false,
    color: false,
    ...changes,
  };
}

function fileIn(folder: string): NonNullable<SessionLogOptions['file']> {
  return { folder: join(folder, 'backup_logs'), name: () => 'orcl.log' };
}

/** Lines that can be told apart, about `bytes` of them. */
function numberedLines(bytes: number): string[] {
  return Array.from({ length: Math.ceil(bytes / 64) }, (_, index) => `${String(index).padStart(63, '.')}\n`);
}

describe('a slow reader', () => {
  it('gets everything in order in the end, though little of it was kept in memory', async () => {
    using folder = temporaryFolder();
    const screen = new SlowScreen({ isReading: false });
    const log = openSessionLog(options(screen, { file: fileIn(folder.path) }));
    const lines = numberedLines(2 * megabyte);

    log.info('before');
    for (const line of lines) log.toolOutput(line);
    log.info('after');
    const queued = screen.writableLength;
    screen.startReading();
    await log[Symbol.asyncDispose]();

    expect(queued).toBeLessThan(10_000);
    expect(screen.text).toBe(`02:00:00 INFO     orcl            before\n${lines.join('')}02:00:00 INFO     orcl            after\n`);
    expect(screen.eventNames()).not.toContain('drain');
  });

  it('gets JSON lines whole as well', async () => {
    using folder = temporaryFolder();
    const screen = new SlowScreen({ isReading: false });
    const log = openSessionLog(options(screen, { file: fileIn(folder.path), format: 'json' }));

    for (const line of numberedLines(megabyte / 4)) log.toolOutput(line);
    log.info('after');
    screen.startReading();
    await log[Symbol.asyncDispose]();

    expect(screen.text).toBe(readFileSync(join(folder.path, 'backup_logs', 'orcl.log'), 'utf8'));
  });

  it('is told what was left out when there is no file to read it from again', async () => {
    const screen = new SlowScreen({ isReading: false });
    const log = openSessionLog(options(screen));
    const lines = numberedLines(6 * megabyte);

    for (const line of lines) log.toolOutput(line);
    log.error('bad');
    screen.startReading();
    await log[Symbol.asyncDispose]();

    const shown = screen.text.split('\n');
    const leftOut = Number(/\[(\d+) characters of output left out/.exec(screen.text)?.[1]);
    expect(screen.text.length).toBeLessThan(5 * megabyte);
    expect(shown).toContain('02:00:00 ERROR    orcl            bad');
    expect(shown.filter((line) => line.startsWith('...')).length * 64 + leftOut).toBe(lines.join('').length);
  });
});

describe('a reader who went away', () => {
  it('does not stop the backup, nor its log file', async () => {
    using folder = temporaryFolder();
    const screen = new PassThrough({ highWaterMark: 10 });
    const log = openSessionLog(options(screen, { file: fileIn(folder.path) }));

    log.info('first');
    log.toolOutput('waits for the reader\n');
    screen.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await new Promise((resolve) => setImmediate(resolve));
    log.info('second');
    await log[Symbol.asyncDispose]();

    expect(readdirSync(join(folder.path, 'backup_logs'))).toEqual(['orcl.log']);
    expect(readFileSync(join(folder.path, 'backup_logs', 'orcl.log'), 'utf8').split('\n')).toHaveLength(4);
    expect(log.fileFailure).toBeUndefined();
  });
});
