import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkOracleHome } from '#oracle/oracle-home.ts';

let folder = '';
let settings = { oracleHome: '', tnsAdmin: '' };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'icb-home-'));
  settings = { oracleHome: join(folder, 'home'), tnsAdmin: join(folder, 'tns') };
  await mkdir(join(folder, 'home', 'bin'), { recursive: true });
  await mkdir(join(folder, 'tns'));
  for (const name of ['rman', 'sqlplus']) await writeFile(join(folder, 'home', 'bin', name), '#!/bin/sh\n', { mode: 0o755 });
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('finds nothing wrong with a complete home', async () => {
  await expect(checkOracleHome(settings)).resolves.toBeUndefined();
});

it.each([
  ['a home that is not there', async () => rm(settings.oracleHome, { recursive: true }), 'the Oracle home is not a folder: '],
  ['a home without rman', async () => rm(join(settings.oracleHome, 'bin', 'rman')), '/bin/rman: there is no such file'],
  ['an sqlplus that may not be executed', async () => chmod(join(settings.oracleHome, 'bin', 'sqlplus'), 0o640), '/bin/sqlplus: it is not executable'],
  ['a TNS folder that is not there', async () => rm(settings.tnsAdmin, { recursive: true }), 'the TNS folder is not a readable folder: '],
])('%s means that nothing is started', async (_what, spoil, message) => {
  await spoil();

  await expect(checkOracleHome(settings)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(message),
    hint: expect.any(String),
  });
});
