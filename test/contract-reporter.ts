import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { contractCases } from '../src/lab/contract/cases.ts';
import { systemOf } from './storage/contract-column.ts';
import { contractTable, type TriedCase } from './storage/contract-table.ts';

/** Prints the contract's table at the end of every run in which storage systems were held to it. */
export const contractReporter: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const tried = modules.flatMap((module) => [...module.children.allTests()].flatMap(triedCase));
    const table = contractTable(tried, contractCases.map(({ name }) => name));
    if (table !== undefined) process.stdout.write(`\n${table}\n`);
  },
};

/** Nothing for other tests, and for those that a filter of the run left out. */
function triedCase(test: TestCase): TriedCase[] {
  const system = test.parent.type === 'suite' ? systemOf(test.parent.name) : undefined;
  const result = test.result();
  if (system === undefined || result.state === 'pending') return [];
  const { name } = test;
  if (result.state !== 'skipped') return [{ system, name, state: result.state }];
  return result.note === undefined ? [] : [{ system, name, state: 'skipped', need: result.note }];
}
