// All that a restore must be told: from the options, and where they leave something open, by asking.

import type { DateTime } from 'luxon';
import { UsageError } from '#core/errors.ts';
import { parseTargetTime } from '#core/target-time.ts';
import type { RestoreRequest } from '#workflows/restore/restore-request.ts';
import { dangerNotice, notIsolated, requireSandbox, sandboxVariable } from '../restore-refusals.ts';
import type { Dialogue } from './dialogue.ts';
import { checkInstanceName, refuseRunningInstance } from './instance-name.ts';

/** Options of the command line, as they were typed. */
export interface RestoreOptions {
  readonly to?: string;
  readonly utc?: boolean;
  readonly sid?: string;
  readonly mount?: string;
  readonly open?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export interface RestoreParameters {
  readonly mountFolder: string;
  readonly target: DateTime<true>;
  readonly sid: string;
}

interface Asking {
  readonly dialogue: Dialogue;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly checkFolder: (folder: string) => Promise<string>;
  /** IANA zone of local times. */
  readonly hostZone: string;
}

/** What a dry run shows where nothing was given. */
export const exampleFolder = '/path/to/mount/folder';
const exampleSid = 'COPY';

const openings: Readonly<Record<string, RestoreRequest['open']>> = { readonly: 'read only', resetlogs: 'resetlogs' };
const timeQuestion = 'Time to restore the database to (yyyy-mm-dd hh:mm:ss):';
const hasOwnZone = /(?:Z|UTC|[+-]\d\d(?::?\d\d)?)$/i;

/** What can be said about the options by themselves. @throws {UsageError} for one that cannot be used */
export function checkOptions({ to, utc = false, sid, open = 'readonly' }: RestoreOptions, hostZone: string): RestoreRequest['open'] {
  if (sid !== undefined) checkInstanceName(sid);
  if (to !== undefined) parseTime(to, utc, hostZone);
  const opening = Object.hasOwn(openings, open) ? openings[open] : undefined;
  if (opening === undefined) throw new UsageError(`--open ${open} is unknown; allowed: ${Object.keys(openings).join(', ')}`);
  return opening;
}

/**
 * Isolation first, then what is missing, each answer checked before the next question.
 * @throws {RefusedError} when nobody says that the host is isolated
 * @throws {UsageError} for an option that cannot be used, and when nobody answers
 */
export async function settleParameters(options: RestoreOptions, { dialogue, env, checkFolder, hostZone }: Asking): Promise<RestoreParameters> {
  const { utc = false, dryRun = false } = options;
  if (!dryRun) await settleIsolation(options, dialogue, env);
  const { mount = dryRun ? exampleFolder : undefined, sid: givenSid = dryRun ? exampleSid : undefined } = options;
  const mountFolder = mount === exampleFolder ? mount : mount === undefined ? await dialogue.ask('Empty folder to mount the clone on:', '--mount DIR', checkFolder) : await checkFolder(mount);
  const target = options.to === undefined ? await askTime(dialogue, utc, hostZone) : parseTime(options.to, utc, hostZone);
  const sid = givenSid === undefined ? await dialogue.ask('Name (SID) of the instance that opens the copy:', '--sid SID', acceptSid) : acceptSid(givenSid);
  return { mountFolder, target, sid };
}

function acceptSid(answer: string): string {
  const sid = checkInstanceName(answer);
  refuseRunningInstance(sid);
  return sid;
}

/** Where the environment does not say it, somebody is asked; with `--yes` nobody is. */
async function settleIsolation({ yes = false }: RestoreOptions, dialogue: Dialogue, env: Asking['env']): Promise<void> {
  if (yes || env[sandboxVariable] === 'TRUE') return requireSandbox(env);
  dialogue.say(['A copy of the database, as it was at a time of your choice, is started on this host. It is a database of its own.', ...dangerNotice]);
  const isIsolated = await dialogue.confirm('Is this host isolated, without access to the storage of production?', `${sandboxVariable}=TRUE in the environment`);
  if (!isIsolated) throw notIsolated('use another host for the restore');
}

async function askTime(dialogue: Dialogue, utc: boolean, hostZone: string): Promise<DateTime<true>> {
  for (;;) {
    const typed = await dialogue.ask(timeQuestion, '--to TIME', (answer) => {
      parseTime(answer, true, hostZone);
      return answer;
    });
    const isUtc = utc || hasOwnZone.test(typed) || (await dialogue.confirm('Is that time in UTC? (n: local time of this host)', '--to TIME with Z or an offset'));
    try {
      return parseTime(typed, isUtc, hostZone);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      dialogue.say([error.message, ...(error.hint === undefined ? [] : [`  ${error.hint}`])]);
    }
  }
}

function parseTime(text: string, utc: boolean, hostZone: string): DateTime<true> {
  return parseTargetTime(text, utc ? 'utc' : hostZone);
}
