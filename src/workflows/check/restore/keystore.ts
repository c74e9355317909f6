import { ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { restoreSettingsOf } from './restore-settings.ts';

/** Whether it opens only a restore test tells. */
export const keystore: Check<CheckedDatabase> = {
  name: 'keystore',
  title: 'a database with encrypted tablespaces has autorestorewalletroot, without which none of its restores can work',
  needs: ['data-guard-role'],
  remedy: "copy production's auto-login keystore to the restore host, apart from the backups, and name the folder above its tde as autorestorewalletroot",
  run: async (database, signal) => {
    const { encryptedTablespaces } = await database.oracle.state(signal);
    if (encryptedTablespaces === 0) return skip('no tablespace is encrypted');
    const walletRoot = restoreSettingsOf(database)?.walletRoot;
    const told = `${encryptedTablespaces} encrypted`;
    return walletRoot === undefined ? warn(`${told}, and autorestorewalletroot is not set`) : ok(`${told}: ${walletRoot}`);
  },
};
