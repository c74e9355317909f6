import { expect, it } from 'vitest';
import { checkDatabaseFacts, queryDatabaseFacts, queryDatabaseTime } from '#oracle/database-facts.ts';
import { Rows } from '#oracle/programs/rows.ts';
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

const facts = {
  instance: ['19.0.0.0.0|dbhost'],
  database: ['1453211232|orcl|ARCHIVELOG|PRIMARY'],
  incarnation: ['1|1'],
  banner: ['Oracle Database 19c Enterprise Edition'],
};

it('refuses to work from within a pluggable database, where the copies of all others would seem to be of dropped files', async () => {
  const expected = { name: 'orcl', dbid: '1453211232' };
  const inPdb = await queryDatabaseFacts(printing({ ...facts, rootfiles: ['0'] }), neverAborted);
  const inRoot = await queryDatabaseFacts(printing({ ...facts, rootfiles: ['1'] }), neverAborted);

  expect(() => checkDatabaseFacts(inPdb, expected)).toThrow('the TNS alias orcl leads into a pluggable database of orcl');
  expect(() => checkDatabaseFacts(inRoot, expected)).not.toThrow();
});
