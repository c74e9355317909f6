// The scripts a restore will run, for a DBA to read before. What only the restored control file can tell (numbers and names of
// files) stands in angle brackets.

import { join } from 'node:path';
import type { DateTime } from 'luxon';
import { archivedLogFolder, controlFileBackup } from '#core/area-layout.ts';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import { exceptClause, integer, oracleName, rmanPath, rmanTime, sqlPath, sqlQuery } from '#oracle/quoting.ts';
import type { ScriptValue } from '#oracle/quoting.ts';
import { renderScript } from '#oracle/script-template.ts';
import type { RmanScriptName, SqlScriptName, ValuesFor } from '#oracle/script-template.ts';
import type { RestoreRequest } from '../restore/restore-request.ts';

export interface PlannedScript {
  /** `recover-until-time.rman` */
  readonly name: string;
  /** When it does not run in every restore. */
  readonly condition: string | undefined;
  readonly text: string;
}

export interface RestorePlanned {
  readonly settings: RestoreSettings;
  readonly target: DateTime;
  /** Zone of the source database, where it is known before the clone is mounted. */
  readonly zone: string | undefined;
  /** Where the clones will be mounted. */
  readonly dataFolder: string;
  readonly redoFolder: string | undefined;
  readonly scratchFolder: string;
  readonly open: RestoreRequest['open'];
}

interface Step {
  readonly name: RmanScriptName | SqlScriptName;
  readonly values?: ValuesFor<RmanScriptName & SqlScriptName> | readonly ValuesFor<RmanScriptName & SqlScriptName>[];
  readonly condition?: string;
}

/** In the order in which they run. @throws {ConfigurationError} when the site's own version of one does not fit */
export async function planScripts(planned: RestorePlanned): Promise<readonly PlannedScript[]> {
  const { templateDir } = planned.settings;
  return await Promise.all(
    stepsOf(planned).map(async ({ name, values = {}, condition }) => ({ name, condition, text: (await renderScript(name, values, { templateDir })).text })),
  );
}

function stepsOf(planned: RestorePlanned): readonly Step[] {
  const { settings, dataFolder, redoFolder, scratchFolder, open } = planned;
  const inScratch = (name: string): string => join(scratchFolder, name);
  const redoFolders = [dataFolder, ...(redoFolder === undefined ? [] : [redoFolder])].map((folder) => `${archivedLogFolder(folder)}/`);
  const prefixes = [...redoFolders, join(dataFolder, 'data_')];
  const file = fromControlFile('number of the datafile');
  return [
    { name: 'startup-nomount.sql', values: { pfile: both(sqlPath(inScratch('init.ora'), 'init file')) } },
    { name: 'restore-control-file.rman', values: { piece: both(rmanPath(controlFileBackup(dataFolder), 'control file backup')) } },
    { name: 'known-files.sql' },
    {
      name: 'forget-production.rman',
      values: { snapshot_control_file: both(rmanPath(inScratch('snapcf.f'), 'scratch folder')), parallel: integer(settings.parallel, 'parallel') },
    },
    { name: 'catalog-files.rman', values: prefixes.map((prefix) => ({ prefix: both(rmanPath(prefix, 'mount folder')) })) },
    { name: 'restorable-files.sql' },
    {
      name: 'reset-to-incarnation.rman',
      values: { incarnation: fromControlFile('key of the incarnation') },
      condition: 'only when the database was opened with resetlogs since the target',
    },
    { name: 'flashback-off.sql', condition: 'only when flashback is on' },
    {
      name: 'disable-change-tracking.sql',
      values: { from: fromControlFile("'change tracking file'"), to: both(sqlPath(inScratch('bct.bct'), 'scratch folder')) },
      condition: 'only when block change tracking is on',
    },
    { name: 'switch-to-copy.rman', values: { file }, condition: 'once for each image copy' },
    { name: 'create-datafile.rman', values: { file }, condition: 'only for datafiles younger than the image copies' },
    { name: 'datafile-names.sql' },
    { name: 'recover-until-time.rman', values: { until: untilValue(planned) } },
    ...openingSteps(open, inScratch),
    { name: 'restored-state.sql' },
    verifyStep(settings),
  ];
}

function openingSteps(open: RestoreRequest['open'], inScratch: (name: string) => string): readonly Step[] {
  const condition = 'only in a container database';
  const values = { except: exceptClause([]) };
  if (open === 'read only') return [{ name: 'open-read-only.sql' }, { name: 'pluggable-databases.sql', condition }, { name: 'open-pluggable-databases-read-only.sql', values, condition }];
  const from = fromControlFile("'online log'");
  const to = fromControlFile(`'${inScratch('redo_<group>_<n>.log')}'`);
  return [
    { name: 'unopened-files.sql' },
    { name: 'rename-file.sql', values: { from, to }, condition: 'once for each online log' },
    { name: 'move-tempfile.rman', values: { file: fromControlFile('number of the temporary file') }, condition: 'once for each temporary file' },
    { name: 'open-resetlogs.sql' },
    { name: 'activate-standby.sql', condition: 'instead, when the backup was taken at a standby' },
    { name: 'pluggable-databases.sql', condition },
    { name: 'open-pluggable-databases.sql', values, condition },
  ];
}

function verifyStep({ customVerifyDate, customVerifyPdb }: RestoreSettings): Step {
  const query = both(sqlQuery(customVerifyDate, 'customverifydate'));
  if (customVerifyPdb === undefined) return { name: 'verified-time.sql', values: { query } };
  return { name: 'verified-time-in-pdb.sql', values: { query, container: oracleName(customVerifyPdb, 'customverifypdb') } };
}

function untilValue({ target, zone }: RestorePlanned): ScriptValue {
  if (zone === undefined) return fromControlFile(`${target.toUTC().toISO()} in the zone of the source database`);
  return both(rmanTime(target.setZone(zone).toFormat('yyyy-MM-dd HH:mm:ss')));
}

/** Shown only: a script with such a value is never run. */
function fromControlFile(what: string): ScriptValue {
  return `<${what}>` as ScriptValue;
}

/** A value quoted for the one tool that the step is for. */
function both(quoted: string): ScriptValue {
  return quoted as ScriptValue;
}
