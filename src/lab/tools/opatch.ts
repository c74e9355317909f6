import { join } from 'node:path';
import { softwareOf } from '#lab/database-kind.ts';
import type { ToolCall } from './tool-call.ts';
import { failByFault } from './tool-fault.ts';

interface Patch {
  readonly id: number;
  readonly uniqueId: number;
  readonly description: string;
}

/** Patches of the simulated homes; those of other releases than 19c are made up. */
const patchesOf: Readonly<Record<string, readonly Patch[]>> = {
  '11.2': [{ id: 31_537_677, uniqueId: 23_852_314, description: 'Database Patch Set Update : 11.2.0.4.201020 (31537677)' }],
  '12.1': [{ id: 31_550_110, uniqueId: 23_886_107, description: 'Database Patch Set Update : 12.1.0.2.201020 (31550110)' }],
  '19c': [
    { id: 35_943_157, uniqueId: 25_527_362, description: 'Database Release Update : 19.22.0.0.240116 (35943157)' },
    { id: 35_926_646, uniqueId: 25_513_953, description: 'OJVM RELEASE UPDATE: 19.22.0.0.240116 (35926646)' },
  ],
};

/** The simulated `opatch`: `lsinventory` and `lspatches`. */
export async function runOpatch(call: ToolCall): Promise<number> {
  const failed = await failByFault(call, 'opatch');
  if (failed !== undefined) return failed;
  const home = call.env['ORACLE_HOME'];
  if (home === undefined || home === '') {
    call.stdout('ORACLE_HOME is not set at OPatch invocation\n\nOPatch failed with error code 1\n');
    return 1;
  }
  const [command = ''] = call.args;
  if (command === 'lspatches') {
    call.stdout(`${patchesIn(home).map(({ id, description }) => `${id};${description}`).join('\n')}\n\nOPatch succeeded.\n`);
    return 0;
  }
  if (command === 'lsinventory') {
    call.stdout(inventory(call, home));
    return 0;
  }
  if (command === 'version') {
    call.stdout('OPatch Version: 12.2.0.1.41\n\nOPatch succeeded.\n');
    return 0;
  }
  call.stdout(`Syntax Error... Unrecognized Command or Option (${command})\n\nOPatch failed with error code 14\n`);
  return 14;
}

function patchesIn(home: string): readonly Patch[] {
  return patchesOf[softwareOf(home).release] ?? [];
}

function inventory({ clock }: ToolCall, home: string): string {
  const now = clock.now().toLocal();
  const patches = patchesIn(home);
  const { release, version } = softwareOf(home);
  const listed = patches.map(
    ({ id, uniqueId, description }) =>
      `Patch  ${id}     : applied on ${now.minus({ days: 30 }).toFormat("ccc LLL dd HH:mm:ss yyyy", { locale: 'en' })}\nUnique Patch ID:  ${uniqueId}\nPatch description:  "${description}"\n`,
  );
  return `Oracle Interim Patch Installer version 12.2.0.1.41
Copyright (c) ${now.year}, Oracle Corporation.  All rights reserved.


Oracle Home       : ${home}
Central Inventory : ${join(home, '..', 'oraInventory')}
   from           : ${join(home, 'oraInst.loc')}
OPatch version    : 12.2.0.1.41
OUI version       : 12.2.0.7.0
Log file location : ${join(home, 'cfgtoollogs', 'opatch', `opatch${now.toFormat('yyyy-MM-dd_HH-mm-ssa')}_1.log`)}

Lsinventory Output file location : ${join(home, 'cfgtoollogs', 'opatch', 'lsinv', `lsinventory${now.toFormat('yyyy-MM-dd_HH-mm-ssa')}.txt`)}
--------------------------------------------------------------------------------
Local Machine Information::
Hostname: labhost
ARU platform id: 226
ARU platform description:: Linux x86-64

Installed Top-level Products (1):

${`Oracle Database ${release}`.padEnd(68)} ${version}
There are 1 products installed in this Oracle Home.


Interim patches (${patches.length}) :

${listed.join('\n')}

--------------------------------------------------------------------------------

OPatch succeeded.
`;
}
