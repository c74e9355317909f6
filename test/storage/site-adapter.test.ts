// A site's own adapter: written outside this project, so nothing about it can be taken for granted.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Storage, StorageLimits } from '#storage/adapter.ts';
import { openStorage } from '#storage/open-storage.ts';
import { fakeClock } from '../core/fake-clock.ts';
import { recordedLog } from '../core/recorded-log.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

const MEMORY = `
export class MemoryStorage {
  constructor(context) { this.context = context; this.snapshots = []; context.log.info('opened ' + context.get('shelf', 'memory')); }
  async listSnapshots() { return this.snapshots; }
  async createSnapshot() {
    const id = 'snap' + this.snapshots.length;
    this.snapshots.unshift({ id, createdAt: new Date(Date.UTC(2024, 0, 1 + this.snapshots.length)), cloneCount: 0 });
    return id;
  }
  async dropSnapshot(id) { this.snapshots = this.snapshots.filter((one) => one.id !== id); }
  async cloneSnapshot(id, name) { return { name, origin: id, mountPoint: '/' + name }; }
  async listClones() { return []; }
  async dropClone(name) { throw new Error('no clone ' + name); }
  async mountSource(name) { return 'shelf:/' + name; }
}
`;

interface Site extends Disposable {
  write(file: string, text: string): void;
  open(module: string, className: string, limits?: StorageLimits): Promise<Storage>;
  readonly log: ReturnType<typeof recordedLog>;
  readonly folder: string;
}

function site(): Site {
  const folder = temporaryFolder();
  const log = recordedLog();
  return {
    log,
    folder: folder.path,
    write: (file, text) => {
      const path = join(folder.path, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
    open: (module, className, limits = {}) =>
      openStorage({
        limits,
        choice: { module, className },
        database: 'orcl',
        get: (key, section) => `${section}.${key}`,
        configDir: folder.path,
        log,
        clock: fakeClock('2024-03-05T01:02:03Z'),
        credentials: () => {
          throw new Error('a site brings its own');
        },
      }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** Loads adapters in a process of its own: the test runner puts its own module loader in place of Node's. */
async function loadNatively(configDir: string, modules: readonly string[]): Promise<string[]> {
  const loader = new URL('../../src/storage/site/load-adapter.ts', import.meta.url).href;
  const script = `
    import { loadSiteAdapter } from ${JSON.stringify(loader)};
    for (const module of ${JSON.stringify(modules)}) {
      const { name } = await loadSiteAdapter({ module, className: 'MemoryStorage' }, ${JSON.stringify(configDir)});
      process.stdout.write(module + ': ' + name + '\\n');
    }`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout.trim().split('\n');
}

describe('a site’s own adapter', () => {
  it.each(['./adapters/memory.mjs', 'adapters/memory.mjs', 'adapters/memory'])('is loaded from %s beside the configuration', async (module) => {
    using own = site();
    own.write('adapters/memory.mjs', MEMORY);
    await using storage = await own.open(module, 'MemoryStorage');

    const ids = [await storage.createSnapshot(), await storage.createSnapshot()];

    expect((await storage.listSnapshots()).map(({ id }) => id)).toEqual(ids);
    expect(storage.ownsSnapshot('snap0')).toBe(true);
    expect(storage).toHaveProperty('createVolume', undefined);
    expect(await storage.mountSource('orcl')).toBe('shelf:/orcl');
    expect(own.log.lines).toMatchObject([{ level: 'info', message: 'opened memory.shelf' }]);
  });

  it('is loaded from paths with unusual names and from packages installed beside the configuration', async () => {
    using own = site();
    for (const name of ['@site/storage', 'site-storage']) {
      const description = { name, type: 'module', exports: { '.': { import: './main.js' } } };
      own.write(`node_modules/${name}/package.json`, JSON.stringify(description));
      own.write(`node_modules/${name}/main.js`, MEMORY);
    }
    own.write('own adapters #1/memory?.mjs', MEMORY);
    const modules = [join(own.folder, 'own adapters #1/memory?.mjs'), './own adapters #1/memory?.mjs', '@site/storage', 'site-storage'];

    const loaded = await loadNatively(own.folder, modules);

    expect(loaded).toEqual(modules.map((module) => `${module}: MemoryStorage`));
  });

  it('is given exactly what the contract says', async () => {
    using own = site();
    own.write('spy.mjs', `${MEMORY} export class Spy extends MemoryStorage { async mountSource() { return JSON.stringify(Object.keys(this.context).sort()); } }`);
    await using storage = await own.open('./spy.mjs', 'Spy');

    expect(JSON.parse(await storage.mountSource('orcl'))).toEqual(['configDir', 'database', 'get', 'log']);
  });

  it('needs no clone methods when it says that there are no clones', async () => {
    using own = site();
    own.write(
      'plain.mjs',
      'export class Plain { capabilities = { clones: false }; listSnapshots = async () => []; async createSnapshot() { return "x"; } async dropSnapshot() {} }',
    );

    await using storage = await own.open('./plain.mjs', 'Plain');

    expect(storage.capabilities).toEqual({ clones: false });
  });

  it('gets the signal, and its reason comes out', async () => {
    using own = site();
    own.write('slow.mjs', `${MEMORY} export class Slow extends MemoryStorage { async listSnapshots(signal) { signal.throwIfAborted(); } }`);
    await using storage = await own.open('./slow.mjs', 'Slow');

    await expect(storage.listSnapshots(AbortSignal.abort(new Error('interrupted')))).rejects.toThrow(/^interrupted$/);
  });

  it('is closed with the storage', async () => {
    using own = site();
    own.write('closing.mjs', `${MEMORY} export class Closing extends MemoryStorage { async close() { this.context.log.warn('closed'); } }`);
    const storage = await own.open('./closing.mjs', 'Closing');

    await storage[Symbol.asyncDispose]();

    expect(own.log.lines.at(-1)).toMatchObject({ level: 'warn', message: 'closed' });
  });
});

describe('a site’s adapter that cannot be used', () => {
  it.each([
    ['./missing.mjs', 'X', /^snappermodule: there is no file .*missing\.mjs$/],
    ['no-such-package', 'X', /^snappermodule: there is neither a file .*no-such-package nor a package no-such-package$/],
    ['./broken.mjs', 'X', /^snappermodule: .*broken\.mjs cannot be loaded: /],
    ['./needy.mjs', 'X', /^snappermodule: .*needy\.mjs cannot be loaded: .*not-installed/],
    ['./memory.mjs', 'memorystorage', /^snapperclass: .*memory\.mjs exports no class memorystorage \(did you mean MemoryStorage\?\)$/],
    ['./memory.mjs', 'limit', /exports no class limit/],
    ['./empty.mjs', 'X', /exports no class X$/],
    ['./half.mjs', 'Half', /^snapperclass: Half has no method createSnapshot, dropSnapshot, cloneSnapshot, listClones, dropClone, mountSource$/],
    ['./failing.mjs', 'Failing', /^snapperclass: Failing could not be set up: shelf is locked$/],
  ])('%s with class %s is refused in a sentence', async (module, className, message) => {
    using own = site();
    own.write('memory.mjs', `${MEMORY} export const limit = 3;`);
    own.write('broken.mjs', 'export class X {');
    own.write('needy.mjs', "import 'not-installed'; export class X {}");
    own.write('empty.mjs', '');
    own.write('half.mjs', 'export class Half { async listSnapshots() { return []; } }');
    own.write('failing.mjs', "export class Failing { constructor() { throw new Error('shelf is locked'); } }");

    await expect(own.open(module, className)).rejects.toMatchObject({
      name: 'ConfigurationError',
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it('tells what the module does export', async () => {
    using own = site();
    own.write('memory.mjs', `${MEMORY} export class Other {}`);

    await expect(own.open('./memory.mjs', 'Wrong')).rejects.toMatchObject({ hint: 'it exports MemoryStorage, Other' });
  });

  it.each([
    ['listSnapshots', "throw new Error('shelf is empty')", 'Odd.listSnapshots failed for orcl: shelf is empty'],
    ['listSnapshots', 'return undefined', 'Odd.listSnapshots must return an array (database orcl)'],
    ['listSnapshots', 'return [null]', 'Odd.listSnapshots returned a snapshot without an id (database orcl)'],
    ['listSnapshots', "return [{ id: 'a', createdAt: '2024-01-01', cloneCount: 0 }]", 'without a Date as createdAt'],
    ['listSnapshots', "return [{ id: 'a', createdAt: new Date(NaN), cloneCount: 0 }]", 'without a Date as createdAt'],
    ['listSnapshots', "return [{ id: 'a', createdAt: new Date() }]", 'without a whole number as cloneCount'],
    ['listSnapshots', "return [{ id: 'a', createdAt: new Date(), cloneCount: NaN }]", 'without a whole number as cloneCount'],
    ['listSnapshots', "return [{ id: 'a', createdAt: new Date(), cloneCount: -1 }]", 'without a whole number as cloneCount'],
    ['listSnapshots', "return [{ id: 'a\\nb', createdAt: new Date(), cloneCount: 0 }]", String.raw`without an id that can be printed: "a\nb" (database orcl)`],
    ['listSnapshots', "return [{ id: '\\u202ea', createdAt: new Date(), cloneCount: 0 }]", String.raw`without an id that can be printed: "\u{202e}a"`],
    ['listSnapshots', "return [{ id: ' a', createdAt: new Date(), cloneCount: 0 }]", 'without an id that can be printed: " a"'],
    ['listSnapshots', "return [{ id: 'a', createdAt: new Date(), cloneCount: 0, uniqueBytes: NaN }]", 'returned snapshot a with uniqueBytes NaN'],
    ['listSnapshots', "return [{ id: 'a', createdAt: new Date(), cloneCount: 0, defect: null }]", 'returned snapshot a with defect null'],
    ['listSnapshots', "return [{ id: 'a', createdAt: new Date(), cloneCount: 0, lockedUntil: 'never' }]", 'returned snapshot a without a Date as lockedUntil'],
    ['listSnapshots', "return [{ id: 'a', createdAt: new Date(), cloneCount: 0, defect: '' }]", 'returned snapshot a with defect '],
    ['createSnapshot', 'return undefined', 'Odd.createSnapshot must return the id of the snapshot (database orcl)'],
    ['createSnapshot', "return 'a\\u001b[2J'", String.raw`Odd.createSnapshot returned an id that is not printable: "a\u001b[2J"`],
    ['createSnapshot', "return 'a'", 'Odd.createSnapshot returned a, but listSnapshots does not list it (database orcl)'],
    ['listClones', 'return {}', 'Odd.listClones must return an array'],
    ['listClones', "return [{ name: 'a', origin: 'b\\u0007', mountPoint: '/c' }]", String.raw`Odd.listClones returned clone a without an origin that can be printed: "b\u0007"`],
  ] as const)('is caught when %s does: %s', async (method, body, message) => {
    using own = site();
    own.write('odd.mjs', `${MEMORY} export class Odd extends MemoryStorage { async ${method}() { ${body} } }`);
    await using storage = await own.open('./odd.mjs', 'Odd');

    await expect(storage[method]()).rejects.toMatchObject({ name: 'StorageError', exitCode: 1, message: expect.stringContaining(message) });
  });

  it('is not believed when it calls a snapshot new that was there before', async () => {
    using own = site();
    own.write('lazy.mjs', `${MEMORY} export class Lazy extends MemoryStorage { async createSnapshot() { return this.snapshots[0]?.id ?? super.createSnapshot(); } }`);
    await using storage = await own.open('./lazy.mjs', 'Lazy');
    await storage.createSnapshot();

    await expect(storage.createSnapshot()).rejects.toThrow('Lazy.createSnapshot returned snap0, a snapshot that was there before');
  });

  it.each([
    ['cloneSnapshot', '{ name, origin: id }', 'Odd.cloneSnapshot returned clone copy without a mountPoint (database orcl)'],
    ['mountSource', "'host:/a\\nb'", String.raw`Odd.mountSource must return host:/path, not "host:/a\nb" (database orcl)`],
  ] as const)('is caught when %s returns %s', async (method, value, message) => {
    using own = site();
    own.write('odd.mjs', `${MEMORY} export class Odd extends MemoryStorage { async ${method}(id, name) { return ${value}; } }`);
    await using storage = await own.open('./odd.mjs', 'Odd');

    const call = method === 'mountSource' ? storage.mountSource('orcl') : storage.cloneSnapshot('snap0', 'copy');

    await expect(call).rejects.toMatchObject({ name: 'StorageError', message });
  });
});

describe('a site’s adapter that never answers', () => {
  const calls = {
    listSnapshots: (storage: Storage, signal?: AbortSignal) => storage.listSnapshots(signal),
    createSnapshot: (storage: Storage, signal?: AbortSignal) => storage.createSnapshot(signal),
    dropSnapshot: (storage: Storage, signal?: AbortSignal) => storage.dropSnapshot('snap0', signal),
    cloneSnapshot: (storage: Storage, signal?: AbortSignal) => storage.cloneSnapshot('snap0', 'copy', signal),
    listClones: (storage: Storage, signal?: AbortSignal) => storage.listClones(signal),
    dropClone: (storage: Storage, signal?: AbortSignal) => storage.dropClone('copy', signal),
    mountSource: (storage: Storage, signal?: AbortSignal) => storage.mountSource('orcl', signal),
    createVolume: async (storage: Storage, signal?: AbortSignal) => storage.createVolume?.({}, signal),
  };
  const methods = Object.keys(calls) as (keyof typeof calls)[];

  it.each(methods)('is given up after a time limit in %s', async (method) => {
    using own = site();
    own.write('stuck.mjs', `${MEMORY} export class Stuck extends MemoryStorage { ${method}() { return new Promise(() => {}); } }`);
    await using storage = await own.open('./stuck.mjs', 'Stuck', { operationTimeoutMs: 20 });

    await expect(calls[method](storage)).rejects.toMatchObject({
      name: 'StorageUnreachableError',
      message: `cannot finish Stuck.${method} for orcl: gave up after 0.02 s`,
    });
  });

  it.each(methods)('does not keep a signal waiting in %s', async (method) => {
    using own = site();
    own.write('stuck.mjs', `${MEMORY} export class Stuck extends MemoryStorage { ${method}() { this.context.log.warn('stuck'); return new Promise(() => {}); } }`);
    await using storage = await own.open('./stuck.mjs', 'Stuck');
    const interrupt = new AbortController();

    const call = calls[method](storage, interrupt.signal);
    setImmediate(() => interrupt.abort(new Error('interrupted by SIGTERM')));

    await expect(call).rejects.toThrow(/^interrupted by SIGTERM$/);
    expect(own.log.lines.at(-1)).toMatchObject({ message: 'stuck' });
  });

  it('is warned about when it cannot be closed, and nothing else: all is done by then', async () => {
    using own = site();
    own.write('stuck.mjs', `${MEMORY} export class Stuck extends MemoryStorage { close() { return new Promise(() => {}); } }`);
    const storage = await own.open('./stuck.mjs', 'Stuck', { operationTimeoutMs: 20 });

    await storage[Symbol.asyncDispose]();
    await storage[Symbol.asyncDispose]();

    expect(own.log.lines.slice(1)).toMatchObject([{ level: 'warn', message: 'cannot finish Stuck.close for orcl: gave up after 0.02 s' }]);
  });
});
