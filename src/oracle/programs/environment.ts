// Oracle tools get an environment built afresh. What a login shell may carry (TWO_TASK, ORACLE_PDB_SID, SQLPATH, another
// home's LD_LIBRARY_PATH, a local NLS_LANG) would redirect a login or change the output we read. HOME is left out as well:
// ~/.sqlnet.ora would be read.

import { join } from 'node:path';

/** The complete environment of an Oracle tool. */
export function oracleEnvironment({
  oracleHome,
  tnsAdmin,
  sid,
}: {
  readonly oracleHome: string;
  readonly tnsAdmin: string;
  /** ORACLE_SID, only for an instance on this host. */
  readonly sid?: string;
}): Readonly<Record<string, string>> {
  return {
    ORACLE_HOME: oracleHome,
    PATH: [join(oracleHome, 'bin'), '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':'),
    LD_LIBRARY_PATH: join(oracleHome, 'lib'),
    TNS_ADMIN: tnsAdmin,
    NLS_DATE_FORMAT: 'yyyy-mm-dd hh24:mi:ss',
    // English messages, whatever the host speaks: they are read by programs.
    NLS_LANG: 'AMERICAN_AMERICA.AL32UTF8',
    LC_ALL: 'C',
    ...(sid === undefined ? {} : { ORACLE_SID: sid }),
  };
}
