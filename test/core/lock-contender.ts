// One of several processes that want the lock: raises a counter under it, a number of times. With `die` it is killed
// while it holds the lock.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#core/clock.ts';
import { acquireLock } from '#core/lock.ts';
import { currentProcess } from '#core/process-identity.ts';
import { recordedLog } from './recorded-log.ts';

const [area = '', times = '0', ending] = process.argv.slice(2);
const log = recordedLog();
const { signal } = new AbortController();
const self = currentProcess();
const counter = join(area, 'counter');

for (let turn = 0; turn < Number(times); turn += 1) {
  await using _lock = await acquireLock({ path: join(area, 'backup.lck'), command: 'contender', maxWaitMs: 60_000, clock: systemClock, log, self, pollMs: 2, signal });
  const count = Number(readFileSync(counter, 'utf8'));
  // Long enough for another process to come in between, if it could.
  await systemClock.sleep(1);
  if (ending === 'die') process.kill(process.pid, 'SIGKILL');
  writeFileSync(counter, String(count + 1));
}
process.stdout.write(JSON.stringify(log.lines.filter(({ level }) => level === 'warn').map(({ message }) => message)));
