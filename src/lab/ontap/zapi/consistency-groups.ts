// One snapshot of several volumes in two steps: cg-start holds their writes back, cg-commit within the time limit makes it.
import type { DateTime } from 'luxon';
import { snapshotsOf } from '../../storage/snapshots.ts';
import { changeStorage, viewStorage } from '../../storage/storage-state.ts';
import { checkNewSnapshot, makeSnapshot } from '../snapshots.ts';
import { badInput, generic, ZapiFault } from './zapi-fault.ts';
import { volumeNamed, type ZapiCall } from './zapi-filer.ts';

const seconds: Readonly<Record<string, number>> = { urgent: 2, medium: 7, relaxed: 20 };

interface Started {
  readonly snapshot: string;
  readonly volumes: readonly string[];
  readonly until: DateTime;
}

export class ConsistencyGroups {
  readonly #started = new Map<string, Started>();
  #last = 0;

  start(started: Started): string {
    this.#last += 1;
    const id = String(this.#last);
    this.#started.set(id, started);
    return id;
  }

  /** What was started under that id, once. */
  take(id: string): Started | undefined {
    const started = this.#started.get(id);
    this.#started.delete(id);
    return started;
  }
}

export const startGroup: ZapiCall = (filer, input) => {
  const [snapshot, timeout, volumes] = [input.text('snapshot'), input.text('timeout'), input.texts('volumes', 'volume-name')];
  input.end();
  const limit = seconds[timeout];
  if (limit === undefined) throw new ZapiFault(badInput, `Invalid timeout ${timeout}.`);
  if (volumes.length === 0) throw new ZapiFault(badInput, 'Missing input: volumes');
  checkNewSnapshot({ name: snapshot });
  const state = viewStorage(filer.identity);
  for (const name of volumes) {
    const taken = snapshotsOf(state, volumeNamed(filer, state, name).name);
    if (taken.some((candidate) => candidate.name === snapshot)) throw new ZapiFault(17, `Snapshot ${snapshot} of volume ${name} already exists.`);
  }
  return [['cg-id', filer.groups.start({ snapshot, volumes, until: state.now.plus({ seconds: limit }) })]];
};

export const commitGroup: ZapiCall = (filer, input) => {
  const id = input.text('cg-id');
  input.end();
  const started = filer.groups.take(id);
  if (started === undefined) throw new ZapiFault(15_661, `There is no consistency group operation ${id}.`);
  changeStorage(filer.identity, (state) => {
    if (state.now > started.until) throw new ZapiFault(generic, `Consistency group operation ${id} has timed out.`);
    for (const volume of started.volumes) makeSnapshot(state, volumeNamed(filer, state, volume), { name: started.snapshot });
  });
  return [];
};
