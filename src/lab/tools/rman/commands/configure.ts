import { isPrimaryRole } from '#lab/oracle/database.ts';
import { releaseAutomaticChannels } from '../channel-allocation.ts';
import { configurationLines, configure, configureCommand } from '../configuration.ts';
import { policyWarning } from '../deletion-policy.ts';
import { RmanFailure } from '../failure.ts';
import type { RmanSession } from '../session.ts';
import type { Configure } from '../statement.ts';
import { requireRegistration } from './catalog.ts';

/** Settings that are about channels: RMAN gives its channels back, and allocates new ones when it needs them. */
const channelSettings: ReadonlySet<string> = new Set(['CHANNEL', 'DEVICE TYPE', 'DEFAULT DEVICE TYPE TO']);

export function configureSetting(session: RmanSession, { name, value }: Configure): void {
  session.requireTarget();
  session.nameRepository();
  requireRegistration(session);
  const old = session.step((db) => {
    if (name === 'RETENTION POLICY' && !isPrimaryRole(db)) throw new RmanFailure(['RMAN-05021: this configuration cannot be changed for a BACKUP or STANDBY control file']);
    return configure(db, name, value);
  });

  const { out } = session;
  if (old !== undefined) out.lines('old RMAN configuration parameters:', configureCommand(name, old));
  if (value === undefined) out.lines('RMAN configuration parameters are successfully reset to default value');
  else out.lines('new RMAN configuration parameters:', configureCommand(name, value), 'new RMAN configuration parameters are successfully stored');
  if (name === 'ARCHIVELOG DELETION POLICY') out.lines(...session.step(policyWarning));
  if (channelSettings.has(name)) releaseAutomaticChannels(session);
  if (session.catalogConnected) out.lines('starting full resync of recovery catalog', 'full resync complete');
}

export function showAll(session: RmanSession): void {
  session.requireTarget();
  session.out.separate();
  session.nameRepository();
  requireRegistration(session);
  const { uniqueName, lines } = session.step((db) => ({
    uniqueName: db.sql.one<{ name: string }>('select upper(db_unique_name) as name from database').name,
    lines: configurationLines(db),
  }));
  session.out.lines(`RMAN configuration parameters for database with db_unique_name ${uniqueName} are:`, ...lines);
}
