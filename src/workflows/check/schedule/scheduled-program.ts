import { access, constants } from 'node:fs/promises';
import { listSome, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const scheduledProgram: Check<CheckedDatabase> = {
  name: 'scheduled-program',
  title: 'the scheduled jobs start this icb with this configuration, for this database',
  needs: ['scheduled-objects'],
  remedy: 'run: icb backup <db> setschedule; it writes down where icb and the configuration are now',
  run: async ({ settings, configuration, program, oracle }, signal) => {
    const { commands } = await oracle.scheduledRuns(signal);
    if (commands.size === 0) return skip('nothing is scheduled');
    const wanted = new Map([
      ['ICB_BACKUP_PROGRAM', [program, '--config', configuration.file, 'backup', settings.name, 'imagecopywithsnap']],
      ['ICB_MISSINGARCHLOG_PROGRAM', [program, '--config', configuration.file, 'backup', settings.name, 'missingarchlog']],
    ]);
    const others = [...wanted].filter(([name, words]) => commands.get(name)?.join(' ') !== words.join(' ')).map(([name]) => `${name} starts ${commands.get(name)?.join(' ') ?? 'nothing'}`);
    if (others.length > 0) return warn(listSome(others));
    const isExecutable = await access(program, constants.X_OK).then(() => true, () => false);
    return isExecutable ? ok(program) : warn(`${program} may not be executed by this user`);
  },
};
