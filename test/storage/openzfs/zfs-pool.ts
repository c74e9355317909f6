// A real pool: Debian's zfs-fuse on a file, in a mount namespace of its own. Daemon, pool and mounts end with this process, however
// that ends: they wait for the end of their standard input.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#core/clock.ts';
import type { Storage } from '#storage/adapter.ts';
import { mountObstacle } from '../../core/private-mounts.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import type { StorageFixture } from '../contract.ts';
import { openOpenzfs } from './fixture.ts';

export interface ZfsPool extends AsyncDisposable {
  /** What to put before a command that shall see the pool. */
  readonly inside: readonly string[];
  /** Runs zfs in there; what it printed. */
  zfs(...args: string[]): string;
  /** A path of the pool as this process reaches it. */
  reach(path: string): string;
  /** An empty dataset of the pool, below which databases have their volumes. */
  newParent(): Promise<PoolParent>;
}

export interface PoolParent extends StorageFixture {
  /** `t/n1` */
  readonly dataset: string;
  /** Where it is mounted in there. */
  readonly mountPoint: string;
  open(database: string, settings?: Readonly<Record<string, string>>): Promise<Storage>;
}

/** Why there can be no pool here; `undefined` when there may. */
const poolObstacle =
  mountObstacle ??
  (existsSync('/usr/sbin/zfs-fuse') ? undefined : 'needs the Debian package zfs-fuse') ??
  (existsSync('/dev/fuse') ? undefined : 'needs /dev/fuse');

// Paths of socket, cache and lock are fixed, so each daemon has its own folders there. The data lie in memory and need no orderly end. Five minutes
// are the end in any case: whatever waits for a daemon that hangs is then told so.
const script = `
  cd "$1"; mkdir -p run lib lock mnt disk /run/zfs /var/lib/zfs /var/lock/zfs
  mount --bind run /run/zfs; mount --bind lib /var/lib/zfs; mount --bind lock /var/lock/zfs
  mount -t tmpfs tmpfs disk
  zfs-fuse -n --no-kstat-mount >daemon.log 2>&1 </dev/null & daemon=$!
  trap 'kill -KILL $daemon; wait $daemon' EXIT
  for i in $(seq 250); do zpool list >/dev/null 2>&1 && break; sleep 0.02; done
  truncate -s 256M disk/vdev
  zpool create -m "$1/mnt" t "$1/disk/vdev" || exit 1
  echo ready
  timeout 300 cat >/dev/null
`;

/** The pool, or why there is none. */
export async function openZfsPool(): Promise<ZfsPool | string> {
  if (poolObstacle !== undefined) return poolObstacle;
  const folder = temporaryFolder();
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  const keeper = spawn('/usr/bin/unshare', ['-m', '/bin/bash', '-c', script, 'bash', folder.path], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(keeper, 'exit');
  let complaint = '';
  keeper.stderr.on('data', (chunk: Buffer) => void (complaint += chunk.toString()));
  const [greeting] = await Promise.race([once(keeper.stdout, 'data'), ended.then(() => [''])]);
  const close = async (): Promise<void> => {
    keeper.stdin.end();
    await ended;
    folder[Symbol.dispose]();
  };
  if (String(greeting) !== 'ready\n') {
    await close();
    return `needs a machine that lets zfs-fuse make a pool: ${complaint.replace(/\s+/g, ' ').trim()}`;
  }
  const inside = ['/usr/bin/nsenter', '-t', String(keeper.pid), '-m'];
  const zfs = (...args: string[]): string => execFileSync('/usr/bin/nsenter', [...inside.slice(1), '/usr/sbin/zfs', ...args], { encoding: 'utf8', timeout: 20_000 });
  const reach = (path: string): string => join(`/proc/${keeper.pid}/root`, path);
  let parents = 0;
  return {
    inside,
    zfs,
    reach,
    newParent: async () => {
      parents += 1;
      zfs('create', `t/n${parents}`);
      return parentOf({ zfs, reach, inside }, { dataset: `t/n${parents}`, mountPoint: join(folder.path, `mnt/n${parents}`) });
    },
    [Symbol.asyncDispose]: close,
  };
}

/** What is made in it goes with the pool. */
function parentOf({ zfs, reach, inside }: Pick<ZfsPool, 'zfs' | 'reach' | 'inside'>, { dataset, mountPoint }: Pick<PoolParent, 'dataset' | 'mountPoint'>): PoolParent {
  const settings = { dataset, zfscommand: [...inside, '/usr/sbin/zfs'].join(' ') };
  return {
    dataset,
    mountPoint,
    open: (database, more = {}) => openOpenzfs({ ...settings, ...more }, { database, clock: systemClock, log: recordedLog() }),
    addVolume: (database) => void zfs('create', `${dataset}/${database}`),
    write: (volume, file, text) => writeFileSync(reach(join(mountPoint, volume, file)), text),
    read: (volume, file) => readFileSync(reach(join(mountPoint, volume, file)), 'utf8'),
    // Real time passes by itself, and a pool tells snapshots of one second apart.
    advance: () => undefined,
    now: () => new Date(),
    hasLocks: false,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
