import { uncopiedDatafiles as withoutCopy } from '#oracle/image-copies.ts';
import { listSome, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const uncopiedDatafiles: Check<CheckedDatabase> = {
  name: 'uncopied-datafiles',
  title: 'every datafile has an image copy',
  needs: ['data-guard-role'],
  remedy: 'nothing: the next backup copies them; when it does not, look into its log',
  run: async ({ oracle }, signal) => {
    const imageCopies = await oracle.imageCopies(signal);
    if (imageCopies.copies.length === 0) return skip('there is no image copy yet: the first backup makes it');
    const files = withoutCopy(imageCopies);
    return files.length === 0 ? ok(`${imageCopies.datafiles.length} datafiles`) : warn(`${files.length} without: ${listSome(files.map(({ name }) => name), 2)}`);
  },
};
