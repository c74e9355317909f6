import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { run } from '#commands/config.ts';
import type { World } from '#commands/context.ts';
import { fakeClock } from '../core/fake-clock.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

const goodText = `[generic]
backupdest: /nfs/backup
tnsadmin: tns
storage: zfssa
[zfssa]
url: https://zfssa.example.com:215
pool: p1
project: backup
[orcl]
dbid: 1433672784
recoverywindow: 2
snapexpirationdays: 31
`;

/** A site: configuration, TNS folder, Oracle home, credentials, and a way to run `icb config` on it. */
function openSite(text: string) {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  for (const name of ['tns', 'dbhome', 'dbhome/bin']) mkdirSync(at(name));
  for (const name of ['tns/sqlnet.ora', 'tns/tnsnames.ora', 'dbhome/bin/rman', 'dbhome/bin/sqlplus']) writeFileSync(at(name), '', { mode: 0o700 });
  writeFileSync(at('zfscredentials.cfg'), '[zfscredentials]\nzfsuser: u\nzfspassword: p\n', { mode: 0o600 });
  writeFileSync(at('backup.cfg'), text);
  const config = async (action: string, { json = false, env = {} }: { json?: boolean; env?: World['env'] } = {}) => {
    const stdout = new PassThrough({ encoding: 'utf8' });
    const world: World = {
      env: { ORACLE_HOME: at('dbhome'), ...env },
      cwd: folder.path,
      stdin: new PassThrough(),
      stdout,
      stderr: new PassThrough(),
      clock: fakeClock('2024-03-05T01:02:03Z'),
      launchTool: () => Promise.reject(new Error('config starts no Oracle program')),
      effectiveUid: 1000,
      signal: new AbortController().signal,
    };
    const exitCode = await run(action, { world, options: { json, quiet: false, verbose: false, color: false } });
    return { exitCode, stdout: String(stdout.read() ?? '') };
  };
  return { at, file: at('backup.cfg'), config, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

describe('icb config show', () => {
  const text = `[DEFAULT]\nroot: /nfs\n[generic]\nbackupdest = %(root)s/backup ; note\n[orcl]\nDBID: 1\npassword: x\nquery: select 1\n  from dual\n`;

  it('prints the contract as JSON', async () => {
    using site = openSite(text);

    const { exitCode, stdout } = await site.config('show', { json: true });

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      file: site.file,
      sections: {
        generic: { root: '/nfs', backupdest: '/nfs/backup' },
        orcl: { root: '/nfs', dbid: '1', password: '***', query: 'select 1\nfrom dual' },
      },
    });
  });

  it('prints for people what could be read again', async () => {
    using site = openSite(text);

    const { stdout } = await site.config('show');

    expect(stdout).toBe(
      `# ${site.file}\n\n[generic]\nroot: /nfs\nbackupdest: /nfs/backup\n\n[orcl]\nroot: /nfs\ndbid: 1\npassword: ***\nquery: select 1\n    from dual\n`,
    );
  });

  it('minds nothing but syntax and interpolation', async () => {
    using site = openSite('[generic]\nnonsense: 1\nparallel: many\n');

    expect((await site.config('show')).exitCode).toBe(0);
  });

  it.each([
    ['[generic]\na: 1\nb\n', ':3: neither a [section] nor a key followed by : or ='],
    ['[generic]\na: %(b)s\n', ':2: a in [generic]: %(b)s refers to a key that is neither in this section nor in [DEFAULT]'],
  ])('refuses %j', async (bad, message) => {
    using site = openSite(bad);

    await expect(site.config('show')).rejects.toMatchObject({ message: site.file + message, exitCode: 2 });
  });
});

describe('icb config check', () => {
  it('is content with a good configuration', async () => {
    using site = openSite(goodText);

    const result = await site.config('check');

    expect(result).toEqual({ exitCode: 0, stdout: `${site.file}: errors: 0, warnings: 0\n` });
  });

  it('tells everything at once: file, folders, programs, credentials', async () => {
    using site = openSite(`${goodText}parallel: many\nhasdatagaurd: true\ngenerictnsadmin: tns.prod\n`);
    chmodSync(site.at('zfscredentials.cfg'), 0o644);
    chmodSync(site.at('dbhome/bin/sqlplus'), 0o600);

    const { exitCode, stdout } = await site.config('check');

    expect(exitCode).toBe(2);
    expect(stdout).toBe(
      [
        `ERROR    ${site.file}:13: parallel in [orcl] must be a whole number, 1 to 254, not "many"`,
        `WARNING  ${site.file}:14: hasdatagaurd in [orcl] is unknown (did you mean hasdataguard?)`,
        `ERROR    ${site.file}:15: tnsadmin is not a folder: ${site.at('tns.prod')}`,
        `         create it, or correct tnsadmin`,
        `ERROR    ${site.file}: ${site.at('dbhome/bin/sqlplus')} is missing or may not be executed by this user`,
        `ERROR    ${site.file}: credentials file ${site.at('zfscredentials.cfg')} can be read or changed by other users`,
        `         run: chmod 600 ${site.at('zfscredentials.cfg')}`,
        `${site.file}: errors: 4, warnings: 1\n`,
      ].join('\n'),
    );
  });

  it('does the same as JSON', async () => {
    using site = openSite(`${goodText}parallel: many\n`);

    const { exitCode, stdout } = await site.config('check', { json: true });

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      file: site.file,
      errors: 1,
      warnings: 0,
      problems: [
        {
          severity: 'error',
          message: 'parallel in [orcl] must be a whole number, 1 to 254, not "many"',
          line: 13,
          section: 'orcl',
          key: 'parallel',
          hint: null,
        },
      ],
    });
  });

  it('has warnings without failing', async () => {
    using site = openSite(goodText.replace('[orcl]', 'tlsverify: no\n[orcl]'));

    const { exitCode, stdout } = await site.config('check');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('WARNING ');
    expect(stdout).toContain('tlsverify: false');
  });

  it('asks the adapter whether its files are there', async () => {
    using site = openSite(goodText.replace('[orcl]', 'cacert: ca.pem\n[orcl]'));

    const { exitCode, stdout } = await site.config('check');

    expect(exitCode).toBe(2);
    expect(stdout).toContain(site.at('ca.pem'));
  });

  it('says once what both the schema and the adapter would refuse', async () => {
    using site = openSite(goodText.replace('https://', 'http://'));

    const { stdout } = await site.config('check');

    expect(stdout).toBe(
      `ERROR    ${site.file}:6: url in [zfssa] must be an https address without user and password\n${site.file}: errors: 1, warnings: 0\n`,
    );
  });

  it('takes an optional setting without a value for one that is not there', async () => {
    using site = openSite(goodText.replace('[orcl]', 'cacert:\nmounthost =\ntlsverify:\n[orcl]'));

    const result = await site.config('check');

    expect(result).toEqual({ exitCode: 0, stdout: `${site.file}: errors: 0, warnings: 0\n` });
  });

  it("is content with a section for a site's own adapter", async () => {
    const adapter = `export class Shelf {
      capabilities = { clones: false };
      constructor({ get }) { if (get('server', 'shelf') !== 'own' || get('note', 'shelf') !== '' || get('parallel', 'shelf')) throw new Error('not found'); }
      listSnapshots() {} createSnapshot() {} dropSnapshot() {}
    }`;
    using site = openSite(
      `${goodText.replace('storage: zfssa', 'snappermodule: adapters/shelf.mjs\nsnapperclass: Shelf')}shelfserver: own\n[shelf]\nserver: common\nnote:\n`,
    );
    mkdirSync(site.at('adapters'));
    writeFileSync(site.at('adapters/shelf.mjs'), adapter);

    const result = await site.config('check');

    expect(result).toEqual({ exitCode: 0, stdout: `${site.file}: errors: 0, warnings: 0\n` });
  });

  it('looks for the adapter of a site', async () => {
    using site = openSite(goodText.replace('storage: zfssa', 'snappermodule: ./filer.mjs\nsnapperclass: Filer'));

    const { exitCode, stdout } = await site.config('check');

    expect(exitCode).toBe(2);
    expect(stdout).toContain(site.at('filer.mjs'));
  });

  it('takes credentials from the environment', async () => {
    using site = openSite(goodText);
    chmodSync(site.at('zfscredentials.cfg'), 0o644);

    const { exitCode } = await site.config('check', { env: { ICB_ZFSSA_USER: 'u', ICB_ZFSSA_PASSWORD: 'p' } });

    expect(exitCode).toBe(0);
  });

  it('lists syntax errors as well', async () => {
    using site = openSite('[generic]\nx\ny\n');

    const { exitCode, stdout } = await site.config('check', { json: true });

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ errors: 2, problems: [{ line: 2 }, { line: 3 }] });
  });
});

describe('icb config reference', () => {
  it('needs no configuration', async () => {
    using site = openSite('broken');

    const [text, json] = [await site.config('reference'), await site.config('reference', { json: true })];

    expect(text.stdout).toContain('\n  criticalsnapage\n');
    expect(JSON.parse(json.stdout)).toContainEqual(expect.objectContaining({ section: 'generic', key: 'criticalsnapage', default: '32' }));
  });
});

it('refuses other actions with the nearest match', async () => {
  using site = openSite(goodText);

  await expect(site.config('chek')).rejects.toMatchObject({
    message: 'unknown action chek (did you mean check?); allowed: show, check, reference',
    exitCode: 2,
  });
});
