import { createHash } from 'node:crypto';

/**
 * ORACLE_SID and DB_UNIQUE_NAME of a test's instance: the beginning of the database's name and four characters that depend on
 * the log folder, so that parallel configurations on one host do not collide. The same every night, so that diagnostics stay
 * in one place and a leftover is found again.
 */
export function testSid(database: string, logFolder: string): string {
  const letters = database.replace(/[^A-Za-z0-9]/gu, '').replace(/^\d+/u, '').toUpperCase();
  const hash = BigInt(`0x${createHash('sha256').update(`${database}\n${logFolder}`).digest('hex').slice(0, 12)}`);
  return `${letters.slice(0, 4) || 'ICB'}${hash.toString(36).toUpperCase().slice(-4).padStart(4, '0')}`;
}
