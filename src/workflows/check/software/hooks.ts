// The site's own commands around backups and around restore tests.
import { InvalidConfigurationError } from '#core/config/problem.ts';
import type { Hooks, NoticeKind } from '#core/config/notice-settings.ts';
import { IcbError } from '#core/errors.ts';
import { checkProgram } from '#oracle/programs/program-check.ts';
import { findProgram } from '../../site-command.ts';
import { fail, ok, skip, warn } from '../check.ts';
import type { Check, Finding } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const backupHooks: Check<CheckedDatabase> = {
  name: 'hooks',
  title: "the site's own commands around backups, hookpre, hookpost and hookfailure, are there and can be executed",
  // A host for restores, which leaves out what needs the area, runs no backups.
  needs: ['area'],
  remedy: 'correct hookpre, hookpost or hookfailure: where hookpre cannot be started no backup begins',
  run: async (database) => checkHooks(database, 'backup'),
};

export const restoreTestHooks: Check<CheckedDatabase> = {
  name: 'restore-hooks',
  title: 'on the restore host: the same commands around restore tests, in [autorestore]',
  needs: ['restore-folders'],
  remedy: 'correct hookpre, hookpost or hookfailure in [autorestore]: where hookpre cannot be started nothing is tested',
  run: async (database) => checkHooks(database, 'autorestore'),
};

async function checkHooks(database: CheckedDatabase, kind: NoticeKind): Promise<Finding> {
  const hooks = hooksOf(database, kind);
  const named = Object.entries({ hookpre: hooks?.pre, hookpost: hooks?.post, hookfailure: hooks?.failure }).flatMap(([key, words]) => (words === undefined ? [] : [{ key, program: words[0] ?? '' }]));
  if (named.length === 0) return skip('none is configured');
  const troubles = new Map<string, string>();
  for (const { key, program } of named) {
    const trouble = await troubleOf(program, key);
    if (trouble !== undefined) troubles.set(key, `${key}: ${trouble}`);
  }
  if (troubles.size === 0) return ok(named.map(({ key }) => key).join(', '));
  const told = [...troubles.values()].join('; ');
  return troubles.has('hookpre') ? fail(told) : warn(told);
}

/** Undefined where they cannot be read: what is wrong with the values the check of the configuration tells. */
function hooksOf({ configuration, settings: { name } }: CheckedDatabase, kind: NoticeKind): Hooks | undefined {
  try {
    return configuration.notices(name, kind).hooks;
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return undefined;
    throw error;
  }
}

async function troubleOf(program: string, key: string): Promise<string | undefined> {
  try {
    await checkProgram(findProgram(program, key));
    return undefined;
  } catch (error) {
    if (error instanceof IcbError) return error.message;
    throw error;
  }
}
