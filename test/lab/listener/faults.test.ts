import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { listFaults, setFault } from '#lab/faults.ts';
import { insertRow, openListener, openWithTable, type TestListener, type TestSession } from './open-listener.ts';

describe('catalog-error', () => {
  it('lets the statement fail that contains a text, so often', async () => {
    await using listener = await openWithTable();
    const { session, labDir } = listener;
    setFault(labDir, { name: 'catalog-error', code: 'ORA-01653', match: 'INTO RestoreAction', times: 1 });

    expect(await session.rows('select count(*) from restoreaction')).toEqual([[0]]);
    await expect(insertRow(session, 'a')).rejects.toThrow('ORA-01653: unable to extend table');
    await insertRow(session, 'a');

    expect(await session.rows('select count(*) from restoreaction')).toEqual([[1]]);
    expect(listFaults(labDir)).toEqual([]);
  });

  it.each([
    ['ORA-28000', 'ORA-28000: The account is locked.'],
    ['ORA-00018: maximum number of sessions exceeded', 'ORA-00018: maximum number of sessions exceeded'],
    ['ORA-12345', 'ORA-12345: simulated failure'],
  ])('lets a logon fail with %s', async (code, message) => {
    await using listener = await openListener();
    setFault(listener.labDir, { name: 'catalog-error', code, match: 'connect', times: 1 });

    await expect(listener.connect()).rejects.toThrow(message);
    await using session = await listener.connect();

    expect(session.connection.isHealthy()).toBe(true);
  });

  it('lets a commit fail, which leaves the transaction open', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    await insertRow(session, 'a');
    setFault(listener.labDir, { name: 'catalog-error', code: 'ORA-02091', match: 'commit', times: 1 });

    await expect(session.connection.commit()).rejects.toThrow('ORA-02091');

    expect(session.connection.transactionInProgress).toBe(true);
  });
});

describe('catalog-hang', () => {
  it('answers nothing until the call is broken off', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    setFault(listener.labDir, { name: 'catalog-hang', match: 'insert', times: 1 });

    const [insertion] = await Promise.allSettled([insertRow(session, 'a'), breakOffWhenItHangs(listener, session)]);

    expect(insertion).toMatchObject({ status: 'rejected', reason: { errorNum: 1013 } });
    expect(await session.rows('select count(*) from restoreaction')).toEqual([[0]]);
  });

  it('answers no logon, and ends with the listener', async () => {
    const listener = await openListener();
    setFault(listener.labDir, { name: 'catalog-hang', match: 'connect', times: 1 });

    const [logon] = await Promise.allSettled([listener.connect(), closeWhenItHangs(listener)]);

    expect(logon).toMatchObject({ status: 'rejected', reason: { code: expect.stringMatching(/^NJS-5/u) } });
  });

  it('ends with the connection, and its transaction with it', async () => {
    await using listener = await openWithTable();
    await using hanging = await listener.connect();
    await insertRow(hanging, 'a');
    setFault(listener.labDir, { name: 'catalog-hang', match: 'commit', times: 1 });

    hanging.connection.callTimeout = 100;
    await expect(hanging.connection.commit()).rejects.toThrow('NJS-123');
    await hanging.connection.close({ drop: true });
    await insertRow(listener.session, 'b');

    expect(await listener.session.rows('select db_unique_name from restoreaction')).toEqual([['b']]);
  });
});

describe('catalog-reset', () => {
  it('breaks the connection during the logon', async () => {
    await using listener = await openListener();
    setFault(listener.labDir, { name: 'catalog-reset', match: 'connect', times: 1 });

    await expect(listener.connect()).rejects.toThrow(/NJS-5\d\d/u);
    await using session = await listener.connect();

    expect(session.connection.isHealthy()).toBe(true);
  });

  it('breaks the connection before the call', async () => {
    await using listener = await openWithTable();
    await using broken = await listener.connect();
    setFault(listener.labDir, { name: 'catalog-reset', times: 1 });

    await expect(insertRow(broken, 'a')).rejects.toThrow('NJS-500');

    expect(broken.connection.isHealthy()).toBe(false);
    expect(await listener.session.rows('select count(*) from restoreaction')).toEqual([[0]]);
  });

  it('breaks it after COMMIT took effect', async () => {
    await using listener = await openWithTable();
    await using broken = await listener.connect();
    setFault(listener.labDir, { name: 'catalog-reset', afterEffect: true, times: 1 });

    await insertRow(broken, 'a');
    await expect(broken.connection.commit()).rejects.toThrow('NJS-500');

    expect(await listener.session.rows('select db_unique_name from restoreaction')).toEqual([['a']]);
  });

  it('breaks it after a statement that commits by itself', async () => {
    await using listener = await openWithTable();
    await using broken = await listener.connect();
    setFault(listener.labDir, { name: 'catalog-reset', afterEffect: true, times: 1 });

    await expect(broken.run("insert into restoreaction (id, db_unique_name, start_time) values (1, 'a', sysdate)", [], { autoCommit: true })).rejects.toThrow('NJS-500');

    expect(await listener.session.rows('select db_unique_name from restoreaction')).toEqual([['a']]);
  });
});

/** The fault is used up once the listener has the call. */
async function breakOffWhenItHangs({ labDir }: TestListener, { connection }: TestSession): Promise<void> {
  while (listFaults(labDir).length > 0) await nextTurn();
  await connection.break();
}

async function closeWhenItHangs(listener: TestListener): Promise<void> {
  while (listFaults(listener.labDir).length > 0) await nextTurn();
  await listener[Symbol.asyncDispose]();
}
