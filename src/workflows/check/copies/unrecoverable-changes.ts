import { beyondTheCopies } from '#oracle/unrecoverable-changes.ts';
import { listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const unrecoverableChanges: Check<CheckedDatabase> = {
  name: 'unrecoverable-changes',
  title: 'no NOLOGGING changes since the image copies: a restore would find corrupt blocks there',
  needs: ['data-guard-role'],
  remedy: 'run a backup now: it reads the blocks themselves; FORCE LOGGING prevents them',
  run: async ({ oracle }, signal) => {
    const { unrecoverable } = await oracle.logging(signal);
    const changes = beyondTheCopies(unrecoverable, await oracle.imageCopies(signal));
    return changes.length === 0 ? ok('none') : warn(`in ${changes.length} datafiles: ${listSome(changes.map(({ name, time }) => `${name} (${time})`), 2)}`);
  },
};
