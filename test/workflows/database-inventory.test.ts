import { describe, expect, it } from 'vitest';
import type { CapturedRun, InventoryTools } from '#oracle/inventory.ts';
import { inventoryJson, inventoryText } from '#reports/database-inventory.ts';
import { takeInventory } from '#workflows/database-inventory.ts';
import { elevenTwo, twentySix } from '../oracle/srvctl-outputs.ts';

const good = (output: string): CapturedRun => ({ output, fault: undefined });
const configuration = 'Database unique name: orcl\nOracle home: /u01/home\nSpfile: \n';
const patches = good('35943157;Database Release Update : 19.22.0.0.240116 (35943157)\n\nOPatch succeeded.\n');

function tools(answers: Readonly<Record<string, CapturedRun>>) {
  const asked: string[] = [];
  const answer = async (line: string): Promise<CapturedRun> => {
    asked.push(line);
    return answers[line] ?? { output: '', fault: `${line} ended with exit code 1` };
  };
  const inventoryTools: InventoryTools = {
    srvctl: async (args) => answer(`srvctl ${args.join(' ')}`),
    opatch: async (args) => answer(`opatch ${args.join(' ')}`),
  };
  return { inventoryTools, asked };
}

async function inventoryOf(answers: Readonly<Record<string, CapturedRun>>, gridManaged = true) {
  const { inventoryTools, asked } = tools(answers);
  const inventory = await takeInventory({ name: 'orcl', oracleHome: '/u01/home', gridManaged }, inventoryTools, new AbortController().signal);
  return { inventory, asked };
}

describe('the inventory of a database', () => {
  it('is text of which the commands can be pasted', async () => {
    const { inventory } = await inventoryOf({ 'srvctl config database -db orcl': good(configuration), 'srvctl config service -db orcl': good(twentySix), 'opatch lspatches': patches });

    expect(inventoryText(inventory).split('\n')).toEqual([
      '# orcl in Grid Infrastructure',
      '#   Database unique name: orcl',
      '#   Oracle home: /u01/home',
      '#   Spfile:',
      '',
      '# services: these commands would make them again',
      expect.stringMatching(/^srvctl add service -db orcl -service orcl_pdb\.example\.com -preferred orcl1,orcl2 /u),
      '#   set, and not in this command: Commit Outcome Fastpath: TRUE',
      '#   set, and not in this command: Template timeout: 86400 seconds',
      '',
      '# patches of /u01/home',
      '#   35943157  Database Release Update : 19.22.0.0.240116 (35943157)',
      '',
    ]);
    expect(inventoryJson(inventory)).toMatchObject({
      database: 'orcl',
      configuration: { 'Database unique name': 'orcl', 'Oracle home': '/u01/home', Spfile: '' },
      services: [{ name: 'orcl_pdb.example.com', enabled: true, values: { 'Reset State': 'LEVEL1' }, commands: [expect.any(String)] }],
      patches: [{ id: '35943157', description: 'Database Release Update : 19.22.0.0.240116 (35943157)' }],
      problems: [],
    });
  });

  it('asks with options of one letter where srvctl knows no others', async () => {
    const refused = { output: 'PRKO-2002 : Invalid command line option: -db\n', fault: 'ended with 2' };

    const { inventory, asked } = await inventoryOf({
      'srvctl config database -db orcl': refused,
      'srvctl config database -d orcl': good(configuration),
      'srvctl config service -d orcl': good(elevenTwo),
      'opatch lspatches': patches,
    });

    expect(asked).toEqual(['srvctl config database -db orcl', 'srvctl config database -d orcl', 'srvctl config service -d orcl', 'opatch lspatches']);
    expect(inventory.cluster?.services?.[0]?.commands[0]).toContain('srvctl add service -d orcl -s crm ');
    expect(inventory.problems).toEqual([]);
  });

  it('has the one when the other cannot be had, and says why', async () => {
    const noCluster = { output: 'PRCD-1027 : Failed to retrieve database orcl\nCRS-0184 : Cannot communicate with the CRS daemon.\n', fault: 'srvctl config database -db orcl ended with exit code 1' };

    const { inventory } = await inventoryOf({ 'srvctl config database -db orcl': noCluster });

    expect(inventory.problems).toEqual([
      'srvctl config database -db orcl ended with exit code 1: PRCD-1027 : Failed to retrieve database orcl; CRS-0184 : Cannot communicate with the CRS daemon.',
      'opatch lspatches ended with exit code 1',
    ]);
    expect(inventoryText(inventory)).toMatch(/^# MISSING: srvctl .*\n# MISSING: opatch .*\n$/u);
    expect(inventoryJson(inventory)).toMatchObject({ configuration: null, services: null, patches: null });
  });

  it('does not take services that could not be listed for none', async () => {
    const { inventory } = await inventoryOf({ 'srvctl config database -db orcl': good(configuration), 'opatch lspatches': patches });

    expect(inventoryText(inventory)).toContain('# MISSING: srvctl config service -db orcl ended with exit code 1');
    expect(inventoryText(inventory)).not.toContain('# services');
    expect(inventoryJson(inventory)).toMatchObject({ configuration: { Spfile: '' }, services: null });
  });

  it('asks no cluster where there is none', async () => {
    const { inventory, asked } = await inventoryOf({ 'opatch lspatches': patches }, false);

    expect(asked).toEqual(['opatch lspatches']);
    expect(inventoryText(inventory)).toMatch(/^# Grid Infrastructure was not asked: gimanaged is false\n\n# patches of /u);
  });
});
