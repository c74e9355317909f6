import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import oracledb from 'oracledb';
import { describe, expect, it } from 'vitest';
import { openWithTable, type TestListener, type TestSession } from './open-listener.ts';

const line = 'RMAN-08580: Zwölf €uro 😀\n';
const lineCount = Math.ceil((20 * 1024 * 1024) / Buffer.byteLength(line));
/** 20 MB as UTF-8, with characters of one to four bytes. */
const log = line.repeat(lineCount);

const insertValues = "insert into restoreaction (id, db_unique_name, start_time, logfilecontents, logfile) values (1, 'orcl', sysdate, :log, :file)";
const insertRows = `insert into restoreaction (id, db_unique_name, start_time, logfilecontents)
  select 1, 'orcl', sysdate, :log from dual where not exists (select 1 from restoreaction where id = 1)`;

async function openWithClob(value: unknown = log): Promise<TestListener & { readonly session: TestSession }> {
  const listener = await openWithTable();
  await listener.session.run(insertValues, { log: value, file: '/log' } as oracledb.BindParameters);
  return listener;
}

async function readBack(session: TestSession): Promise<unknown> {
  const [[contents] = []] = await session.rows('select logfilecontents from restoreaction', [], { fetchInfo: { LOGFILECONTENTS: { type: oracledb.STRING } } });
  return contents;
}

// toBe would print 40 MB when they differ.
describe('a CLOB of 20 MB', () => {
  it('is taken as a text, and comes as a text', async () => {
    await using listener = await openWithClob();

    expect((await readBack(listener.session)) === log).toBe(true);
    expect(await listener.session.rows('select length(logfilecontents), logfile from restoreaction')).toEqual([[Array.from(line).length * lineCount, '/log']]);
  });

  it('is taken as a temporary LOB from a query, and comes through a locator', async () => {
    await using listener = await openWithTable();
    const { session } = listener;

    await session.run(insertRows, { log: { type: oracledb.CLOB, val: log } });
    const [[lob] = []] = (await session.rows('select logfilecontents from restoreaction')) as oracledb.Lob[][];

    expect([lob?.length, (await lob?.getData()) === log]).toEqual([log.length, true]);
  });
});

describe('a CLOB', () => {
  it('that is long cannot be taken as a text by a query', async () => {
    await using listener = await openWithTable();

    await expect(listener.session.run(insertRows, { log: 'x'.repeat(40_000) })).rejects.toThrow('ORA-01461: can bind a LONG value only for insert into a LONG column');
  });

  it('comes as a stream, in any pieces', async () => {
    const part = log.slice(0, 1_000_001);
    await using listener = await openWithClob(part);
    const [[lob] = []] = (await listener.session.rows('select logfilecontents from restoreaction')) as oracledb.Lob[][];
    lob?.setEncoding('utf8');

    expect((await text(lob as oracledb.Lob)) === part).toBe(true);
  });

  it('is written as a stream', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    const lob = await session.connection.createLob(oracledb.CLOB);
    const lines = Array.from({ length: 2000 }, (_, index) => `line ${index} of the log 😀\n`);

    for (const line of lines) lob.write(line);
    lob.end();
    await finished(lob, { readable: false });
    await session.run(insertRows, { log: lob });
    await lob.close();

    expect(await readBack(session)).toBe(lines.join(''));
  });

  it.each([null, '', 'x', 'x'.repeat(4001), 'x'.repeat(32_767), 'x'.repeat(32_768)])('may have any length', async (value) => {
    await using listener = await openWithClob(value);

    expect(await readBack(listener.session)).toBe(value === '' ? null : value);
  });

  it('comes as it was when the query ran', async () => {
    await using listener = await openWithClob('before');
    const { session } = listener;
    const [[lob] = []] = (await session.rows('select logfilecontents from restoreaction')) as oracledb.Lob[][];

    await session.run('delete from restoreaction');

    expect(await lob?.getData()).toBe('before');
  });

  it('comes in every row, and again when the query is run again', async () => {
    await using listener = await openWithClob('first');
    const { session } = listener;
    await session.run("insert into restoreaction (id, db_unique_name, start_time, logfilecontents) values (2, 'other', sysdate, null)");
    const fetchInfo = { LOGFILECONTENTS: { type: oracledb.STRING } };
    const sql = 'select id, logfilecontents from restoreaction where id >= :1 order by id';

    expect(await session.rows(sql, [1], { fetchInfo })).toEqual([[1, 'first'], [2, null]]);
    expect(await session.rows(sql, [2], { fetchInfo })).toEqual([[2, null]]);
    expect(await session.rows(sql, [1], { fetchInfo })).toEqual([[1, 'first'], [2, null]]);
  });

  it.each(["logfilecontents = 'x'", "logfilecontents in ('x', 'y')", "logfilecontents between 'a' and 'z'"])('is not compared: %s', async (condition) => {
    await using listener = await openWithClob('x');

    await expect(listener.session.rows(`select 1 from restoreaction where ${condition}`)).rejects.toThrow('ORA-00932: inconsistent datatypes: expected - got CLOB');
    expect(await listener.session.rows("select 1 from restoreaction where logfilecontents like 'x%'")).toEqual([[1]]);
  });
});
