import { UsageError } from '#core/errors.ts';

const variable = 'OSPASSWORD';
/** Far more than any password: in hexadecimal it must fit into a line of SQL*Plus. */
const mostBytes = 500;
const hint = `set it for this one command only: IFS= read -rs ${variable} && export ${variable}; unset it afterwards`;

/**
 * The password of the operating system's user that the Scheduler starts icb as, from the environment: an argument would be seen by
 * everybody on the host. Messages never repeat it.
 * @throws {UsageError}
 */
export function readOsPassword(env: Readonly<Record<string, string | undefined>>): string {
  const password = env[variable];
  if (password === undefined || password === '') throw new UsageError(`setschedule needs the password of the operating system's user in ${variable}`, { hint });
  if (/[\r\n]/u.test(password)) throw new UsageError(`${variable} contains a line break: no password of the operating system does`, { hint });
  // Node puts U+FFFD where the environment is no UTF-8.
  if (password.includes('\uFFFD')) throw new UsageError(`${variable} is not valid UTF-8`, { hint: 'set it from a terminal that uses UTF-8' });
  if (Buffer.byteLength(password) > mostBytes) throw new UsageError(`${variable} is longer than ${mostBytes} bytes`, { hint });
  return password;
}
