import { describe, expect, it } from 'vitest';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { Rows } from '#oracle/programs/rows.ts';
import { openContainers } from '#workflows/restore/open-containers.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { neverAborted } from '../../oracle/fake-tools.ts';

/** An instance whose pluggable databases are as these lines say before they are opened, and as those afterwards. */
function instance(before: readonly string[], after: readonly string[]): InstanceTools & { readonly opened: string[] } {
  const opened: string[] = [];
  return {
    opened,
    rman: async () => undefined,
    adrci: async () => undefined,
    sql: async (script, { values }) => {
      if (script === 'pluggable-databases.sql') return new Rows(script, new Map([['pdb', opened.length === 0 ? before : after]]));
      opened.push(`${script}${Object.values(values ?? {}).join()}`);
      return new Rows(script, new Map());
    },
  };
}

const open = { database: 'orcl', open: 'read only' } as const;

describe('opening the pluggable databases of a restored database', () => {
  it('opens all of them', async () => {
    const tools = instance(['A|MOUNTED||NORMAL', 'B|MOUNTED||NORMAL'], ['A|READ ONLY|NO|NORMAL', 'B|READ ONLY|NO|NORMAL']);
    const log = recordedLog();

    const containers = await openContainers(tools, { ...open, log }, neverAborted);

    expect(tools.opened).toEqual(['open-pluggable-databases-read-only.sql']);
    expect(containers.map(({ name, openMode }) => `${name} ${openMode}`)).toEqual(['A READ ONLY', 'B READ ONLY']);
    expect(log.lines).toEqual([]);
  });

  it.each([
    ['read only', 'NEW', 'it has never been opened since it was created'],
    ['read only', 'UNPLUGGED', 'it was unplugged, and can only be dropped'],
    ['resetlogs', 'REFRESHING', 'it is refreshed from another one, and can only be read'],
  ] as const)('%s leaves one out that is %s, and says so', async (mode, status, reason) => {
    const tools = instance(['A|MOUNTED||NORMAL', `B|MOUNTED||${status}`], ['A|READ ONLY|NO|NORMAL', `B|MOUNTED||${status}`]);
    const log = recordedLog();

    await openContainers(tools, { ...open, open: mode, log }, neverAborted);

    expect(tools.opened).toEqual([`open-pluggable-databases${mode === 'read only' ? '-read-only' : ''}.sql except B`]);
    expect(log.lines).toMatchObject([{ level: 'warn', message: `pluggable database B is not opened: ${reason}` }]);
  });

  it('opens none where none can be', async () => {
    const tools = instance(['A|MOUNTED||UNPLUGGED'], []);

    await openContainers(tools, { ...open, log: recordedLog() }, neverAborted);

    expect(tools.opened).toEqual([]);
  });

  it('fails for one that stays closed', async () => {
    const tools = instance(['A|MOUNTED||NORMAL', 'B|MOUNTED||NORMAL'], ['A|READ ONLY|NO|NORMAL', 'B|MOUNTED||NORMAL']);

    await expect(openContainers(tools, { ...open, log: recordedLog() }, neverAborted)).rejects.toThrow('orcl: pluggable database B could not be opened');
  });

  it('names those that Oracle could not open, and what it said', async () => {
    const tools = instance(['A|MOUNTED||NORMAL', 'B|MOUNTED||NORMAL'], ['A|READ ONLY|NO|NORMAL', 'B|MOUNTED||NORMAL']);
    const failing: InstanceTools = {
      ...tools,
      sql: async (...call) => {
        const rows = await tools.sql(...call);
        if (call[0].startsWith('open-')) throw new Error('ORA-01157: cannot identify data file 9');
        return rows;
      },
    };

    await expect(openContainers(failing, { ...open, log: recordedLog() }, neverAborted)).rejects.toThrow('orcl: pluggable database B could not be opened: ORA-01157: cannot identify data file 9');
  });

  it('says that one is open for administrators only', async () => {
    const tools = instance(['A|MOUNTED||NORMAL'], ['A|READ ONLY|YES|NORMAL']);
    const log = recordedLog();

    await openContainers(tools, { ...open, log }, neverAborted);

    expect(log.lines).toMatchObject([{ level: 'warn', message: expect.stringMatching(/^pluggable database A is open for administrators only/u) as string }]);
  });
});
