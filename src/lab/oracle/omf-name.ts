import { createHash } from 'node:crypto';
import type { LabDatabase } from './database.ts';

const alphabet = '0123456789bcdfghjklmnpqrstuvwxyz';

/** The next Oracle-managed name, like `o1_mf_users_cfvpbkmx_.dbf`; the same in every lab made from the same seed. */
export function omfName(db: LabDatabase, extension: string, kind?: string): string {
  return `o1_mf_${kind === undefined ? '' : `${kind}_`}${uniquePart(db)}_.${extension}`;
}

function uniquePart(db: LabDatabase): string {
  const seed = db.sql.get<{ value: number }>("select value from counter where name = 'seed'")?.value ?? 0;
  const digest = createHash('sha256').update(`${db.name} ${seed} ${db.sql.nextNumber('omf name')}`).digest();
  return Array.from(digest.subarray(0, 8), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
