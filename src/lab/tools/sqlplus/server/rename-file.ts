import type { LabDatabase } from '#lab/oracle/database.ts';
import { renameFile } from '#lab/oracle/instance/rename.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';

const invalidName = 'ORA-02236: invalid file name';

/** `ALTER DATABASE RENAME FILE 'a'[, ...] TO 'b'[, ...]`, after the first three words: one after the other, up to the first that fails. */
export function renameFiles(cursor: TokenCursor, db: LabDatabase): void {
  cursor.expectWord('FILE', 'ORA-02231: missing or invalid option to ALTER DATABASE');
  const from = takeNames(cursor);
  cursor.expectWord('TO', 'ORA-00946: missing TO keyword');
  const to = takeNames(cursor);
  cursor.expectEnd('ORA-02231: missing or invalid option to ALTER DATABASE');
  if (from.length !== to.length) throw new SqlError('ORA-01517: number of new file names does not match number of old names', cursor.offset);
  from.forEach((name, index) => renameFile(db, name, to[index] ?? ''));
}

function takeNames(cursor: TokenCursor): readonly string[] {
  const names = [cursor.expectString(invalidName)];
  while (cursor.trySymbol(',')) names.push(cursor.expectString(invalidName));
  return names;
}
