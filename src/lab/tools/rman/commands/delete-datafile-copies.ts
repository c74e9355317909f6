import { takeChannels } from '../channel-allocation.ts';
import type { CommandResult } from '../command-result.ts';
import { datafileCopies } from '../copies.ts';
import { deleteFiles } from '../delete-files.ts';
import { RmanFailure } from '../failure.ts';
import { copyTable } from '../repository-tables.ts';
import type { RmanSession } from '../session.ts';
import type { Delete } from '../statement.ts';
import { requireRegistration } from './catalog.ts';

/** DELETE DATAFILECOPY 'name': a name that is not recorded fails the command. */
export async function deleteDatafileCopies(
  session: RmanSession,
  { names, force }: Extract<Delete, { readonly kind: 'delete-datafile-copy' }>,
): Promise<CommandResult> {
  const { out } = session;
  out.separate();
  takeChannels(session);
  requireRegistration(session);
  const recorded = session.step(datafileCopies);
  const copies = names.map((name) => {
    const copy = recorded.find((candidate) => candidate.name === name);
    if (copy === undefined) throw unknownCopy(name);
    return copy;
  });
  out.lines(...copyTable(copies, session.dates));
  const files = copies.map((copy) => ({ ...copy, table: 'datafile_copy' as const, path: copy.name }));
  return { warned: await deleteFiles(session, files, { force }) };
}

function unknownCopy(name: string): RmanFailure {
  return new RmanFailure(['RMAN-20230: datafile copy not found in the repository', `RMAN-06015: error while looking up datafile copy name: ${name}`]);
}
