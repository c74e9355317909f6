import { join, relative } from 'node:path';
import type { LabDatabase } from './database.ts';

// The database host and the restore host are one machine here. So that a restore cannot see production's files, as it should
// be, their names lead nowhere: what the database host calls DIR/oradata/x lies in DIR/dbhost/oradata/x. The backup area is
// NFS and has the same name everywhere.

/** Folders below DIR that only the database host sees. */
const databaseHostFolders = ['oradata', 'fast_recovery_area', 'keystore'];

/** Where a file lies that a database names so. */
export function hostPath({ labDir, site }: Pick<LabDatabase, 'labDir' | 'site'>, name: string): string {
  if (site === 'restore host') return name;
  const inside = relative(labDir, name);
  const isOfDatabaseHost = databaseHostFolders.some((folder) => inside.startsWith(`${folder}/`));
  return isOfDatabaseHost ? join(labDir, 'dbhost', inside) : name;
}
