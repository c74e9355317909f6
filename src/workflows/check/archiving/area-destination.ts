import { archivedLogFolder } from '#core/area-layout.ts';
import { destinationTrouble, slotsInFolder, unusedOnStandby } from '#oracle/archive-destinations.ts';
import { isStandby } from '../../backup/data-guard-role.ts';
import { fail, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const areaDestination: Check<CheckedDatabase> = {
  name: 'area-destination',
  title: 'an optional archive destination is the folder archivelog of the backup area, and works',
  needs: ['archive-mode', 'data-guard-role'],
  remedy: 'run: icb backup <db> config',
  run: async ({ settings, oracle }, signal) => {
    const { facts } = await oracle.run(signal);
    const destinations = await oracle.destinations(signal);
    const folder = archivedLogFolder(settings.area);
    const slots = slotsInFolder(destinations, folder);
    if (slots.length === 0) return fail(`no LOG_ARCHIVE_DEST_n is ${folder}`);
    if (isStandby(facts) && unusedOnStandby(destinations, folder) !== undefined) return fail('VALID_FOR keeps the standby from using it');
    const trouble = destinationTrouble(destinations, slots);
    if (trouble !== undefined) return warn(`${trouble}: redo since the last backup is not in the area`, 'see to what the error says; icb backup <db> config enables one that is deferred');
    const mandatory = slots.find((slot) => /\bmandatory\b/iu.test(destinations.slots.get(slot) ?? ''));
    if (mandatory !== undefined) return warn(`log_archive_dest_${mandatory} is MANDATORY: while the area is away the database stops once its online logs are full`, 'make it OPTIONAL');
    return ok(`log_archive_dest_${slots.join(', ')}`);
  },
};
