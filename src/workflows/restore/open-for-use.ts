import { join } from 'node:path';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { integer, sqlFileName, sqlPath } from '#oracle/quoting.ts';

/**
 * Opens a recovered copy with RESETLOGS. Its online logs and temporary files still have production's names: Oracle would make
 * them there, so they get names in the scratch folder first. What was backed up at a standby is a standby, of the restored
 * files alone: it must become a primary, which resets the logs, too.
 */
export async function openForUse(tools: InstanceTools, scratchFolder: string, signal: AbortSignal): Promise<void> {
  const rows = await tools.sql('unopened-files.sql', { step: 'ask for online logs and temporary files' }, signal);
  const renames = rows.all('log', ['group', 'member']).map(({ group, member }, index) => ({
    from: sqlFileName(member, 'online log'),
    to: sqlPath(join(scratchFolder, `redo_${group}_${index + 1}.log`), 'scratch folder'),
  }));
  if (renames.length > 0) await tools.sql('rename-file.sql', { step: 'give the online logs a place', values: renames }, signal);
  const tempfiles = rows.all('tempfile', ['file', 'name']).map(({ file }) => ({ file: integer(file, 'temporary file number') }));
  if (tempfiles.length > 0) await tools.rman('move-tempfile.rman', { step: 'give the temporary files a place', values: tempfiles }, signal);
  const { role } = rows.one('database', ['role']);
  if (role === 'PRIMARY') await tools.sql('open-resetlogs.sql', { step: 'open the database with resetlogs' }, signal);
  else await tools.sql('activate-standby.sql', { step: 'make the restored standby a primary and open it' }, signal);
}
