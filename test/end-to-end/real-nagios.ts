// A real Nagios for the user who runs the tests, with the sample of docs/samples as its services.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { installationRoot } from '#core/installation.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';
import { launcher } from './icb-process.ts';

export const nagiosProgram = '/usr/sbin/nagios4';

/** A service as Nagios sees it. */
export interface ServiceStatus {
  /** 0 to 3; undefined while it has not been checked. */
  readonly state: number | undefined;
  readonly output: string;
  readonly longOutput: string;
  readonly performanceData: string;
}

export interface RunningNagios extends AsyncDisposable {
  status(service: string): ServiceStatus;
}

/** What every installation has besides. */
const surroundings = `
define timeperiod {
timeperiod_name always
alias always
sunday 00:00-24:00
monday 00:00-24:00
tuesday 00:00-24:00
wednesday 00:00-24:00
thursday 00:00-24:00
friday 00:00-24:00
saturday 00:00-24:00
}
define command {
command_name nothing
command_line /bin/true
}
define contact {
contact_name dba
host_notification_commands nothing
service_notification_commands nothing
host_notification_period always
service_notification_period always
host_notifications_enabled 0
service_notifications_enabled 0
}
define host {
host_name backup1
address 127.0.0.1
max_check_attempts 1
check_interval 0
active_checks_enabled 0
check_period always
notification_period always
contacts dba
}
define service {
name generic-service
check_period always
notification_period always
contacts dba
register 0
}
`;

/** Starts it with the services of the sample, checked each second. */
export async function startNagios(configurationFile: string): Promise<RunningNagios> {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  mkdirSync(at('spool'));
  const sample = readFileSync(join(installationRoot, 'docs/samples/nagios.cfg'), 'utf8');
  const objects = sample.replaceAll('/opt/icb/bin/icb', launcher).replaceAll('/etc/icb-monitor/backup.cfg', configurationFile).replaceAll(/(check_interval|retry_interval|max_check_attempts) +\d+/gu, '$1 1');
  writeFileSync(at('objects.cfg'), surroundings + objects);
  const user = userInfo();
  const settings = {
    log_file: at('nagios.log'), cfg_file: at('objects.cfg'), object_cache_file: at('objects.cache'), precached_object_file: at('objects.precache'),
    status_file: at('status.dat'), status_update_interval: 1, state_retention_file: at('retention.dat'), lock_file: at('nagios.pid'), temp_file: at('nagios.tmp'),
    temp_path: folder.path, check_result_path: at('spool'), query_socket: at('nagios.qh'), command_file: at('nagios.cmd'), check_external_commands: 0,
    nagios_user: user.username, nagios_group: groupName(user.gid), interval_length: 1, check_result_reaper_frequency: 1, service_inter_check_delay_method: 'n',
    host_inter_check_delay_method: 'n', service_interleave_factor: 1, max_service_check_spread: 1, service_check_timeout: 60, execute_service_checks: 1,
    enable_notifications: 0, check_for_updates: 0, bare_update_check: 0, use_syslog: 0,
    // As distributions ship it.
    'illegal_macro_output_chars': '`~$&|\'"<>',
  };
  writeFileSync(at('nagios.cfg'), Object.entries(settings).map(([key, value]) => `${key}=${value}\n`).join(''));
  const verified = spawnSync(nagiosProgram, ['-v', at('nagios.cfg')], { encoding: 'utf8' });
  if (verified.status !== 0) throw new Error(`Nagios refuses its configuration: ${verified.stdout}`);
  // Whatever is in this environment must not matter to the plugin.
  const nagios = spawn(nagiosProgram, [at('nagios.cfg')], { env: { PATH: '/nonexistent', HOME: '/nonexistent', BACKUPCONFIG: '/nonexistent' }, stdio: 'ignore' });
  const ended = once(nagios, 'exit');
  return {
    status: (service) => readStatus(existsSync(at('status.dat')) ? readFileSync(at('status.dat'), 'utf8') : '', service),
    [Symbol.asyncDispose]: async () => {
      nagios.kill('SIGTERM');
      await ended;
      folder[Symbol.dispose]();
    },
  };
}

function readStatus(text: string, service: string): ServiceStatus {
  const block = text.split(/^servicestatus \{$/mu).find((one) => one.includes(`\tservice_description=${service}\n`)) ?? '';
  const value = (key: string): string => new RegExp(`^\\t${key}=(.*)$`, 'mu').exec(block)?.[1] ?? '';
  return { state: value('has_been_checked') === '1' ? Number(value('current_state')) : undefined, output: value('plugin_output'), longOutput: value('long_plugin_output'), performanceData: value('performance_data') };
}

function groupName(gid: number): string {
  return readFileSync('/etc/group', 'utf8').split('\n').find((line) => line.split(':')[2] === String(gid))?.split(':')[0] ?? String(gid);
}
