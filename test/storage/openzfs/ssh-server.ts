// A real sshd on 127.0.0.1 with keys of its own, for the user who runs the tests. It ends with this process.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#lab/free-port.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

export interface SshServer extends AsyncDisposable {
  /** Configuration of ssh that knows the server as host `storage`. */
  readonly clientConfig: string;
  /** Variants of it. */
  configWith(changes: Readonly<Record<string, string>>): string;
  /** How many connections it has accepted. */
  connections(): number;
  /** How many of them are still there. */
  openConnections(): number;
}

// sshd ends as soon as the standard input of its keeper does.
const keep = `
  mkdir -p /run/sshd 2>/dev/null
  /usr/sbin/sshd -D -e -f "$1/sshd.cfg" </dev/null 2>"$1/log" & server=$!
  trap 'kill $server; wait $server' EXIT
  for i in $(seq 250); do grep -q 'Server listening' "$1/log" && break; kill -0 $server || exit 1; sleep 0.02; done
  echo ready
  timeout 300 cat >/dev/null
`;

/** The server, or why there is none. */
export async function startSshServer(): Promise<SshServer | string> {
  for (const [program, name] of [['/usr/sbin/sshd', 'openssh-server'], ['/usr/bin/ssh', 'openssh-client']]) {
    if (!existsSync(program ?? '')) return `needs the Debian package ${name}`;
  }
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  for (const name of ['hostkey', 'id', 'stranger']) execFileSync('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  const port = await freePort();
  writeFileSync(at('sshd.cfg'), lines({
    Port: String(port), ListenAddress: '127.0.0.1', HostKey: at('hostkey'), PidFile: 'none', AuthorizedKeysFile: at('id.pub'), StrictModes: 'no',
    UsePAM: 'no', PasswordAuthentication: 'no', KbdInteractiveAuthentication: 'no', PermitRootLogin: 'prohibit-password', LogLevel: 'VERBOSE',
    // bash reads ~/.bashrc under sshd, and what this user has there is nobody's business.
    SetEnv: `HOME=${folder.path}`,
  }));
  const known = (key: string): string => `[127.0.0.1]:${port} ${readFileSync(at(key), 'utf8').split(' ').slice(0, 2).join(' ')}\n`;
  writeFileSync(at('known_hosts'), known('hostkey.pub'));
  writeFileSync(at('wrong_hosts'), known('stranger.pub'));
  const configWith: SshServer['configWith'] = (changes) => {
    const path = at(`ssh-${Object.values(changes).join('-').replaceAll('/', '.')}.cfg`);
    const usual = {
      Host: 'storage', HostName: '127.0.0.1', Port: String(port), User: userInfo().username, IdentityFile: at('id'), IdentitiesOnly: 'yes', IdentityAgent: 'none',
      UserKnownHostsFile: at('known_hosts'), GlobalKnownHostsFile: '/dev/null', KexAlgorithms: 'curve25519-sha256',
    };
    const relative = Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, value.startsWith('./') ? at(value.slice(2)) : value]));
    writeFileSync(path, lines({ ...usual, ...relative }));
    return path;
  };
  const keeper = spawn('/bin/bash', ['-c', keep, 'bash', folder.path], { env: { PATH: '/usr/bin:/bin' }, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(keeper, 'exit');
  const [greeting] = await Promise.race([once(keeper.stdout, 'data'), ended.then(() => [''])]);
  const log = (): string => readFileSync(at('log'), 'utf8');
  const count = (said: string): number => log().split(said).length - 1;
  const close = async (): Promise<void> => {
    keeper.stdin.end();
    await ended;
    folder[Symbol.dispose]();
  };
  if (String(greeting) !== 'ready\n') {
    const said = log().replace(/\s+/g, ' ');
    await close();
    return `needs a machine that lets sshd run: ${said}`;
  }
  return { clientConfig: configWith({}), configWith, connections: () => count('Accepted publickey'), openConnections: () => count('Accepted publickey') - count('Disconnected from user'), [Symbol.asyncDispose]: close };
}

function lines(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings).map(([key, value]) => `${key} ${value}\n`).join('');
}
