import { softwareOf } from '#lab/database-kind.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import type { ToolCall } from './tool-call.ts';
import { failByFault } from './tool-fault.ts';

/**
 * The simulated `srvctl` of a host without clusterware (law 46): it knows its commands, and fails at all of them. The PRC
 * texts are from memory of such hosts [u]. Options of more than a letter begin with 12.1.
 */
export async function runSrvctl(call: ToolCall): Promise<number> {
  const failed = await failByFault(call, 'srvctl');
  if (failed !== undefined) return failed;
  const [verb, object, ...options] = call.args;
  const isKnown = ['config', 'status', 'start', 'stop'].includes(verb ?? '') && ['database', 'service'].includes(object ?? '');
  if (!isKnown) {
    call.stdout(`PRKO-2000 : Invalid command line syntax\nUsage: srvctl <command> <object> [<options>]\n`);
    return 2;
  }
  const [longOption] = isAtLeast(softwareOf(call.env['ORACLE_HOME'] ?? '').version, '12.1') ? [] : options.filter((option) => /^-\w{2,}$/u.test(option));
  if (longOption !== undefined) {
    call.stdout(`PRKO-2002 : Invalid command line option: ${longOption}\n`);
    return 2;
  }
  const named = options.findIndex((option) => ['-db', '-database', '-d'].includes(option));
  const database = named === -1 ? undefined : options[named + 1];
  if (database === undefined) {
    call.stdout('PRKO-3019 : One of these options must be specified: -db\n');
    return 2;
  }
  call.stdout(
    `PRCD-1027 : Failed to retrieve database ${database}\n`
      + `PRCR-1070 : Failed to check if resource ora.${database.toLowerCase()}.db is registered\n`
      + 'CRS-0184 : Cannot communicate with the CRS daemon.\n',
  );
  return 1;
}
