import { expect, it } from 'vitest';
import { runInventory } from '#oracle/inventory.ts';
import { FakeTool, neverAborted } from './fake-tools.ts';

it('is ended when its time is over, and says so', async () => {
  const timeLimit = new AbortController();
  const tool = new FakeTool({
    output: ({ signal }) => {
      timeLimit.abort();
      return [signal.aborted ? 'told to end\n' : 'still running\n'];
    },
    exit: { killedBy: 'SIGTERM' },
  });

  const warning = await runInventory(['lsinventory'], tool.surroundings('/u01/home/OPatch/opatch', '/tmp'), timeLimit.signal, neverAborted);

  expect(warning).toBe('opatch lsinventory took too long and was ended');
  expect(tool.toolOutput).toEqual(['told to end\n']);
});
