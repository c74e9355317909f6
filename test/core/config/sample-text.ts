import { parseConfiguration } from '#core/config/configuration.ts';
import type { Configuration } from '#core/config/configuration.ts';

/** Parts of a configuration file that has nothing wrong with it. */
export const goodText = {
  generic: '[generic]\nbackupdest: /nfs/backup\ntnsadmin: tns.prod\noraclehome: /u01/dbhome\nstorage: zfssa\n',
  zfssa: '[zfssa]\nurl: https://zfssa.example.com:215\npool: p1\nproject: backup\n',
  orcl: '[orcl]\ndbid: 1433672784\nrecoverywindow: 2\nsnapexpirationdays: 31\n',
} as const;

/** A configuration as if it had been read from a file in the folder of this one. */
export function configurationOf(text: string, oracleHome?: string): Configuration {
  return parseConfiguration({ file: import.meta.filename, bytes: Buffer.from(text), oracleHome });
}

/** The file that {@link configurationOf} pretends to read. */
export const pretendedFile = import.meta.filename;
export const pretendedFolder = import.meta.dirname;
