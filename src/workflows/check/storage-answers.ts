// What the checks of one database ask its storage system. It is opened once, and closed when the checks are through.

import type { Storage } from '#storage/adapter.ts';
import { askedOnce } from './asked-once.ts';
import type { CheckSurroundings } from './checked-database.ts';
import { warningsOnly } from './warnings-only.ts';

export type StorageAnswers = ReturnType<typeof askStorage>;

// oxlint-disable-next-line typescript/explicit-function-return-type -- the type is what it returns
export function askStorage(database: string, { openStorage }: CheckSurroundings) {
  const warnings: string[] = [];
  let opened: Storage | undefined;
  const log = warningsOnly((message) => warnings.push(message));
  const storage = askedOnce(async () => (opened = await openStorage(database, log)));
  return {
    /** What the adapter warned of when it was opened: TLS that is not verified, for instance. */
    warnings: warnings as readonly string[],
    storage,
    snapshots: askedOnce(async (signal) => (await storage(signal)).listSnapshots(signal)),
    [Symbol.asyncDispose]: async () => opened?.[Symbol.asyncDispose](),
  };
}
