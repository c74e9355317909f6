// All that a restore must be told: from the options, and where they leave something open, by asking.

import type { DateTime } from 'luxon';
import { UsageError } from '#core/errors.ts';
import { parseTargetTime } from '#core/target-time.ts';
import type { RestoreRequest } from '#workflows/restore/restore-request.ts';
import { dangerNotice, notIsolated, requireSandbox, sandboxVariable } from '../restore-refusals.ts';
import type { Dialogue } from './dialogue.ts';
import { checkInstanceName, refuseRunningInstance } from './instance-name.ts';
import { UnservedTimeError, type ServedTarget } from './served-target.ts';

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

export interface RestoreParameters extends ServedTarget {
  readonly mountFolder: string;
  readonly sid: string;
  /** Which of these were not told: a dry run needs neither. */
  readonly examples: readonly ('mountFolder' | 'sid')[];
}

interface Asking {
  readonly dialogue: Dialogue;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly checkFolder: (folder: string) => Promise<string>;
  /** What times there are, for whoever is asked for one. */
  readonly describeTimes: () => Promise<string>;
  /** @throws {UnservedTimeError} */
  readonly findServing: (target: DateTime<true>) => Promise<ServedTarget>;
  /** IANA zone of local times. */
  readonly hostZone: string;
}

const openings: Readonly<Record<string, RestoreRequest['open']>> = { readonly: 'read only', resetlogs: 'resetlogs' };
const timeQuestion = 'Time to restore the database to (yyyy-mm-dd hh:mm:ss):';
const sidQuestion = 'Name (SID) of the instance that opens the copy (at most 8 letters and digits, a letter first):';
const hasOwnZone = /(?:Z|UTC|[+-]\d\d(?::?\d\d)?)$/i;
const inUtc = /(?:Z|UTC|[+-]00(?::?00)?)$/i;
/** What a dry run shows where nothing was given. */
const examples = { mountFolder: '/path/to/mount/folder', sid: 'COPY' } as const;

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
 * @throws {UnservedTimeError} for a time of the options that nothing serves; one that is typed is asked for again
 */
export async function settleParameters(options: RestoreOptions, asking: Asking): Promise<RestoreParameters> {
  const { dialogue, env, checkFolder } = asking;
  const { dryRun = false } = options;
  if (!dryRun) await settleIsolation(options, dialogue, env);
  const isExample = { mountFolder: dryRun && options.mount === undefined, sid: dryRun && options.sid === undefined };
  const mountFolder = await settle(options.mount, isExample.mountFolder ? examples.mountFolder : undefined, {
    ask: () => dialogue.ask('Empty folder to mount the clone on:', '--mount DIR', checkFolder),
    check: checkFolder,
  });
  const served = options.to === undefined ? await askTime(options, asking) : await asking.findServing(parseTime(options.to, options.utc === true, asking.hostZone));
  const sid = await settle(options.sid, isExample.sid ? examples.sid : undefined, { ask: () => dialogue.ask(sidQuestion, '--sid SID', acceptSid), check: acceptSid });
  return { ...served, mountFolder, sid, examples: (['mountFolder', 'sid'] as const).filter((name) => isExample[name]) };
}

interface Settling {
  readonly ask: () => Promise<string>;
  readonly check: (told: string) => Promise<string> | string;
}

/** What an option says, or what does instead, or what is answered. */
async function settle(told: string | undefined, instead: string | undefined, { ask, check }: Settling): Promise<string> {
  if (told !== undefined) return await check(told);
  return instead ?? (await ask());
}

function acceptSid(answer: string): string {
  const sid = checkInstanceName(answer);
  refuseRunningInstance(sid);
  return sid;
}

/** The environment says it, or somebody is asked; with `--yes` nobody is. */
async function settleIsolation({ yes = false }: RestoreOptions, dialogue: Dialogue, env: Asking['env']): Promise<void> {
  if (yes || env[sandboxVariable] === 'TRUE') return requireSandbox(env);
  dialogue.say([
    'A copy of the database, as it was at a time of your choice, is started on this host; production and the backup stay as they are.',
    'After a disaster, --open resetlogs makes it a database to go on with: see "In a real disaster" in the README.',
    ...dangerNotice,
  ]);
  const isIsolated = await dialogue.confirm('Is this host isolated, without access to the storage of production?', `${sandboxVariable}=TRUE in the environment`);
  if (!isIsolated) throw notIsolated('use another host for the restore');
}

async function askTime({ utc = false }: RestoreOptions, { dialogue, hostZone, describeTimes, findServing }: Asking): Promise<ServedTarget> {
  dialogue.say([await describeTimes()]);
  for (;;) {
    const typed = await dialogue.ask(timeQuestion, '--to TIME', (answer) => {
      parseTime(answer, utc || !hasOwnZone.test(answer), hostZone);
      return answer;
    });
    const isUtc = utc || (!hasOwnZone.test(typed) && (await dialogue.confirm('Is that time in UTC? (n: local time of this host)', '--to TIME with Z or an offset')));
    try {
      return await findServing(parseTime(typed, isUtc, hostZone));
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof UnservedTimeError)) throw error;
      dialogue.say([error.message, ...(error.hint === undefined ? [] : [`  ${error.hint}`])]);
    }
  }
}

function parseTime(text: string, utc: boolean, hostZone: string): DateTime<true> {
  const trimmed = text.trim();
  if (utc && /\d\d:\d\d\S*[+-]\d\d(?::?\d\d)?$/u.test(trimmed) && !inUtc.test(trimmed)) {
    throw new UsageError(`--utc contradicts the offset of "${trimmed}"`, { hint: 'leave out one of them' });
  }
  return parseTargetTime(trimmed, utc ? 'utc' : hostZone);
}
