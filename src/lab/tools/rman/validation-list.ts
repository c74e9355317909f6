import type { LabDatabase } from '#lab/oracle/database.ts';
import type { Datafile } from '#lab/oracle/datafiles.ts';
import type { FileValidation } from '#lab/oracle/backup/validate.ts';

/** V$DATABASE_BLOCK_CORRUPTION has what was found last: what was there before and is no longer leaves it. */
export function recordCorruption(db: LabDatabase, { file, corrupt }: FileValidation): void {
  db.sql.transaction(() => {
    db.sql.run('delete from block_corruption where file = ?', file);
    for (const { block, type, scn } of corrupt) {
      db.sql.insert('block_corruption', { file, block, blocks: 1, corruption_change: scn, corruption_type: type });
    }
  });
}

/** Rows of the lab are data, its file headers are other. */
export function validationList(of: 'Datafiles' | 'Datafile Copies', file: Pick<Datafile, 'file' | 'name'>, { examined, empty, corrupt, highScn }: FileValidation): readonly string[] {
  const marked = corrupt.filter(({ type }) => type === 'NOLOGGING').length;
  const failing = corrupt.length - marked;
  const status = failing > 0 ? 'FAILED' : 'OK';
  return [
    `List of ${of}`,
    '='.repeat(`List of ${of}`.length),
    'File Status Marked Corrupt Empty Blocks Blocks Examined High SCN',
    '---- ------ -------------- ------------ --------------- ----------',
    row([file.file, status, marked, empty, examined, highScn], [4, 6, 14, 12, 15, 10]),
    `  File Name: ${file.name}`,
    '  Block Type Blocks Failing Blocks Processed',
    '  ---------- -------------- ----------------',
    ...[['Data', failing, examined - empty - 1], ['Index', 0, 0], ['Other', 0, 1]].map((values) => `  ${row(values, [10, 14, 16])}`),
    '',
    ...(failing > 0 ? ['validate found one or more corrupt blocks', 'See trace file for details'] : []),
  ];
}

/** As in real lists, the last column is padded too. */
function row(values: readonly (string | number)[], widths: readonly number[]): string {
  return values.map((value, column) => String(value).padEnd(widths[column] ?? 0)).join(' ');
}
