import { takeChannels } from '../channel-allocation.ts';
import type { CommandResult } from '../command-result.ts';
import { deleteFiles } from '../delete-files.ts';
import type { Deletable } from '../delete-files.ts';
import { keptForStandby } from '../deletion-policy.ts';
import { obsoleteBackups } from '../obsolete.ts';
import type { Obsolete } from '../obsolete.ts';
import { tableLine } from '../repository-lines.ts';
import { keepFor, retentionPolicy } from '../retention-policy.ts';
import type { RmanSession } from '../session.ts';
import type { Delete } from '../statement.ts';
import { requireRegistration } from './catalog.ts';

const widths = [20, 6, 18, 20];

/** DELETE OBSOLETE, by the policy it names or else by the configured one. */
export async function deleteObsolete(
  session: RmanSession,
  { policy, force }: Extract<Delete, { readonly kind: 'delete-obsolete' }>,
): Promise<CommandResult> {
  const { out } = session;
  out.separate();
  session.requireTarget();
  const retention = retentionPolicy(session, policy);
  takeChannels(session);
  requireRegistration(session);

  const obsolete = session.step((db) => {
    const found = obsoleteBackups(db, keepFor(session, retention));
    return { ...found, logs: found.logs.filter((log) => force || keptForStandby(db, log) === undefined) };
  });
  const files = deletables(obsolete);
  if (files.length === 0) {
    out.lines('no obsolete backups found');
    return {};
  }
  out.lines('Deleting the following obsolete backups and copies:', ...obsoleteTable(session, obsolete));
  return { warned: await deleteFiles(session, files, { force }) };
}

function deletables({ copies, pieces, logs }: Obsolete): readonly Deletable[] {
  return [
    ...copies.map((copy) => ({ ...copy, table: 'datafile_copy' as const, path: copy.name })),
    ...pieces.map((piece) => ({ ...piece, table: 'backup_piece' as const, path: piece.handle })),
    ...logs.map((log) => ({ ...log, table: 'archived_log' as const, path: log.name })),
  ];
}

function obsoleteTable({ dates }: RmanSession, { copies, pieces, logs }: Obsolete): readonly string[] {
  return [
    tableLine(['Type', 'Key', 'Completion Time', 'Filename/Handle'], widths),
    '-------------------- ------ ------------------ --------------------',
    ...copies.map(({ recid, completion_time, name }) => tableLine(['Datafile Copy', recid, dates.text(completion_time), name], widths)),
    ...pieces.flatMap(({ recid, set_key, completion_time, handle }) => [
      tableLine(['Backup Set', set_key, dates.text(completion_time)], widths),
      tableLine(['  Backup Piece', recid, dates.text(completion_time), handle], widths),
    ]),
    ...logs.map(({ recid, completion_time, name }) => tableLine(['Archive Log', recid, dates.text(completion_time), name], widths)),
  ];
}
