import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const contender = new URL('lock-contender.ts', import.meta.url).pathname;

interface Ending {
  readonly killedBy: NodeJS.Signals | undefined;
  readonly warnings: readonly string[];
}

function contend(area: string, times: number, ending: 'live' | 'die'): Promise<Ending> {
  const { promise, resolve, reject } = Promise.withResolvers<Ending>();
  execFile(process.execPath, [contender, area, String(times), ending], { env: {} }, (error, stdout, stderr) => {
    if (error !== null && error.signal !== 'SIGKILL') reject(new Error(stderr, { cause: error }));
    else resolve({ killedBy: error?.signal, warnings: stdout === '' ? [] : (JSON.parse(stdout) as string[]) });
  });
  return promise;
}

describe('processes that want the same lock', () => {
  it('never hold it together', async () => {
    using area = temporaryFolder();
    writeFileSync(join(area.path, 'counter'), '0');

    await Promise.all(Array.from({ length: 4 }, () => contend(area.path, 10, 'live')));

    expect(readFileSync(join(area.path, 'counter'), 'utf8')).toBe('40');
    expect(readdirSync(area.path)).toEqual(['counter']);
  });

  it('take it over from one that was killed, exactly one of them and once', async () => {
    using area = temporaryFolder();
    writeFileSync(join(area.path, 'counter'), '0');

    const victim = await contend(area.path, 1, 'die');
    const endings = await Promise.all(Array.from({ length: 4 }, () => contend(area.path, 5, 'live')));

    expect(victim.killedBy).toBe('SIGKILL');
    expect(endings.flatMap(({ warnings }) => warnings)).toEqual(['taking over the lock of a process that is gone']);
    expect(readFileSync(join(area.path, 'counter'), 'utf8')).toBe('20');
    expect(readdirSync(area.path)).toEqual(['counter']);
  });
});
