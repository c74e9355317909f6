import { join } from 'node:path';
import { IcbError } from '#core/errors.ts';
import { checkProgram } from '#oracle/programs/program-check.ts';
import { listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const sideTools: Check<CheckedDatabase> = {
  name: 'side-tools',
  title: 'opatch, adrci and, with gimanaged, srvctl: their output goes into the logs of backups and restores',
  needs: ['oracle-home'],
  remedy: 'install what is missing into the Oracle home; backups go on without, with a warning each time (gimanaged: false where there is no cluster)',
  run: async ({ settings: { oracleHome, gridManaged } }) => {
    const programs = [join(oracleHome, 'OPatch', 'opatch'), join(oracleHome, 'bin', 'adrci'), ...(gridManaged ? [join(oracleHome, 'bin', 'srvctl')] : [])];
    const troubles: string[] = [];
    for (const program of programs) {
      await checkProgram(program).catch((error: unknown) => {
        if (!(error instanceof IcbError)) throw error;
        troubles.push(error.message);
      });
    }
    return troubles.length === 0 ? ok(`${programs.length} programs`) : warn(listSome(troubles));
  },
};
