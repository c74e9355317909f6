import type { Setting } from './setting.ts';

/** Commands of the site around each run; `[generic]` has them for backups, `[autorestore]` for restore tests. */
export const hookSettings = [
  {
    key: 'hookpre',
    type: { kind: 'command' },
    meaning: 'command to run before the work begins; when it fails, the work is not begun',
    example: '/opt/site/before-icb',
  },
  {
    key: 'hookpost',
    type: { kind: 'command' },
    meaning: 'command to run when the work has succeeded; when it fails, that is a warning',
    example: '/opt/site/after-icb',
  },
  {
    key: 'hookfailure',
    type: { kind: 'command' },
    meaning: 'command to run when a run has failed, whatever the cause',
    example: '/opt/site/icb-failed',
  },
  {
    key: 'hooktimeout',
    type: { kind: 'duration', unit: 'minutes' },
    meaning: 'a hook that takes longer is ended, and has failed',
    default: '5',
    example: '5',
  },
] as const satisfies readonly Setting[];

/** A service that raises the alarm when it hears nothing; a database's own section has it for backups, `[autorestore]` for tests. */
export const pingSetting = {
  key: 'pingurl',
  type: { kind: 'url' },
  meaning: 'secret address that is told of the begin (/start), the success and the failure (/fail) of each run',
  example: 'https://hc-ping.com/your-check',
} as const satisfies Setting;

/** In `[generic]`, for both. */
export const pingCertificateSetting = {
  key: 'pingcacert',
  type: { kind: 'path' },
  meaning: 'certificate of the CA of pingurl (PEM), where it is a service of your own',
  example: 'ping-ca.pem',
} as const satisfies Setting;
