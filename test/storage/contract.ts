// The contract suite of src/lab/contract under the test runner. An adapter's own tests call `describeStorageContract` with a
// fixture; quirks of one system are tested beside it.
import { describe, it, type TestContext } from 'vitest';
import { contractCases } from '#lab/contract/cases.ts';
import { type ContractCase, tryCase } from '#lab/contract/contract-case.ts';
import type { SystemUnderTest } from '#lab/contract/system-under-test.ts';
import { columnEnding } from './contract-column.ts';

/** A storage system of a test's own. */
export interface StorageFixture extends SystemUnderTest {
  readonly addVolume: (database: string) => void;
  readonly write: (volume: string, file: string, text: string) => void;
  readonly read: (volume: string, file: string) => string;
  readonly advance: (durationMs: number) => void;
}

/** `system` becomes a column of the table. */
export function describeStorageContract(system: string, start: () => Promise<SystemUnderTest>): void {
  describe(`${system}${columnEnding}`, () => {
    it.for(contractCases.map((one) => [one.name, one] as const))('%s', ([, one], { skip }) => tryOn(start, one, skip));
  });
}

async function tryOn(start: () => Promise<SystemUnderTest>, one: ContractCase, skip: TestContext['skip']): Promise<void> {
  await using fixture = await start();

  const unmet = await tryCase(one, fixture);

  if (unmet !== undefined) skip(unmet);
}
