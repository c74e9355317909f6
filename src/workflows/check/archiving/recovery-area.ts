import { destinationTrouble, slotsInRecoveryArea } from '#oracle/archive-destinations.ts';
import { fail, ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const recoveryArea: Check<CheckedDatabase> = {
  name: 'recovery-area',
  title: 'a local archive destination is the recovery area, and works',
  needs: ['archive-mode', 'data-guard-role'],
  remedy: 'set DB_RECOVERY_FILE_DEST_SIZE and DB_RECOVERY_FILE_DEST, then run: icb backup <db> config',
  run: async ({ oracle }, signal) => {
    const destinations = await oracle.destinations(signal);
    if (destinations.singleDestination !== '') return fail(`LOG_ARCHIVE_DEST is set to ${destinations.singleDestination} and excludes further destinations`, 'run: alter system reset log_archive_dest, then icb backup <db> config');
    if (destinations.recoveryArea === '') return fail('there is no recovery area (DB_RECOVERY_FILE_DEST)');
    const slots = slotsInRecoveryArea(destinations);
    if (slots.length === 0) return fail(`no LOG_ARCHIVE_DEST_n is ${destinations.recoveryArea}`, 'run: icb backup <db> config');
    const trouble = destinationTrouble(destinations, slots);
    return trouble === undefined ? ok(destinations.recoveryArea) : fail(trouble, 'see to what the error says: the database stops when it cannot archive');
  },
};
