import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NotStartedError } from '#core/errors.ts';
import type { CommandContext } from './context.ts';
import { refuseJson } from './no-json.ts';

export interface DemoOptions {
  /** Folder for the lab. */
  readonly keep?: string;
  /** Storage system of the lab. */
  readonly storage?: string;
}

/** `icb demo`: the whole story in a lab that is gone afterwards, unless `keep` names a folder for it. */
export async function run({ keep, storage: word = 'zfssa' }: DemoOptions, context: CommandContext): Promise<number> {
  const { world, options } = context;
  refuseJson(options, 'demo');
  const { readStoryStorage, tellStory } = await import('#lab/demo.ts');
  const storage = readStoryStorage(word);
  if (world.effectiveUid === 0) return await runWithoutPrivileges({ storage, ...(keep === undefined ? {} : { keep: resolve(world.cwd, keep) }) }, context);
  if (keep !== undefined) return tellStory(resolve(world.cwd, keep), { storage, world });
  const folder = mkdtempSync(join(tmpdir(), 'icb-demo-'));
  try {
    return await tellStory(join(folder, 'lab'), { storage, world });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The demo restores databases, which icb does not do as root: the same command goes on as a user who may do nothing. */
async function runWithoutPrivileges({ keep, storage }: DemoOptions & { readonly storage: string }, { world, options }: CommandContext): Promise<number> {
  const { temporaryFolderOf, readableInstallation, runAsUser, unprivilegedUser } = await import('#lab/unprivileged.ts');
  const user = unprivilegedUser();
  using installation = readableInstallation(user);
  if (keep !== undefined && installation.isCopy) {
    throw new NotStartedError(`a lab of user ${user.uid} in ${keep} could not start icb afterwards: that user may not read the installation`, {
      hint: 'root hands the demo to this user; start it as an ordinary user, or install icb where everybody may read it',
    });
  }
  using home = temporaryFolderOf(user);
  if (keep !== undefined) await giveFolder(keep, user);
  const { stdout, stderr, signal } = world;
  stderr.write(`icb: started by root, the demo goes on as user ${user.uid}: nothing is restored as root\n`);
  const flags = [...(options.quiet ? ['--quiet'] : []), ...(options.verbose ? ['--verbose'] : []), ...(options.color ? [] : ['--no-color'])];
  const args = [...flags, 'demo', '--storage', storage, ...(keep === undefined ? [] : ['--keep', keep])];
  const env = { PATH: '/usr/bin:/bin', HOME: home.path, TMPDIR: home.path, LC_ALL: 'C' };
  return await runAsUser({ user, installation, args, env, stdout, stderr, signal });
}

/** Makes the folder if it is new, and makes sure that the user can work in it. */
async function giveFolder(folder: string, user: { readonly uid: number; readonly gid: number }): Promise<void> {
  const { mayUse } = await import('#lab/unprivileged.ts');
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    chownSync(folder, user.uid, user.gid);
  }
  if (mayUse(user, 'cd -- "$1" && test -w .', folder)) return;
  throw new NotStartedError(`${folder} cannot be used by user ${user.uid}, to whom root hands the demo`, {
    hint: 'name a new folder below one that everybody may enter, such as /tmp',
  });
}
