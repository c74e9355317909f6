import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBoundedScript } from '#core/bounded-script.ts';
import { procProcessTable } from '#core/process-identity.ts';
import { temporaryFolder } from './temporary-folder.ts';

const signal = new AbortController().signal;

describe('runBoundedScript', () => {
  it('hands over exit code, output and complaints, from an environment of its own', async () => {
    const answer = await runBoundedScript({ script: 'echo "$1"; env; echo oh >&2; exit 7', args: ['a  b'], timeoutMs: 20_000, signal });

    expect(answer).toEqual({ exitCode: 7, output: expect.stringMatching(/^a {2}b\n/), complaint: 'oh\n' });
    expect(answer).not.toMatchObject({ output: expect.stringContaining('HOME=') });
  });

  it('gives up after the time limit', async () => {
    const answer = await runBoundedScript({ script: 'exec sleep 600', args: [], timeoutMs: 20, signal });

    expect(answer).toBe('no answer');
  });

  it('ends with the reason of a cancellation, and ends the script', async () => {
    using folder = temporaryFolder();
    const controller = new AbortController();
    const reason = new Error('interrupted by SIGINT');

    const running = runBoundedScript({ script: 'echo $$ > "$1"; sleep 600', args: [join(folder.path, 'pid')], timeoutMs: 20_000, signal: controller.signal });
    await expect.poll(() => readPid(folder.path), { interval: 5 }).toBeGreaterThan(0);
    controller.abort(reason);

    await expect(running).rejects.toBe(reason);
    await expect.poll(() => procProcessTable.look(readPid(folder.path)), { interval: 5 }).toBe('gone');
  });
});

function readPid(folder: string): number {
  return existsSync(join(folder, 'pid')) ? Number(readFileSync(join(folder, 'pid'), 'utf8')) : 0;
}
