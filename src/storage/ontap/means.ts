import type { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import type { CloneSteps } from './clone-steps.ts';
import type { OntapVolumes } from './volumes.ts';
import type { OntapWire } from './wire.ts';

/** What volumes are made and taken away with. */
export interface OntapMeans {
  readonly wire: OntapWire;
  readonly volumes: OntapVolumes;
  readonly changes: ConfirmedChanges;
  readonly clones: CloneSteps;
}
