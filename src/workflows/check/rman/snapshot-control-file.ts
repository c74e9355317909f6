import { snapshotControlFile as expectedPath } from '#core/area-layout.ts';
import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const snapshotControlFile: Check<CheckedDatabase> = {
  name: 'snapshot-control-file',
  title: "RMAN's snapshot control file is in the backup area, which all instances of a cluster share (ORA-00245)",
  needs: ['data-guard-role'],
  remedy: 'run: icb backup <db> config',
  run: async ({ settings, oracle }, signal) => {
    const wanted = expectedPath(settings.area, settings.name);
    const name = /'(.*)'/u.exec((await oracle.rmanConfiguration(signal)).get('SNAPSHOT CONTROLFILE NAME') ?? '')?.[1];
    return name === wanted ? ok(wanted) : warn(`${name ?? 'not configured'} instead of ${wanted}`);
  },
};
