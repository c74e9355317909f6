import { expect, it } from 'vitest';
import { queryDatabaseTime } from '#oracle/database-facts.ts';
import { Rows } from '#oracle/rows.ts';
import type { OracleTools } from '#oracle/tools.ts';
import { neverAborted } from './fake-tools.ts';

/** A database whose SQL*Plus prints these rows. */
function printing(rows: Readonly<Record<string, readonly string[]>>): OracleTools {
  return { sql: () => Promise.resolve(new Rows('current-time.sql', new Map(Object.entries(rows)))) } as unknown as OracleTools;
}

it('reads the present time and SCN of a database', async () => {
  const database = printing({ now: ['2026-11-21 03:25:46|799175|+01:00'], changetracking: ['ENABLED|/oradata/bct.f'] });

  const time = await queryDatabaseTime(database, neverAborted);

  expect(time).toEqual({ time: '2026-11-21 03:25:46', scn: 799_175n, utcOffset: '+01:00', changeTrackingFile: '/oradata/bct.f' });
});

it.each(['2026-11-21 03:25:46|1.5E+06|+01:00', '21-NOV-26|799175|+01:00', '2026-11-21 03:25:46|799175|UTC'])(
  'takes nothing for a time or an SCN that is none: %s',
  async (row) => {
    await expect(queryDatabaseTime(printing({ now: [row] }), neverAborted)).rejects.toMatchObject({ name: 'IcbError', hint: expect.stringContaining('glogin.sql') });
  },
);
