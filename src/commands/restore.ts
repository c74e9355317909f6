import type { RestoreSettings } from '#core/config/restore-settings.ts';
import type { Configuration } from '#core/config/configuration.ts';
import { openConfiguration } from '#core/config/locate.ts';
import { NotStartedError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { readMountTable } from '#core/mount-table.ts';
import { currentProcess, procProcessTable } from '#core/process-identity.ts';
import { shellLine } from '#core/shell-word.ts';
import { checkOracleHome } from '#oracle/oracle-home.ts';
import { isWithinTolerance, outcomeDocument, outcomeInstructions } from '#reports/restore-outcome.ts';
import { planDocument, planLines, scriptLines } from '#reports/restore-plan.ts';
import type { RestorePlan } from '#reports/restore-plan.ts';
import type { Storage } from '#storage/adapter.ts';
import { readSourceZone } from '#workflows/point-in-time/area-parameters.ts';
import { planInitFile } from '#workflows/point-in-time/planned-init-file.ts';
import { planScripts } from '#workflows/point-in-time/planned-scripts.ts';
import type { PointInTimeRequest, ServingChoice } from '#workflows/point-in-time/point-in-time-run.ts';
import { tellAbandonedRestores } from '#workflows/point-in-time/restore-journal.ts';
import { describeRestorableTimes } from '#workflows/point-in-time/snapshots-for-target.ts';
import type { CommandContext } from './context.ts';
import { openDatabaseStorage } from './database-storage.ts';
import { messageLog } from './message-log.ts';
import { requireClones, restoresNeedOne } from './require-clones.ts';
import { commandLine, refuseRestoreAsRoot } from './restore-refusals.ts';
import { Dialogue } from './restore/dialogue.ts';
import { findJournalFolders } from './restore/journal-folders.ts';
import { checkMountFolder } from './restore/mount-folder.ts';
import { chooseMounter } from './restore/mounter.ts';
import { occupiedFolders } from './restore/occupied-folders.ts';
import { checkOptions, settleParameters } from './restore/parameters.ts';
import type { RestoreOptions } from './restore/parameters.ts';
import { findServedTarget } from './restore/served-target.ts';
import { runRestoreSession } from './restore/session.ts';
import { hostZone } from './session-surroundings.ts';

/** `icb restore [FILE] <db>`: settles the parameters, shows them, and hands over to the session. Returns the exit code. */
export async function run(words: readonly [string, string | undefined], restoreOptions: RestoreOptions, context: CommandContext): Promise<number> {
  const { world, options } = context;
  const [file, database] = words[1] === undefined ? [undefined, words[0]] : [words[0], words[1]];
  const isDryRun = restoreOptions.dryRun === true;
  if (!isDryRun) refuseRestoreAsRoot(world.effectiveUid, commandLine(options, 'restore', ...words.flatMap((word) => word ?? []), ...wordsOf(restoreOptions)));
  const open = checkOptions(restoreOptions, hostZone());
  const configuration = openConfiguration({ option: options.config, positional: file, env: world.env, cwd: world.cwd, installationRoot });
  const settings = configuration.restoreSettings(database);
  // An instance of this host needs no TNS folder.
  await checkOracleHome({ oracleHome: settings.oracleHome, tnsAdmin: settings.oracleHome });
  const log = messageLog(world.stderr, options);
  const journalFolders = await findJournalFolders(configuration, database, world);
  tellAbandonedRestores(journalFolders, { self: currentProcess(), table: procProcessTable, log });
  await using storage = await openDatabaseStorage(configuration, database, { world, log });
  requireClones(storage, database, { because: restoresNeedOne, hint: `restore by hand from a copy of the backup area: icb backup ${database} generaterestore prints the commands` });

  using dialogue = new Dialogue({ openInput: () => world.stdin, output: options.json ? world.stderr : world.stdout, signal: world.signal });
  const [journalFolder] = journalFolders;
  const call: RestoreCall = { configuration, settings, storage, dialogue, options: restoreOptions, journalFolder };
  const { examples, ...parameters } = await settleParameters(restoreOptions, askingOf(call, context));
  const request = { ...parameters, open };
  const plan = { ...(await describePlan(call, request, context)), examples };
  if (isDryRun) return await showScripts(call, request, { plan, context });

  dialogue.say(['', ...planLines(plan), '']);
  if (restoreOptions.yes !== true && !(await dialogue.confirm('Restore with these parameters?', '--yes'))) {
    throw new NotStartedError('not restored, as you wish; nothing has been changed');
  }
  return await restore(call, request, context);
}

/** As they are typed. */
function wordsOf({ to, utc, sid, mount, open, yes }: RestoreOptions): readonly string[] {
  const values = Object.entries({ '--to': to, '--sid': sid, '--mount': mount, '--open': open }).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  return [...values, ...(utc === true ? ['--utc'] : []), ...(yes === true ? ['--yes'] : [])];
}

function askingOf({ configuration, settings: { name: database, area }, storage, dialogue }: RestoreCall, { world }: CommandContext): Parameters<typeof settleParameters>[1] {
  const { env, signal, clock } = world;
  return {
    dialogue,
    env,
    hostZone: hostZone(),
    checkFolder: (folder) => checkMountFolder(folder, { inUse: occupiedFolders(configuration), readMounts: readMountTable, signal }),
    describeTimes: async () => `${database}: ${await describeRestorableTimes({ storage, area, signal })}`,
    findServing: (target) => findServedTarget({ storage, area, target, signal, database, now: clock.now() }),
  };
}

interface RestoreCall {
  readonly configuration: Configuration;
  readonly settings: RestoreSettings;
  readonly storage: Storage;
  readonly dialogue: Dialogue;
  readonly options: RestoreOptions;
  readonly journalFolder: string;
}

async function restore({ configuration, settings, storage, dialogue, options, journalFolder }: RestoreCall, request: PointInTimeRequest, context: CommandContext): Promise<number> {
  const { world } = context;
  const outcome = await runRestoreSession(
    {
      settings,
      configurationFile: configuration.file,
      request,
      storage,
      openMounter: (log, launch) => chooseMounter({ settings, dialogue, log, launch, world, readMounts: readMountTable, isAsked: options.yes !== true }),
      dropCloneCommand: shellLine(`${installationRoot}/bin/icb`, '--config', configuration.file, 'snapper', settings.name, 'dropclone'),
      journalFolder,
      hostZone: hostZone(),
    },
    context,
  );
  if (context.options.json) world.stdout.write(`${JSON.stringify(outcomeDocument(outcome), undefined, 2)}\n`);
  else dialogue.say(outcomeInstructions(outcome));
  return isWithinTolerance(outcome) ? 0 : 1;
}

async function describePlan({ settings }: RestoreCall, { choice, mountFolder, sid, target, open }: PointInTimeRequest, { world }: CommandContext): Promise<Omit<RestorePlan, 'examples'>> {
  const sourceZone = await readSourceZone(settings.area, world.signal);
  const { name: database, oracleHome } = settings;
  return { database, oracleHome, mountFolder, sid, open, target, hostZone: hostZone(), sourceZone, snapshots: snapshotIds(choice) };
}

function snapshotIds(choice: ServingChoice): RestorePlan['snapshots'] {
  return choice.kind === 'one' ? { dataFiles: choice.snapshot.id, redo: undefined } : { dataFiles: choice.dataFiles.id, redo: choice.redo.id };
}

async function showScripts({ settings, dialogue }: RestoreCall, request: PointInTimeRequest, { plan, context }: { readonly plan: RestorePlan; readonly context: CommandContext }): Promise<number> {
  const { target, sid, mountFolder, open, choice } = request;
  const [dataFolder, redoFolder] = choice.kind === 'one' ? [mountFolder] : [`${mountFolder}/data`, `${mountFolder}/redo`];
  const scratchFolder = `${dataFolder}/icb-restore-${sid}`;
  const initFile = await planInitFile({ settings, sid, scratchFolder, hostZone: hostZone(), signal: context.world.signal });
  const scripts = [initFile, ...(await planScripts({ settings, target, zone: plan.sourceZone, dataFolder, redoFolder, scratchFolder, open }))];
  if (context.options.json) context.world.stdout.write(`${JSON.stringify(planDocument(plan, scripts), undefined, 2)}\n`);
  else dialogue.say([...planLines(plan), '', `The init file, and the scripts that would run, once ${redoFolder === undefined ? 'the clone is' : 'both clones are'} mounted:`, ...scriptLines(scripts)]);
  return 0;
}
