// Does to an area all that icb does to one, and prints what came of each as JSON: how tests see it on file systems that
// are full, read-only or dead.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { appendLine, replaceFile } from '#core/atomic-file.ts';
import { probeBackupArea } from '#core/backup-area.ts';
import { IcbError } from '#core/errors.ts';
import { acquireLock } from '#core/lock.ts';
import { openSessionLog, type SessionLog } from '#core/log/session-log.ts';
import { currentProcess } from '#core/process-identity.ts';
import { fakeClock } from './fake-clock.ts';
import { recordedLog } from './recorded-log.ts';

const [area = '', step = '', timeoutMs = '20000'] = process.argv.slice(2);
const clock = fakeClock('2026-11-21T02:00:00Z');
const { signal } = new AbortController();

const steps: Readonly<Record<string, () => Promise<unknown>>> = {
  probe: async () => (await probeBackupArea({ area, requireMount: true, timeoutMs: Number(timeoutMs), signal })).mount?.fileSystem,
  lock: async () => {
    await using _lock = await acquireLock({ path: join(area, 'backup.lck'), command: 'test', maxWaitMs: 0, clock, log: recordedLog(), self: currentProcess(), signal });
    return readdirSync(area);
  },
  replace: () => replaceFile(join(area, 'autorestore.cfg'), 'x'.repeat(100_000)),
  append: () => appendLine(join(area, 'snapshots.jsonl'), 'x'.repeat(100_000)),
  log: fillLog,
};

async function fillLog(): Promise<unknown> {
  const screen = new PassThrough();
  const shown = text(screen);
  const log = await writeLog(screen);
  screen.end();
  return { failure: log.fileFailure?.message, screen: await shown };
}

async function writeLog(screen: PassThrough): Promise<SessionLog> {
  await using log = openSessionLog({
    file: { folder: join(area, 'backup_logs'), name: () => 'orcl.log' },
    database: 'orcl',
    clock,
    timeZone: 'UTC',
    screen,
    streamToScreen: false,
    format: 'text',
    quiet: false,
    verbose: false,
    color: false,
  });
  log.info('begin');
  for (let line = 0; line < 2000; line += 1) log.toolOutput(`${'x'.repeat(99)}\n`);
  log.info('end');
  return log;
}

async function tryStep(name: string): Promise<unknown> {
  try {
    return { done: (await steps[name]?.()) ?? true };
  } catch (error) {
    if (!(error instanceof IcbError)) throw error;
    return { message: error.message, exitCode: error.exitCode, hint: error.hint };
  }
}

const outcomes: Record<string, unknown> = {};
for (const name of step.split(',')) outcomes[name] = await tryStep(name);
process.stdout.write(JSON.stringify(outcomes));
