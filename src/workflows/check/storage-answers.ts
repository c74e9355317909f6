// What the checks of one database ask its storage system. It is opened once, and closed when the checks are through.

import { DateTime } from 'luxon';
import type { Storage } from '#storage/adapter.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import type { Window } from '../backup/clock-differences.ts';
import { askedOnce } from './asked-once.ts';
import type { CheckSurroundings } from './checked-database.ts';
import { warningsOnly } from './warnings-only.ts';

export interface StorageAnswers extends AsyncDisposable {
  /** What the adapter warned of when it was opened: TLS that is not verified, for instance. */
  readonly warnings: readonly string[];
  readonly storage: (signal: AbortSignal) => Promise<Storage>;
  readonly snapshots: (signal: AbortSignal) => Promise<readonly Snapshot[]>;
  /** Known once snapshots were listed, and the certificate was verified. */
  certificateEnds(): Date | undefined;
  /** Known once snapshots were listed, where the system dates its answers. */
  shownTime(): ShownTime | undefined;
}

/** A time the system showed, and between which times of this host it did. */
interface ShownTime {
  readonly shown: DateTime;
  readonly window: Window;
}

export function askStorage(database: string, { openStorage, clock }: CheckSurroundings): StorageAnswers {
  const warnings: string[] = [];
  let opened: Storage | undefined;
  let certificateEnds: Date | undefined;
  let newestDate: Date | undefined;
  let shownTime: ShownTime | undefined;
  const log = warningsOnly((message) => warnings.push(message));
  const observer = {
    certificateSeen: (validTo: Date) => void (certificateEnds = validTo),
    answerDated: (date: Date) => void (newestDate = date),
  };
  const storage = askedOnce(async () => (opened = await openStorage(database, { log, observer })));
  const listSnapshots = async (signal: AbortSignal): Promise<readonly Snapshot[]> => {
    const handler = await storage(signal);
    const from = clock.now();
    const snapshots = await handler.listSnapshots(signal);
    if (newestDate !== undefined) shownTime = { shown: DateTime.fromJSDate(newestDate, { zone: 'utc' }), window: { from, to: clock.now() } };
    return snapshots;
  };
  return {
    warnings,
    storage,
    snapshots: askedOnce(listSnapshots),
    certificateEnds: () => certificateEnds,
    shownTime: () => shownTime,
    [Symbol.asyncDispose]: async () => opened?.[Symbol.asyncDispose](),
  };
}
