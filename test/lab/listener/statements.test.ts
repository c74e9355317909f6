import { describe, expect, it } from 'vitest';
import { createTable, insertRow, openListener, openWithTable } from './open-listener.ts';

describe('CREATE', () => {
  it('makes the table and the sequence, once', async () => {
    await using listener = await openWithTable();
    const { session } = listener;

    await expect(session.run(createTable)).rejects.toThrow('ORA-00955: name is already used by an existing object');
    await expect(session.run('create sequence restoreaction_seq')).rejects.toThrow('ORA-00955');
    await expect(session.run('create sequence restoreaction')).rejects.toThrow('ORA-00955');
    expect(await session.rows('select table_name from user_tables')).toEqual([['RESTOREACTION']]);
    expect(await session.rows('select sequence_name, last_number from user_sequences')).toEqual([['RESTOREACTION_SEQ', 1]]);
    expect(await session.rows("select column_name, data_type, nullable from user_tab_columns where table_name = 'RESTOREACTION' and column_id <= 3")).toEqual([
      ['ID', 'NUMBER', 'N'],
      ['DB_UNIQUE_NAME', 'VARCHAR2', 'N'],
      ['START_TIME', 'DATE', 'N'],
    ]);
  });

  it.each([
    ['create table t (id number, id number)', 'ORA-00957'],
    ['create table t (id varchar2(4001))', 'ORA-00910'],
    ['create table t (id varchar2(0))', 'ORA-01723'],
    ['create table t (id number(39))', 'ORA-01727'],
    ['create table t (id text)', 'ORA-00902'],
    ['create table t (id number', 'ORA-00907'],
    ['create table t id number', 'ORA-00906'],
    ['create table t (id number) tablespac users', 'ORA-00922'],
    ['create table t (id number, constraint k primary key (other))', 'ORA-00904: "OTHER": invalid identifier'],
    ['create table t (id clob unique)', 'ORA-02329'],
    ['create table t (a number primary key, b number primary key)', 'ORA-02260'],
    ['create table t (id number check (other > 1))', 'ORA-00904: "OTHER": invalid identifier'],
    ['create sequence s cach 20', 'ORA-00933'],
    ['create sequence s increment by 0', 'ORA-04002'],
    ['create index i on t (id)', 'ORA-03001'],
    ['create tabel t (id number)', 'ORA-00901'],
  ])('refuses: %s', async (statement, message) => {
    await using listener = await openListener();
    await using session = await listener.connect();

    await expect(session.run(statement)).rejects.toThrow(message);
    expect(await session.rows('select object_name from user_objects')).toEqual([]);
  });
});

describe('INSERT', () => {
  it('takes values, a number of the sequence, and defaults', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    const sql = `insert into restoreaction (id, db_unique_name, start_time, logfile)
      values (restoreaction_seq.nextval, :db, to_date(:at, 'yyyy-mm-dd hh24:mi:ss'), null)`;

    const { rowsAffected } = await session.run(sql, { db: 'orcl', at: '2026-11-19 23:59:58' });

    expect(rowsAffected).toBe(1);
    expect(await session.rows("select id, db_unique_name, to_char(start_time, 'yyyymmddhh24miss'), success, finish_time, logfile from restoreaction")).toEqual([
      [1, 'orcl', '20261119235958', 0, null, null],
    ]);
  });

  it('takes the rows of a query, and none when it finds none', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    const sql = `insert into restoreaction (id, db_unique_name, start_time)
      select restoreaction_seq.nextval, :db, sysdate from dual
      where not exists (select 1 from restoreaction where db_unique_name = :again)`;

    const counts = [];
    for (const db of ['a', 'b', 'a']) counts.push((await session.run(sql, { db, again: db })).rowsAffected);

    expect(counts).toEqual([1, 1, 0]);
    expect(await session.rows('select id, db_unique_name from restoreaction order by id')).toEqual([[1, 'a'], [2, 'b']]);
  });

  it('runs once per row of values', async () => {
    await using listener = await openWithTable();
    const { session } = listener;

    const { rowsAffected } = await session.connection.executeMany(
      'insert into restoreaction (id, db_unique_name, start_time) values (restoreaction_seq.nextval, :1, sysdate)',
      [['a'], ['b'], ['c']],
    );

    expect(rowsAffected).toBe(3);
    expect(await session.rows('select db_unique_name from restoreaction order by id desc')).toEqual([['c'], ['b'], ['a']]);
  });

  it.each([
    ['(id, db_unique_name, start_time) values (7, null, sysdate)', 'ORA-01400: cannot insert NULL into ("AUTORESTORE"."RESTOREACTION"."DB_UNIQUE_NAME")'],
    ["(id, db_unique_name) values (7, 'x')", 'ORA-01400: cannot insert NULL into ("AUTORESTORE"."RESTOREACTION"."START_TIME")'],
    ["(id, db_unique_name, start_time) values (7, rpad('x', 31), sysdate)", '"AUTORESTORE"."RESTOREACTION"."DB_UNIQUE_NAME" (actual: 31, maximum: 30)'],
    ["(id, db_unique_name, start_time) values (7, rpad('ä', 16, 'ä'), sysdate)", 'ORA-12899: value too large for column "AUTORESTORE"."RESTOREACTION"."DB_UNIQUE_NAME" (actual: 32, maximum: 30)'],
    ["(id, db_unique_name, start_time, success) values (7, 'x', sysdate, 2)", 'ORA-02290: check constraint (AUTORESTORE.SUCCESS_FLAG) violated'],
    ["(id, db_unique_name, start_time, success) values (7, 'x', sysdate, 12)", 'ORA-01438: value larger than specified precision allowed for this column'],
    ["(id, db_unique_name, start_time) values (1, 'x', sysdate)", /ORA-00001: unique constraint \(AUTORESTORE\.SYS_C\d+\) violated/],
    ["(id, db_unique_name, start_time) values (7, 'orcl', sysdate)", 'ORA-00001: unique constraint (AUTORESTORE.ONE_TEST) violated'],
    ["(id, db_unique_name, start_time) values (7, 'x', 'yesterday')", 'ORA-01861'],
    ["(id, db_unique_name, start_time) values ('seven', 'x', sysdate)", 'ORA-01722'],
    ["(id, db_unique_name, start_time) values (sysdate, 'x', sysdate)", 'ORA-00932: inconsistent datatypes: expected NUMBER got DATE'],
    ["(id, db_unique_name, start_time) values (7, 'x')", 'ORA-00947'],
    ["(id, db_unique_name) values (7, 'x', sysdate)", 'ORA-00913'],
    ["(id, id) values (7, 'x')", 'ORA-00957'],
    ["(id, nothing) values (7, 'x')", 'ORA-00904: "NOTHING": invalid identifier'],
    ["(id) values (nothing.nextval)", 'ORA-02289'],
    ["(id) select 1 from dual where 1 = restoreaction_seq.nextval", 'ORA-02287'],
    ["(id) values (restoreaction_seq.currval, 2", 'ORA-00907'],
    ["(id) value (1)", 'ORA-00926'],
    ["(id, db_unique_name, start_time) values (7, 'x', sysdate) returning id into x", 'ORA-00933'],
  ])('refuses %s', async (rest, message) => {
    await using listener = await openWithTable();
    const { session } = listener;
    await insertRow(session, 'orcl');

    await expect(session.run(`insert into restoreaction ${rest}`)).rejects.toThrow(message);
    expect(await session.rows('select count(*) from restoreaction')).toEqual([[1]]);
  });
});

describe('SELECT', () => {
  it('chooses, sorts and counts', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    for (const database of ['b', 'a', 'c']) await insertRow(session, database);

    expect(await session.rows('select db_unique_name from restoreaction where id <> :id order by db_unique_name desc', { id: 3 })).toEqual([['b'], ['a']]);
    expect(await session.rows('select count(*), max(id) from restoreaction where db_unique_name in (:1, :2)', ['a', 'x'])).toEqual([[1, 2]]);
    expect(await session.rows('select db_unique_name from restoreaction where id = :1', [99])).toEqual([]);
  });

  it('sends many rows in portions', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    const names = Array.from({ length: 25 }, (_, index) => [`db${index}`]);
    await session.connection.executeMany('insert into restoreaction (id, db_unique_name, start_time) values (restoreaction_seq.nextval, :1, sysdate)', names);

    expect(await session.rows('select db_unique_name from restoreaction order by id', [], { prefetchRows: 3, fetchArraySize: 4 })).toEqual(names);
    expect(await session.rows('select db_unique_name from restoreaction order by id', [], { prefetchRows: 0, fetchArraySize: 25 })).toEqual(names);
  });

  it('runs again with other values, by its number', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    for (const database of ['a', 'b']) await insertRow(session, database);

    const found = [];
    for (const id of [1, 2, 3]) found.push(await session.rows('select db_unique_name from restoreaction where id = :id', { id }));

    expect(found).toEqual([[['a']], [['b']], []]);
  });

  it('describes its columns without being run', async () => {
    await using listener = await openWithTable();

    const { metaData = [] } = await listener.session.connection.getStatementInfo('select id, start_time as begun, changed, logfilecontents, count(*) over () n from restoreaction where id = :1');

    expect(metaData.map(({ name, dbTypeName }) => [name, dbTypeName])).toEqual([
      ['ID', 'NUMBER'],
      ['BEGUN', 'DATE'],
      ['CHANGED', 'TIMESTAMP'],
      ['LOGFILECONTENTS', 'CLOB'],
      ['N', 'NUMBER'],
    ]);
  });

  it('tells where an error is', async () => {
    await using listener = await openWithTable();

    await expect(listener.session.run('select id from restoreaction where id = :first and other = :second', [1, 2])).rejects.toMatchObject({
      errorNum: 904,
      offset: 'select id from restoreaction where id = :first and '.length,
    });
  });
});

describe('DELETE', () => {
  it('removes what is older than 100 days, by the lab\'s time', async () => {
    await using listener = await openWithTable();
    const { session, clock } = listener;
    await session.run("insert into restoreaction (id, db_unique_name, start_time, finish_time) values (1, 'old', sysdate, sysdate)");
    clock.advance(100 * 86_400_000);
    await session.run("insert into restoreaction (id, db_unique_name, start_time, finish_time) values (2, 'new', sysdate, sysdate)");

    const atTheEdge = await session.run('delete from restoreaction where finish_time < sysdate - 100');
    clock.advance(1000);
    const past = await session.run('delete from restoreaction where finish_time < sysdate - 100');

    expect([atTheEdge.rowsAffected, past.rowsAffected]).toEqual([0, 1]);
    expect(await session.rows('select db_unique_name from restoreaction')).toEqual([['new']]);
  });

  it('removes by bind variable', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    for (const database of ['a', 'b']) await insertRow(session, database);

    const { rowsAffected } = await session.run('delete restoreaction r where r.db_unique_name = :1', ['b']);

    expect(rowsAffected).toBe(1);
    expect(await session.rows('select db_unique_name from restoreaction')).toEqual([['a']]);
  });
});

describe('a statement that is not simulated', () => {
  it.each([
    ['select * from restoreaction', 'ORA-00942'],
    ['select * from sys.user_tables', 'ORA-00942'],
    ['select * from v$database', 'ORA-00942'],
    ['insert into restoreaction (id) values (1)', 'ORA-00942'],
    ['delete from scott.restoreaction', 'ORA-00942'],
    ['update restoreaction set id = 1', 'ORA-03001'],
    ['merge into restoreaction using dual on (1 = 1)', 'ORA-03001'],
    ['drop table restoreaction', 'ORA-03001'],
    ['truncate table restoreaction', 'ORA-03001'],
    ['alter session set nls_date_format = \'yyyy\'', 'ORA-03001'],
    ['begin null; end;', 'ORA-03001'],
    ['selec 1 from dual', 'ORA-00900'],
    ['select 1 from dual;', 'ORA-00933'],
    ['select 1', 'ORA-00923'],
    ['select nothing from dual', 'ORA-00904: "NOTHING": invalid identifier'],
    ['select dbms_lob.getlength(1) from dual', 'ORA-00923'],
    ['insert restoreaction values (1)', 'ORA-00925'],
  ])('fails: %s', async (statement, code) => {
    await using listener = await openListener();
    await using session = await listener.connect();

    await expect(session.run(statement)).rejects.toThrow(code);
    expect(await session.rows('select 1 from dual')).toEqual([[1]]);
  });

  it('fails when values are missing', async () => {
    await using listener = await openListener();
    await using session = await listener.connect();

    await expect(session.run('select :1, :2 from dual', [1])).rejects.toThrow(/ORA-01008|NJS-098/u);
  });
});
