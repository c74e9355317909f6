// What kinds of database a lab can hold. A kind is named by what sets it apart from the usual one, as in `sales:19c-se2`.

import { basename } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest.ts';

export type ReleaseName = keyof typeof releases;

/** Software of one release, as it names itself. */
export interface Release {
  /** V$INSTANCE.VERSION */
  readonly version: string;
  /** V$INSTANCE.VERSION_FULL, which begins with 18c. */
  readonly fullVersion: string;
  readonly compatible: string;
  readonly enterpriseBanner: string;
  readonly standardBanner: string;
}

/** Banners end as production ones do, but for the word Simulation. The one of 26ai is not confirmed. */
export const releases = {
  '11.2': {
    version: '11.2.0.4.0',
    fullVersion: '11.2.0.4.0',
    compatible: '11.2.0.4.0',
    enterpriseBanner: 'Oracle Database 11g Enterprise Edition Release 11.2.0.4.0 - 64bit Simulation',
    standardBanner: 'Oracle Database 11g Release 11.2.0.4.0 - 64bit Simulation',
  },
  '12.1': {
    version: '12.1.0.2.0',
    fullVersion: '12.1.0.2.0',
    compatible: '12.1.0.2.0',
    enterpriseBanner: 'Oracle Database 12c Enterprise Edition Release 12.1.0.2.0 - 64bit Simulation',
    standardBanner: 'Oracle Database 12c Standard Edition Release 12.1.0.2.0 - 64bit Simulation',
  },
  '19c': {
    version: '19.0.0.0.0',
    fullVersion: '19.22.0.0.0',
    compatible: '19.0.0',
    enterpriseBanner: 'Oracle Database 19c Enterprise Edition Release 19.0.0.0.0 - Simulation',
    standardBanner: 'Oracle Database 19c Standard Edition 2 Release 19.0.0.0.0 - Simulation',
  },
  '26ai': {
    version: '23.0.0.0.0',
    fullVersion: '23.26.0.0.0',
    compatible: '23.6.0',
    enterpriseBanner: 'Oracle AI Database 26ai Enterprise Edition Release 23.26.0.0.0 - Simulation',
    standardBanner: 'Oracle AI Database 26ai Standard Edition 2 Release 23.26.0.0.0 - Simulation',
  },
} satisfies Record<string, Release>;

export interface DatabaseKind {
  readonly release: ReleaseName;
  readonly edition: 'enterprise' | 'standard';
  /** Two are a RAC: each writes a redo thread and has an undo tablespace of its own. */
  readonly instances: 1 | 2;
  /** One of its tablespaces is encrypted, so there is a keystore. */
  readonly encrypted: boolean;
  /** A container database with pluggable databases: from 12.1 on, and the only kind there is from 21c on. */
  readonly isContainer: boolean;
  /** Part of a Data Guard configuration, with the other database made beside it. */
  readonly dataGuard: 'none' | 'primary' | 'physical standby';
}

const usual: DatabaseKind = { release: '19c', edition: 'enterprise', encrypted: false, isContainer: false, instances: 1, dataGuard: 'none' };

/** Each is modelled; what it lacks of a real one is told in the README of this folder. */
export const databaseKinds = {
  '19c': usual,
  '19c-se2': { ...usual, edition: 'standard' },
  '19c-tde': { ...usual, encrypted: true },
  '19c-rac': { ...usual, instances: 2 },
  '19c-standby': { ...usual, dataGuard: 'physical standby' },
  '19c-dataguard': { ...usual, dataGuard: 'primary' },
  '12.1': { ...usual, release: '12.1' },
  '11.2': { ...usual, release: '11.2' },
  '11.2-se': { ...usual, release: '11.2', edition: 'standard' },
  '19c-cdb': { ...usual, isContainer: true },
  '12.1-cdb': { ...usual, release: '12.1', isContainer: true },
  '26ai': { ...usual, release: '26ai', isContainer: true },
} satisfies Record<string, DatabaseKind>;

export type DatabaseKindName = keyof typeof databaseKinds;

/** A database as it is named on the command line: `orcl`, or `orcl:19c-se2`. */
export interface WantedDatabase {
  readonly name: string;
  readonly kind: DatabaseKind;
}

/** @throws {UsageError} when there is no such kind */
export function readWantedDatabase(word: string): WantedDatabase {
  const [name = '', kindName = '19c'] = word.split(':', 2);
  if (!Object.hasOwn(databaseKinds, kindName)) {
    const names = Object.keys(databaseKinds);
    throw new UsageError(`there is no kind ${kindName} of database${didYouMean(kindName, names)}; kinds: ${names.join(', ')}`);
  }
  return { name, kind: databaseKinds[kindName as DatabaseKindName] };
}

/** What is installed in an Oracle home. */
export type Software = Pick<DatabaseKind, 'release' | 'edition'>;

const usualHome = 'oracle_home';

/** Folder of an Oracle home in a lab. */
export function homeFolder({ release, edition }: Software): string {
  if (release === usual.release && edition === usual.edition) return usualHome;
  return `${usualHome}_${release}${edition === 'standard' ? '_se' : ''}`;
}

/** What an Oracle home of a lab holds, by its folder. */
export function softwareOf(oracleHome: string): Release & Software & { readonly banner: string } {
  const [, release = usual.release, standard] = /^oracle_home_([^_]+)(_se)?$/u.exec(basename(oracleHome)) ?? [];
  const facts = releases[Object.hasOwn(releases, release) ? (release as ReleaseName) : usual.release];
  const isStandard = standard !== undefined;
  return { ...facts, release: release as ReleaseName, edition: isStandard ? 'standard' : 'enterprise', banner: isStandard ? facts.standardBanner : facts.enterpriseBanner };
}
