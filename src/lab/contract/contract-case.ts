import { type Need, unmetNeed } from './need.ts';
import { Subject } from './subject.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** One thing a storage adapter must do. */
export interface ContractCase {
  /** A sentence about the adapter, without its subject. */
  readonly name: string;
  readonly needs?: readonly Need[];
  /** On a volume without snapshots. @throws {Error} that says what is wrong */
  readonly run: (subject: Subject) => Promise<void>;
}

/** Tries one case on a system; what it needs and the system lacks, when it could not be tried. @throws what the case throws */
export async function tryCase({ needs = [], run }: ContractCase, system: SystemUnderTest): Promise<Need | undefined> {
  const { database = 'orcl' } = system;
  await using subject = new Subject(system, { database, storage: await system.open(database) });
  const unmet = unmetNeed(needs, system, subject.storage);
  if (unmet !== undefined) return unmet;
  system.addVolume?.(database);
  await run(subject);
  return undefined;
}
