import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const recordKeepTime: Check<CheckedDatabase> = {
  name: 'record-keep-time',
  title: 'CONTROL_FILE_RECORD_KEEP_TIME is not shorter than recoverywindow: the control file would forget logs and copies it still needs',
  needs: ['data-guard-role'],
  remedy: 'run: alter system set control_file_record_keep_time = <days>',
  run: async ({ settings, oracle }, signal) => {
    const days = Number((await oracle.state(signal)).parameters.get('control_file_record_keep_time'));
    const told = `${days} days, recoverywindow is ${settings.recoveryWindowDays}`;
    return days >= settings.recoveryWindowDays ? ok(told) : warn(told);
  },
};
