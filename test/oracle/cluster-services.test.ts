import { describe, expect, it } from 'vitest';
import { readServices, serviceCommands } from '#oracle/cluster-services.ts';
import type { SrvctlStyle } from '#oracle/cluster-services.ts';
import { elevenTwo, nineteen, twentySix } from './srvctl-outputs.ts';

function commandsOf(output: string, style: SrvctlStyle = 'words') {
  return readServices(output).map((service) => serviceCommands(service, 'orcl', style));
}

describe('the commands that make services again', () => {
  it('have options of one letter before 12.1', () => {
    expect(commandsOf(elevenTwo, 'letters')).toEqual([
      { commands: ['srvctl add service -d orcl -s crm -r orcl1 -a orcl2 -l PRIMARY -y AUTOMATIC -q true -e SELECT -m BASIC -z 180 -w 5 -j LONG -P BASIC'], untold: [] },
    ]);
  });

  it('have words since, in the order in which they are printed', () => {
    const [shop, batch] = commandsOf(nineteen);

    expect(shop).toEqual({
      commands: [
        'srvctl add service -db orcl -service shop -preferred ORCL1,ORCL2 -role PRIMARY -policy AUTOMATIC -notification true -commit_outcome true -failovertype AUTO '
          + '-failoverretry 30 -failoverdelay 3 -failover_restore AUTO -clbgoal LONG -pdb SHOPPDB -replay_init_time 1000 -drain_timeout 300 -stopoption immediate -session_state AUTO',
      ],
      untold: [],
    });
    expect(batch).toEqual({
      commands: [
        'srvctl add service -db orcl -service batch -serverpool nightpool -cardinality UNIFORM -role PRIMARY,SNAPSHOT_STANDBY -policy MANUAL',
        'srvctl disable service -db orcl -service batch',
      ],
      untold: [],
    });
  });

  it('tell what they have no option for', () => {
    expect(commandsOf(twentySix)).toEqual([
      {
        commands: ['srvctl add service -db orcl -service orcl_pdb.example.com -preferred orcl1,orcl2 -role PRIMARY -policy AUTOMATIC -resetstate LEVEL1 -clbgoal LONG -pdb PDB1 -failback yes'],
        untold: ['Commit Outcome Fastpath: TRUE', 'Template timeout: 86400 seconds'],
      },
    ]);
    expect(commandsOf('Service name: a\nDrain timeout: 3\n', 'letters')[0]?.untold).toEqual(['Drain timeout: 3']);
  });

  it('of a single instance name no place', () => {
    expect(commandsOf('Service name: app\nService is enabled\nCardinality: SINGLETON\nService role: PRIMARY\n')[0]?.commands).toEqual(['srvctl add service -db orcl -service app -role PRIMARY']);
  });

  it('need no edition, which 11.2 does not always print', () => {
    expect(commandsOf(elevenTwo.replace(/^Edition:.*\n/mu, ''), 'letters')).toEqual(commandsOf(elevenTwo, 'letters'));
  });

  it('quote what a shell would take for something else', () => {
    expect(commandsOf('Service name: a$b\n')[0]?.commands).toEqual(["srvctl add service -db orcl -service 'a$b'"]);
  });

  it('are none where there are no services', () => {
    expect(commandsOf('PRKO-2120 : no services\n')).toEqual([]);
  });
});
