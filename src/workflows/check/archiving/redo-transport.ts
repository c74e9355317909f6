import { queryRedoTransport, transportTrouble } from '#oracle/redo-transport.ts';
import { isStandby } from '../../backup/data-guard-role.ts';
import { listSome, ok, skip, warn } from '../check.ts';
import type { Check, Finding } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const redoTransport: Check<CheckedDatabase> = {
  name: 'redo-transport',
  title: 'redo reaches the standby, and archived logs are kept until it has',
  needs: ['data-guard-role'],
  remedy: 'see to the destination at the primary: LOG_ARCHIVE_DEST_n, its state, its error',
  run: async (database, signal) => {
    const { facts, oracle } = await database.oracle.run(signal);
    if (!isStandby(facts)) return await fromPrimary(database, signal);
    const transport = await queryRedoTransport(oracle, facts.dbUniqueName, signal);
    if (transport === undefined) return warn(`no LOG_ARCHIVE_DEST_n of the primary names ${facts.dbUniqueName} by DB_UNIQUE_NAME`);
    const trouble = transportTrouble(transport);
    return trouble === undefined ? ok(`log_archive_dest_${transport.slot} of the primary`) : warn(trouble);
  },
};

async function fromPrimary({ settings, oracle }: CheckedDatabase, signal: AbortSignal): Promise<Finding> {
  const { slots, states } = await oracle.destinations(signal);
  const shipping = [...slots].filter(([, value]) => /^\s*service\s*=/iu.test(value)).map(([slot]) => slot);
  if (shipping.length === 0) return settings.hasDataGuard ? warn('hasdataguard is true, but no LOG_ARCHIVE_DEST_n ships redo') : skip('there is no standby');
  if (!settings.hasDataGuard) {
    return warn(`log_archive_dest_${listSome(shipping.map(String))} ships redo, but hasdataguard is false: archived logs go (FORCE) though they were not applied there`, `set hasdataguard: true in [${settings.name}]`);
  }
  const troubles = shipping.flatMap((slot) => {
    const state = states.get(slot);
    return state === undefined ? [] : (transportTrouble({ slot: String(slot), ...state }) ?? []);
  });
  return troubles.length === 0 ? ok(`log_archive_dest_${listSome(shipping.map(String))}`) : warn(listSome(troubles));
}
