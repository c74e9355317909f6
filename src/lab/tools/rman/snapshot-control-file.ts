import { parameter, type LabDatabase } from '#lab/oracle/database.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { snapshotControlFileName } from './configuration.ts';

/**
 * From 11.2 on the control file of a RAC can be backed up only where every instance sees the snapshot control file (law 20). What
 * both hosts of a lab see are the appliance's shares.
 * @throws {OracleError} ORA-00245
 */
export function requireSharedSnapshotControlFile(db: LabDatabase): void {
  if (parameter(db, 'cluster_database').toUpperCase() !== 'TRUE') return;
  if (snapshotControlFileName(db).startsWith(`${db.labDir}/nfs/`)) return;
  throw new OracleError('ORA-00245: control file backup failed; in Oracle RAC, target might not be on shared storage');
}
