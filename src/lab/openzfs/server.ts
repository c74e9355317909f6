// A simulated ZFS: the program `zfs` asks it over a port of 127.0.0.1, and faults make of the answer what a test wants.
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '#core/clock.ts';
import { clockOf } from '#lab/skewed-clock.ts';
import { RequestFaults } from '#lab/storage/request-faults.ts';
import { removeLeftovers } from '#lab/storage/snapshots.ts';
import { changeStorage, labProject } from '#lab/storage/storage-state.ts';
import { type Answer, runZfs, type ZfsRelease, ZfsSystem } from './run-zfs.ts';

export interface RunningZfs extends AsyncDisposable {
  readonly port: number;
  /** `method` is the first word of a call, `path` the whole; `status` the exit code, `reset` the death of the program. */
  readonly faults: RequestFaults;
  /** The words of each call so far. */
  readonly calls: readonly (readonly string[])[];
}

export interface ZfsOptions {
  readonly labDir: string;
  readonly clock: Clock;
  /** 0: any free one. */
  readonly port: number;
  readonly release?: ZfsRelease;
}

export async function startZfs({ labDir, clock, port, release = '2.3.1' }: ZfsOptions): Promise<RunningZfs> {
  const identity = { labDir, project: labProject, clock: clockOf('appliance', labDir, clock) };
  mkdirSync(join(labDir, 'nfs', labProject), { recursive: true });
  changeStorage(identity, removeLeftovers);
  const system = new ZfsSystem(identity, release);
  const faults = new RequestFaults(labDir, 'openzfs');
  const calls: (readonly string[])[] = [];
  const shutdown = new AbortController();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    readWords(socket, (words) => {
      calls.push(words);
      answer(socket, words, { system, faults, signal: shutdown.signal }).catch(() => socket.destroy());
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    faults,
    calls,
    [Symbol.asyncDispose]: async () => {
      shutdown.abort();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Their number, then the words, each with a NUL behind it. */
function readWords(socket: Socket, take: (words: readonly string[]) => void): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const [count, ...words] = text.split('\0');
    if (words.length !== Number(count) + 1) return;
    socket.removeAllListeners('data');
    socket.resume();
    take(words.slice(0, -1));
  });
}

interface Handling {
  readonly system: ZfsSystem;
  readonly faults: RequestFaults;
  readonly signal: AbortSignal;
}

async function answer(socket: Socket, words: readonly string[], { system, faults, signal }: Handling): Promise<void> {
  const fault = faults.take(words[0] ?? '', words.join(' ')) ?? {};
  const isSpoiled = fault.hang === true || fault.reset === true || fault.status !== undefined;
  const real: Answer | undefined = isSpoiled && fault.afterEffect !== true ? undefined : runZfs(system, words);
  if (fault.delayMs !== undefined) await delay(fault.delayMs, undefined, { signal });
  if (fault.hang === true) return;
  if (fault.reset === true) {
    socket.destroy();
    return;
  }
  const { exitCode, output, complaint } = fault.status === undefined ? (real ?? { exitCode: 1, output: '', complaint: '' }) : { exitCode: fault.status, output: '', complaint: `${fault.fault?.message ?? ''}\n` };
  const text = typeof fault.nonJson === 'string' ? fault.nonJson : fault.truncate === true ? output.slice(0, output.length / 2) : output;
  socket.end(`${exitCode}\0${complaint}\0${text}`);
}
