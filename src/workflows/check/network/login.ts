import { listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const login: Check<CheckedDatabase> = {
  name: 'login',
  title: 'the login to the database with the wallet: listener, service, wallet entry, password, privilege',
  needs: ['oracle-home', 'tns-alias', 'wallet'],
  remedy: 'set the password again (password file, wallet: mkstore -createCredential or -modifyCredential)',
  run: async ({ settings, oracle }, signal) => {
    const { dbUniqueName, hostName, version } = await oracle.facts(signal);
    if (oracle.warnings.length > 0) return warn(`SQL*Plus warns: ${listSome([...oracle.warnings], 2)}`);
    return ok(`/@${settings.name} as ${settings.privilege}: ${dbUniqueName} ${version} on ${hostName}`);
  },
};
