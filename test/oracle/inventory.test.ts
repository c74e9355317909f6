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

  const warning = await runInventory(['lsinventory'], tool.surroundings('/u01/home/OPatch/opatch', '/tmp'), { timeLimit: timeLimit.signal }, neverAborted);

  expect(warning).toBe('opatch lsinventory took too long and was ended');
  expect(tool.toolOutput).toEqual(['told to end\n']);
});

it('has failed when a line says so, though it ended with 0', async () => {
  const lines = ['DIA-48415: Syntax error found in string [purge -old] at column [10]\n', 'ADR base is "/log"\n\nDIA-48448: This command does not support multiple ADR homes\n'];
  const tool = new FakeTool({ output: () => lines, exit: { exitCode: 0 } });

  const warning = await runInventory(['exec=purge'], tool.surroundings('/u01/home/bin/adrci', '/tmp'), { timeLimit: neverAborted, errorLine: /^DIA-\d+:/u }, neverAborted);

  expect(warning).toBe('adrci exec=purge: DIA-48415: Syntax error found in string [purge -old] at column [10]; DIA-48448: This command does not support multiple ADR homes');
});
