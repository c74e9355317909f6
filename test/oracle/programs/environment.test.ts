import { expect, it } from 'vitest';
import { oracleEnvironment } from '#oracle/programs/environment.ts';

it('holds what Oracle needs and nothing else', () => {
  expect(oracleEnvironment({ oracleHome: '/u01/home', tnsAdmin: '/u01/tns' })).toEqual({
    ORACLE_HOME: '/u01/home',
    PATH: '/u01/home/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    LD_LIBRARY_PATH: '/u01/home/lib',
    TNS_ADMIN: '/u01/tns',
    NLS_DATE_FORMAT: 'yyyy-mm-dd hh24:mi:ss',
    NLS_LANG: 'AMERICAN_AMERICA.AL32UTF8',
    LC_ALL: 'C',
  });
});

it('names an instance only when it is a local one', () => {
  expect(oracleEnvironment({ oracleHome: '/h', tnsAdmin: '/t', sid: 'test1' })).toMatchObject({ ORACLE_SID: 'test1' });
});
