import { expect, it } from 'vitest';
import { processLauncher } from '#oracle/programs/process-launcher.ts';
import { ProgramsForReading } from '#oracle/programs/programs-for-reading.ts';

it('leaves no program behind that does not end when it is asked to', async () => {
  const asking = new AbortController();
  const heard = Promise.withResolvers<void>();
  const programs = new ProgramsForReading(processLauncher({ killGraceMs: 600_000, lingerMs: 1000 }));
  const running = programs.launch({ program: '/bin/sh', args: ['-c', 'trap "" TERM; echo ready; while :; do sleep 1; done'], env: { PATH: '/usr/bin:/bin' }, onOutput: () => heard.resolve(), signal: asking.signal });
  await heard.promise;
  asking.abort();

  programs[Symbol.dispose]();

  await expect(running).resolves.toEqual({ killedBy: 'SIGKILL' });
});
