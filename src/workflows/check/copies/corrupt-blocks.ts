import { listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const corruptBlocks: Check<CheckedDatabase> = {
  name: 'corrupt-blocks',
  title: 'V$DATABASE_BLOCK_CORRUPTION is empty: nobody has found corrupt blocks in the database',
  needs: ['data-guard-role'],
  remedy: 'run in RMAN: recover corruption list, and icb backup <db> validatebackup afterwards',
  run: async ({ oracle }, signal) => {
    const { oracle: tools } = await oracle.run(signal);
    const rows = await tools.sql('corrupt-blocks.sql', { step: 'ask for corrupt blocks' }, signal);
    const found = rows.all('corruption', ['file', 'block', 'blocks', 'type']);
    return found.length === 0 ? ok('none') : warn(`${found.length} ranges: ${listSome(found.map(({ file, block, type }) => `file ${file} block ${block} (${type})`), 2)}`);
  },
};
