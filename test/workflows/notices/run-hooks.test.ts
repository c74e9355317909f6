import { describe, expect, it } from 'vitest';
import { IcbError, RefusedError } from '#core/errors.ts';
import type { ToolExit, ToolInvocation } from '#oracle/programs/tool.ts';
import { RunHooks } from '#workflows/notices/run-hooks.ts';
import { recordedLog } from '../../core/recorded-log.ts';

const hooks = { pre: ['/opt/pre', 'https://chat.example/5e-cr3t'], post: ['/opt/post'], failure: ['/opt/failed'], limitMs: 60_000 };

interface Setting {
  readonly exit?: ToolExit;
  readonly hooks?: Partial<typeof hooks>;
  readonly signal?: AbortSignal;
}

/** Hooks whose commands print a line and end so. */
function openHooks({ exit = { exitCode: 0 }, hooks: changed = hooks, signal = new AbortController().signal }: Setting = {}) {
  const started: ToolInvocation[] = [];
  const log = recordedLog();
  const launch = async (invocation: ToolInvocation): Promise<ToolExit> => {
    started.push(invocation);
    invocation.onOutput('share is away\n');
    return exit;
  };
  const settings = { pre: undefined, post: undefined, failure: undefined, limitMs: 60_000, ...changed };
  return { runHooks: new RunHooks({ hooks: settings, facts: { DATABASE: 'orcl', AREA: undefined }, launch, signal }), started, log };
}

const surroundings = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };

describe('the command before a run', () => {
  it('gets its words and what is known of the run, and nothing of our environment', async () => {
    const { runHooks, started, log } = openHooks();

    await runHooks.beforeWork({ LOG: '/x.log' }, log);

    expect(started.map(({ program, args, env }) => [program, args, env])).toEqual([
      ['/opt/pre', ['https://chat.example/5e-cr3t'], { ...surroundings, ICB_HOOK: 'pre', ICB_DATABASE: 'orcl', ICB_LOG: '/x.log' }],
    ]);
    expect(log.lines).toMatchObject([{ level: 'info', message: 'hookpre: /opt/pre' }]);
  });

  it.each([
    [{ exitCode: 4 }, 'ended with exit code 4: share is away'],
    [{ killedBy: 'SIGSEGV' }, 'was killed by SIGSEGV: share is away'],
  ])('that ends with %j keeps the work from beginning', async (exit, fault) => {
    const { runHooks, log } = openHooks({ exit });

    await expect(runHooks.beforeWork({}, log)).rejects.toMatchObject({ exitCode: 2, message: `nothing was begun, because the site's own command failed: hookpre (/opt/pre) ${fault}` });
  });

  it('that is no program keeps it from beginning, too', async () => {
    const { runHooks, log } = openHooks({ hooks: { pre: ['no-such-program'] } });

    await expect(runHooks.beforeWork({}, log)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('there is no program no-such-program in ') });
  });

  it('is nothing where none is configured', async () => {
    const { runHooks, started, log } = openHooks({ hooks: {} });

    await runHooks.beforeWork({}, log);
    await runHooks.afterWork({}, log);
    await runHooks.afterFailure(new Error('x'), {}, log);

    expect([started, log.lines]).toEqual([[], []]);
  });
});

describe('the command after a run', () => {
  it('that fails is a warning', async () => {
    const { runHooks, started, log } = openHooks({ exit: { exitCode: 1 } });

    await runHooks.afterWork({ SNAPSHOT: 's1' }, log);

    expect(started.map(({ env }) => env)).toEqual([{ ...surroundings, ICB_HOOK: 'post', ICB_DATABASE: 'orcl', ICB_EXIT_CODE: '0', ICB_SNAPSHOT: 's1' }]);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', message: "the work is done, but the site's own command failed afterwards: hookpost (/opt/post) ended with exit code 1: share is away" });
  });
});

describe('the command after a failure', () => {
  it.each([
    [new RefusedError('refused\nby us'), '3', String.raw`refused\nby us`],
    [new IcbError('went wrong'), '1', 'went wrong'],
    [new TypeError('a defect'), '1', 'a defect'],
  ])('is told of %s', async (error, exitCode, message) => {
    const { runHooks, started, log } = openHooks();

    await runHooks.afterFailure(error, {}, log);

    expect(started[0]?.env).toMatchObject({ ICB_HOOK: 'failure', ICB_EXIT_CODE: exitCode, ICB_ERROR: message });
  });

  it('is run after a signal, too, and its own failure is a warning', async () => {
    const { runHooks, started, log } = openHooks({ exit: { exitCode: 1 }, signal: AbortSignal.abort(new IcbError('interrupted')) });

    await runHooks.afterFailure(new IcbError('interrupted'), {}, log);

    expect(started).toHaveLength(1);
    expect(started[0]?.signal.aborted).toBe(false);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', message: expect.stringContaining("the site's own command for failures failed itself: hookfailure (/opt/failed) ") });
  });
});
