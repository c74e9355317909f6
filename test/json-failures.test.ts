// With --json stdout holds exactly one JSON document, whatever went wrong; stderr and the exit code are as without it.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '#cli.ts';
import type { World } from '#commands/context.ts';
import { systemClock } from '#core/clock.ts';
import { reportFailure } from '#failure.ts';

function launchTool(): Promise<never> {
  return Promise.reject(new Error('an Oracle program was started'));
}

/** One command line on a host that has nothing to offer. */
async function icb(...args: readonly string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const world: World = { env: {}, cwd: '/', stdin, stdout, stderr, clock: systemClock, launchTool, effectiveUid: 1000, signal };
  const exitCode = await runCommandLine(args, { stdout, openWorld: async () => world }).catch((error: unknown) => reportFailure(error, { ...world, args }));
  return { exitCode, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

function isTextOrNull(hint: unknown): boolean {
  return hint === null || typeof hint === 'string';
}

describe('a failure with --json', () => {
  it.each([
    ['an unknown command', ['--json', 'backu'], 2, 'unknown command backu (did you mean backup?)'],
    ['no command', ['--json'], 2, 'no command given'],
    ['an unknown option', ['backup', 'orcl', 'config', '--json', '--verbos'], 2, 'backup: unknown option --verbos (did you mean --verbose?)'],
    ['a missing argument', ['snapper', '--json'], 2, 'snapper: <db> is missing'],
    ['an unknown action', ['snapper', 'orcl', 'lst', '--json'], 2, 'unknown action lst (did you mean list?)'],
    ['a missing configuration', ['--config', '/nonexistent/backup.cfg', 'config', 'show', '--json'], 2, '/nonexistent/backup.cfg'],
    ['lab, which has none', ['lab', 'create', '/nonexistent/lab', '--json'], 2, 'icb lab has no JSON output'],
    ['demo, which has none', ['demo', '--json'], 2, 'icb demo has no JSON output'],
  ] as const)('is one document on stdout: %s', async (_, args, exitCode, message) => {
    const failed = await icb(...args);

    const document = JSON.parse(failed.stdout) as unknown;
    expect(document).toEqual({ error: { message: expect.stringContaining(message), hint: expect.toSatisfy(isTextOrNull), exitCode } });
    expect(failed.exitCode).toBe(exitCode);
    expect(failed.stderr).toMatch(/^icb: /);
    expect(failed.stderr).toContain(message);
  });

  it('says on stderr what it says without --json', async () => {
    const [plain, json] = [await icb('backup', 'orcl'), await icb('backup', 'orcl', '--json')];

    expect(plain.stdout).toBe('');
    expect(json).toMatchObject({ exitCode: plain.exitCode, stderr: plain.stderr });
  });

  it('has null for a hint that is not there, and no stack for a defect', () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];

    reportFailure(new Error('cannot be'), { args: ['--json'], signal: new AbortController().signal, stdout, stderr });

    expect(JSON.parse(String(stdout.read()))).toEqual({ error: { message: 'internal error, please report it: cannot be', hint: null, exitCode: 1 } });
  });
});
