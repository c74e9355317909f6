import oracledb from 'oracledb';
import { describe, expect, it } from 'vitest';
import { openListener, openWithTable } from './open-listener.ts';

describe('a value', () => {
  it.each([
    ['a number', 0],
    ['a number', -12.5],
    ['a number', 123_456.789],
    ['a number', 1_433_672_784],
    ['a number', 0.000_001],
    ['a number', 999_999_999_999_999],
    ['a text', 'x'],
    ['a text', 'Müller & Söhne 😀'],
    ['a text', 'x'.repeat(32_767)],
    ['nothing', null],
  ])('goes there and back: %s', async (_, value) => {
    await using listener = await openListener();
    await using session = await listener.connect();

    expect(await session.rows('select :1 as it, 1 from dual', [value])).toEqual([[value, 1]]);
  });

  it('that is an empty text is NULL', async () => {
    await using listener = await openListener();
    await using session = await listener.connect();

    expect(await session.rows("select :1, nvl(:2, 'null') from dual", ['', ''])).toEqual([[null, 'null']]);
  });

  it('of many digits is refused', async () => {
    await using listener = await openListener();
    await using session = await listener.connect();

    await expect(session.rows('select :1 from dual', [{ val: 1.234_567_890_123_456_7, type: oracledb.NUMBER }])).rejects.toThrow('numbers of more than 15 digits');
  });

  it.each([oracledb.BLOB, oracledb.DB_TYPE_BINARY_DOUBLE])('of another type is refused', async (type) => {
    await using listener = await openListener();
    await using session = await listener.connect();

    await expect(session.rows('select :1 from dual', [{ val: type === oracledb.BLOB ? Buffer.from('x') : 1.5, type }])).rejects.toThrow(/ORA-0(3115|3001)/u);
  });
});

describe('a date', () => {
  const instant = new Date('2026-03-29T01:30:15.250Z');

  it('loses its fraction in a DATE and keeps it in a TIMESTAMP', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    const sql = 'insert into restoreaction (id, db_unique_name, start_time, changed) values (1, :name, :start_time, :changed)';

    await session.run(sql, { name: 'orcl', start_time: { val: instant, type: oracledb.DB_TYPE_DATE }, changed: { val: instant, type: oracledb.DB_TYPE_TIMESTAMP } });

    expect(await session.rows('select start_time, changed from restoreaction')).toEqual([[new Date('2026-03-29T01:30:15Z'), instant]]);
    expect(await session.rows('select id from restoreaction where start_time = :1 and changed > sysdate - 1000', [{ val: instant, type: oracledb.DB_TYPE_TIMESTAMP }])).toEqual([[1]]);
  });

  it.each(['DB_TYPE_DATE', 'DB_TYPE_TIMESTAMP', 'DB_TYPE_TIMESTAMP_TZ', 'DB_TYPE_TIMESTAMP_LTZ'] as const)('comes as %s', async (type) => {
    await using listener = await openListener();
    await using session = await listener.connect();
    const whole = new Date('2026-03-28T01:30:15Z');

    const [[found] = []] = await session.rows('select :1 from dual', [{ val: whole, type: oracledb[type] }]);

    expect(found).toEqual(whole);
  });

  it('is that of the lab', async () => {
    await using listener = await openListener();
    await using session = await listener.connect();

    expect(await session.rows('select sysdate, systimestamp from dual')).toEqual([[new Date('2026-11-20T12:00:00Z'), new Date('2026-11-20T12:00:00Z')]]);
  });
});

describe('a number of a column', () => {
  it('is rounded to its scale', async () => {
    await using listener = await openWithTable();
    const { session } = listener;
    for (const [id, value] of [-1.005, 2.345, 12_345_678.994].entries()) {
      await session.run("insert into restoreaction (id, db_unique_name, start_time, difference) values (:id, 'x' || :name, sysdate, :value)", { id, name: id, value });
    }

    expect(await session.rows('select difference from restoreaction order by id')).toEqual([[-1.01], [2.35], [12_345_678.99]]);
  });
});
