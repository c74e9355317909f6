// The program as a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { makeNamedPipe } from './core/named-pipe.ts';
import { temporaryFolder } from './core/temporary-folder.ts';

/**
 * Leaves a timer, a listening socket and a connection to it behind, whatever was asked of it, and a thread that waits for ever, as one
 * does for a name server that is away.
 */
const LITTERING = `
import { connect, createServer } from 'node:net';
import { readFile } from 'node:fs';
import { join } from 'node:path';
export class Litter {
  capabilities = { clones: false };
  constructor() {
    setInterval(() => {}, 1000);
    readFile(join(import.meta.dirname, 'pipe'), () => {});
    const server = createServer(() => {}).listen(0, '127.0.0.1', () => connect(server.address().port, '127.0.0.1'));
  }
  async listSnapshots() { return [{ id: 'x'.repeat(200000), createdAt: new Date(), cloneCount: 0 }]; }
  async createSnapshot() { throw new Error('shelf is full'); }
  async dropSnapshot() {}
}
`;

async function runMain(...args: readonly string[]) {
  const main = join(installationRoot, 'src/main.ts');
  const child = spawn(process.execPath, [main, ...args], { env: {}, stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 });
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { exitCode: exitCode as number | null, stdout, stderr };
}

const FORGING = String.raw`
export class Forger {
  capabilities = { clones: false };
  async listSnapshots() { return []; }
  async createSnapshot() { throw new Error('\u001b[2J\nicb: done'); }
  async dropSnapshot() {}
}
`;

describe('a storage system that sends line breaks and terminal codes', () => {
  it('forges no line of ours', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'backup.cfg');
    writeFileSync(join(folder.path, 'forger.mjs'), FORGING);
    writeFileSync(file, '[generic]\nbackupdest: /nonexistent\nsnappermodule: forger.mjs\nsnapperclass: Forger\n[orcl]\ndbid: 1\nsnapexpirationdays: 3\n');

    const { stdout, stderr } = await runMain('--config', file, 'snapper', 'orcl', 'create');

    expect([stdout, stderr]).toEqual(['', 'icb: Forger.createSnapshot failed for orcl: \\u001b[2J\n     icb: done\n']);
  });
});

describe('a site’s adapter that leaves a timer, a socket and a waiting thread', () => {
  it.each([
    ['checkage', 0, /^OK: The latest snapshot age .*\n$/, ''],
    ['list', 0, /^x{200000} \[.*\n$/, ''],
    ['create', 1, /^$/, 'icb: Litter.createSnapshot failed for orcl: shelf is full\n'],
  ])('does not keep icb from ending after %s, with all it has to say', async (action, expectedCode, expectedOutput, expectedComplaint) => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'backup.cfg');
    writeFileSync(join(folder.path, 'litter.mjs'), LITTERING);
    makeNamedPipe(join(folder.path, 'pipe'));
    writeFileSync(file, '[generic]\nbackupdest: /nonexistent\nsnappermodule: litter.mjs\nsnapperclass: Litter\n[orcl]\ndbid: 1\nsnapexpirationdays: 3\n');

    const { exitCode, stdout, stderr } = await runMain('--config', file, 'snapper', 'orcl', action);

    expect([exitCode, stderr]).toEqual([expectedCode, expectedComplaint]);
    expect(stdout).toMatch(expectedOutput);
  });
});
