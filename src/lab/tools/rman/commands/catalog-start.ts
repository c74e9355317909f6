import { catalogFile, unknownFiles } from '#lab/oracle/restore/catalog.ts';
import type { RmanSession } from '../session.ts';

/** CATALOG START WITH: files with a valid header of this database enter the control file, the others are listed (law 29). */
export async function catalogFiles(session: RmanSession, prefix: string): Promise<void> {
  const { out } = session;
  session.nameRepository();
  out.lines(`searching for all files that match the pattern ${prefix}`);
  const files = session.step((db) => unknownFiles(db, prefix));
  if (files.length === 0) return out.lines('no files found to be unknown to the database');
  out.lines('', 'List of Files Unknown to the Database', '='.repeat(37), ...files.map(fileLine), 'cataloging files...');
  await session.breathe();
  const results = session.step((db) => db.sql.transaction(() => files.map((path) => ({ path, reason: catalogFile(db, path) }))));
  out.lines('cataloging done');
  const cataloged = results.filter(({ reason }) => reason === undefined);
  if (cataloged.length > 0) out.lines('', 'List of Cataloged Files', '='.repeat(23), ...cataloged.map(({ path }) => fileLine(path)));
  const refused = results.flatMap(({ path, reason }) => (reason === undefined ? [] : [fileLine(path), `  ${reason}`]));
  if (refused.length > 0) out.lines('', 'List of Files Which Were Not Cataloged', '='.repeat(39), ...refused);
}

function fileLine(path: string): string {
  return `File Name: ${path}`;
}
