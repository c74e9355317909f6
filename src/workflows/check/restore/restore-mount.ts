import { IcbError } from '#core/errors.ts';
import { checkProgram } from '#oracle/programs/program-check.ts';
import { ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { linesOfFstab } from '../host/fstab-lines.ts';
import { findMountProgram } from '../../restore/mount-command.ts';
import { restoreSettingsOf } from './restore-settings.ts';

export const restoreMount: Check<CheckedDatabase> = {
  name: 'restore-mount',
  title: 'on the restore host: this user can mount the clone (a line in /etc/fstab with user, or mountcommand), and nothing is mounted there now',
  needs: ['restore-folders'],
  remedy: 'add the line for the mount point to /etc/fstab: fg,noauto,user and the options that Oracle wants',
  run: async (database) => {
    const settings = restoreSettingsOf(database);
    if (settings === undefined) return skip('restore tests are not set up');
    const { mountPoint, mountCommand, unmountCommand } = settings;
    const mounted = database.host.mounts().find((mount) => mount.mountPoint === mountPoint);
    if (mounted !== undefined) return warn(`${mounted.source} is mounted on ${mountPoint}`, 'wait for the restore test that is under way; one that was killed is cleared by the next icb autorestore');
    for (const [program = ''] of [mountCommand, unmountCommand]) {
      const trouble = await troubleOf(program);
      if (trouble !== undefined) return warn(trouble.message, trouble.hint);
    }
    if (mountCommand[0] !== 'mount') return ok(mountCommand.join(' '));
    const line = linesOfFstab(database.host.fstab()).find((one) => one.mountPoint === mountPoint);
    if (line === undefined) return warn(`${mountPoint} has no line in /etc/fstab`);
    const lacks = ['user', 'noauto'].filter((option) => !line.options.some((own) => own === option || own === `${option}s`));
    return lacks.length === 0 ? ok(`${line.source} on ${mountPoint}`) : warn(`the line of ${mountPoint} in /etc/fstab lacks ${lacks.join(' and ')}`);
  },
};

async function troubleOf(program: string): Promise<IcbError | undefined> {
  try {
    await checkProgram(findMountProgram(program));
    return undefined;
  } catch (error) {
    if (error instanceof IcbError) return error;
    throw error;
  }
}
