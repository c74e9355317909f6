import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { createTable, insertRow, openListener, openWithTable, type TestSession } from './open-listener.ts';

const count = async (session: TestSession): Promise<unknown> => (await session.rows('select count(*) from restoreaction'))[0]?.[0];

describe('a transaction', () => {
  it('is seen by nobody else before it is committed', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    await using other = await listener.connect();

    await insertRow(session, 'a');
    const before = [await count(session), await count(other), session.connection.transactionInProgress];
    await session.connection.commit();

    expect(before).toEqual([1, 0, true]);
    expect([await count(other), session.connection.transactionInProgress]).toEqual([1, false]);
  });

  it('is rolled back on demand; its number of the sequence is gone', async () => {
    await using listener = await openWithTable();
    const { session } = listener;

    await insertRow(session, 'a');
    await session.connection.rollback();
    await insertRow(session, 'b');

    expect(await session.rows('select id, db_unique_name from restoreaction')).toEqual([[2, 'b']]);
  });

  it('is rolled back when its connection is lost', async () => {
    await using listener = await openWithTable();
    await using lost = await listener.connect();
    await insertRow(lost, 'a');
    setFault(listener.labDir, { name: 'catalog-reset', match: 'ping', times: 1 });

    await expect(lost.connection.ping()).rejects.toThrow('NJS-500');
    // Waits for the other one's changes to be gone.
    await insertRow(listener.session, 'b');

    expect(await listener.session.rows('select db_unique_name from restoreaction')).toEqual([['b']]);
  });

  it('keeps what was done before a statement that fails', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    await insertRow(session, 'a');

    await expect(insertRow(session, 'a')).rejects.toThrow('ORA-00001');
    const twice = "select 5, 'b', sysdate from dual union all select 5, 'c', sysdate from dual";
    await expect(session.run(`insert into restoreaction (id, db_unique_name, start_time) ${twice}`)).rejects.toThrow('ORA-00001');
    await session.connection.commit();

    expect(await session.rows('select db_unique_name from restoreaction')).toEqual([['a']]);
  });

  it('keeps the rows before one that fails', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    const sql = 'insert into restoreaction (id, db_unique_name, start_time) values (:1, :2, sysdate)';

    await expect(session.connection.executeMany(sql, [[1, 'a'], [2, 'b'], [1, 'c'], [4, 'd']])).rejects.toThrow('ORA-00001');

    expect(await session.rows('select id from restoreaction order by id')).toEqual([[1], [2]]);
  });

  it('is not begun by a statement that fails or changes nothing', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    await using other = await listener.connect();

    await expect(session.run('insert into restoreaction (id) values (1)')).rejects.toThrow('ORA-01400');
    await session.run('delete from restoreaction');
    await insertRow(other, 'a');

    expect([session.connection.transactionInProgress, other.connection.transactionInProgress]).toEqual([false, true]);
  });

  it('is committed by DDL, and by autoCommit', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    await using other = await listener.connect();

    await insertRow(session, 'a');
    await session.run('create sequence another_seq');
    const afterDdl = await count(other);
    // The second time by the number of the cursor.
    for (const id of [77, 78]) {
      await session.run("insert into restoreaction (id, db_unique_name, start_time) values (:1, 'db' || :2, sysdate)", [id, id], { autoCommit: true });
    }

    expect([afterDdl, await count(other)]).toEqual([1, 3]);
  });

  it('waits for another one that has changed something', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    await using other = await listener.connect();
    const order: string[] = [];
    await insertRow(session, 'a');

    const waiting = insertRow(other, 'b').then(() => order.push('other'));
    await session.rows('select 1 from dual');
    order.push('commit');
    await session.connection.commit();
    await waiting;

    expect(order).toEqual(['commit', 'other']);
  });

  it('stops waiting when its client does', async () => {
    await using listener = await openWithTable();
    await using other = await listener.connect();
    await insertRow(listener.session, 'a');

    other.connection.callTimeout = 100;
    await expect(insertRow(other, 'b')).rejects.toThrow('NJS-123');
    await listener.session.connection.commit();
    other.connection.callTimeout = 0;
    await insertRow(other, 'c');

    expect(await other.rows('select db_unique_name from restoreaction order by id')).toEqual([['a'], ['c']]);
  });
});

describe('the schema', () => {
  it('outlives its listener', async () => {
    await using listener = await openListener();
    await using session = await listener.connect();
    await session.run(createTable);
    await session.run('create sequence restoreaction_seq start with 100 increment by 10 nocache');
    await insertRow(session, 'a');
    await session.connection.commit();
    await using later = await listener.restart();
    await using again = await later.connect();
    await insertRow(again, 'b');

    expect(await again.rows('select id from restoreaction order by id')).toEqual([[100], [110]]);
    expect(await again.rows('select restoreaction_seq.currval, restoreaction_seq.nextval from dual')).toEqual([[110, 120]]);
  });

  it('knows no current number before the first', async () => {
    await using listener = await openWithTable();

    await expect(listener.session.rows('select restoreaction_seq.currval from dual')).rejects.toThrow('ORA-08002');
    expect(await listener.session.rows('select restoreaction_seq.nextval from dual')).toEqual([[1]]);
  });
});
