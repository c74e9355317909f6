import { uncopiedDatafiles as withoutCopy } from '#oracle/image-copies.ts';
import { missingCopyFiles } from '../../backup/image-copy-refresh.ts';
import { fail, listSome, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const uncopiedDatafiles: Check<CheckedDatabase> = {
  name: 'uncopied-datafiles',
  title: 'every datafile has an image copy, whose file is in the backup area',
  needs: ['area', 'data-guard-role'],
  remedy: 'nothing: the next backup copies them; when it does not, look into its log',
  run: async ({ oracle }, signal) => {
    const imageCopies = await oracle.imageCopies(signal);
    if (imageCopies.copies.length === 0) return skip('there is no image copy yet: the first backup makes it');
    // The control file goes on listing a file that somebody removed.
    const gone = await missingCopyFiles(imageCopies);
    if (gone.length > 0) return fail(`${gone.length} files of the image copy are gone: ${listSome(gone, 2)}`, 'put them back, or let RMAN forget them (crosscheck copy of database; delete noprompt expired copy of database): the next backup then copies those datafiles in full');
    const files = withoutCopy(imageCopies);
    return files.length === 0 ? ok(`${imageCopies.datafiles.length} datafiles`) : warn(`${files.length} without: ${listSome(files.map(({ name }) => name), 2)}`);
  },
};
