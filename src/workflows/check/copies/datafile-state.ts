import { listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const datafileState: Check<CheckedDatabase> = {
  name: 'datafile-state',
  title: 'no datafile is offline and needs recovery: its redo goes with the recovery window',
  needs: ['data-guard-role'],
  remedy: 'recover the datafile and bring it online',
  run: async ({ oracle }, signal) => {
    const { datafiles } = await oracle.imageCopies(signal);
    const outOfUse = datafiles.filter(({ needsRecovery }) => needsRecovery === true);
    return outOfUse.length === 0 ? ok(`${datafiles.length} datafiles`) : warn(`${outOfUse.length} need recovery: ${listSome(outOfUse.map(({ name }) => name), 2)}`);
  },
};
