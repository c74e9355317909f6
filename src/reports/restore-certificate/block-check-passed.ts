import type { BlockCheckResult } from '../restore-test-result.ts';

/**
 * Whether every block of every file was read and all of them were good, the canary aside, which must have been found.
 * @param datafiles how many the restored database has; undefined when nobody counted them
 */
export function blockCheckPassed({ files, corrupt, canary }: BlockCheckResult, datafiles: number | undefined): boolean {
  return corrupt.length === 0 && canary?.found !== false && files > 0 && files >= (datafiles ?? 0);
}
