import oracledb from 'oracledb';
import { describe, expect, it } from 'vitest';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startListener } from '#lab/listener/server.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { openListener } from './open-listener.ts';

describe('a logon', () => {
  it('opens a session with a password, the user in any letter case', async () => {
    await using listener = await openListener();

    await using session = await listener.connect({ user: 'AutoRestore' });

    expect(session.connection.oracleServerVersionString).toBe('19.3.0.0.0');
    expect(await session.rows('select user from dual')).toEqual([['AUTORESTORE']]);
    await expect(session.connection.ping()).resolves.toBeUndefined();
  });

  it.each([
    ['a wrong password', { password: 'secret-1' }, 'ORA-01017: invalid username/password; logon denied'],
    ['an unknown user', { user: 'scott' }, 'ORA-01017: invalid username/password; logon denied'],
    ['a privilege', { privilege: oracledb.SYSDBA }, 'ORA-01031: insufficient privileges'],
  ])('fails with %s', async (_, options, message) => {
    await using listener = await openListener();

    await expect(listener.connect(options)).rejects.toThrow(message);
  });

  it.each([
    ['another service', 'orcl', 'NJS-518'],
    ['a service whose name is too long for the first packet', 'x'.repeat(300), 'NJS-518'],
  ])('finds no %s', async (_, service, code) => {
    await using listener = await openListener();

    await expect(listener.connect({ connectString: `127.0.0.1:${listener.port}/${service}` })).rejects.toThrow(code);
  });

  it('finds its service in connect data that are too long for the first packet', async () => {
    await using listener = await openListener();
    const address = `(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT=${listener.port}))`;
    const connectString = `(DESCRIPTION=${address}(CONNECT_DATA=(SERVICE_NAME=autorestore)(CONNECTION_ID_PREFIX=${'p'.repeat(8)})(COLOCATION_TAG=${'t'.repeat(300)})))`;

    await using session = await listener.connect({ connectString });

    expect(await session.rows('select 1 from dual')).toEqual([[1]]);
  });

  it('finds no SID', async () => {
    await using listener = await openListener();
    const connectString = `(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT=${listener.port}))(CONNECT_DATA=(SID=orcl)))`;

    await expect(listener.connect({ connectString })).rejects.toThrow('NJS-519');
  });

  it('finds nobody once the listener is closed', async () => {
    const listener = await openListener();
    await listener[Symbol.asyncDispose]();

    await expect(listener.connect()).rejects.toThrow('NJS-503');
  });

  it('takes user and password from DIR/catalogcredentials.cfg', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'world'));
    writeFileSync(join(folder.path, 'catalogcredentials.cfg'), '# The lab\n[credentials]\nuser: lab\npassword: from file\n');
    await using listener = await startListener({ labDir: folder.path, clock: fakeClock('2026-11-20T12:00:00Z'), port: 0 });

    const connection = await oracledb.getConnection({ user: 'lab', password: 'from file', connectString: `127.0.0.1:${listener.port}/autorestore` });

    expect(connection.isHealthy()).toBe(true);
    await connection.close();
  });

  it('may name module, action and client', async () => {
    await using listener = await openListener();
    await using session = await listener.connect();
    Object.assign(session.connection, { module: 'icb', action: 'autorestore', clientId: 'lab', clientInfo: 'i', dbOp: 'o', currentSchema: 'AUTORESTORE' });

    expect(await session.rows('select 1 from dual')).toEqual([[1]]);
  });
});
