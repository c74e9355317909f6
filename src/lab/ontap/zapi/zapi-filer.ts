import type { StorageState, Volume } from '../../storage/storage-state.ts';
import type { Filer } from '../filer-call.ts';
import { folderOf, type Place, volumesBeside } from '../svm-place.ts';
import type { CallInput } from './call-input.ts';
import type { ConsistencyGroups } from './consistency-groups.ts';
import { ZapiFault } from './zapi-fault.ts';
import type { ZapiNode } from './zapi-node.ts';

/** The filer as calls of ZAPI see it. */
export interface ZapiFiler extends Omit<Filer, 'jobs'> {
  /** The SVM that a call is for; undefined: the cluster with all of them. */
  readonly svm: string | undefined;
  readonly groups: ConsistencyGroups;
}

/** What a call answers when it has passed. */
export type ZapiCall = (filer: ZapiFiler, input: CallInput) => readonly ZapiNode[];

export function placeIn({ svm, configuration }: ZapiFiler, name: string): Place {
  return { svm: svm === configuration.svm ? undefined : svm, name };
}

/** What lists show. */
export function volumesSeen(filer: ZapiFiler, state: StorageState): readonly Volume[] {
  return filer.svm === undefined ? state.volumes : volumesBeside(state, placeIn(filer, ''));
}

export function volumeNamed(filer: ZapiFiler, state: StorageState, name: string): Volume {
  const folder = folderOf(placeIn(filer, name));
  const volume = state.volumes.find((candidate) => candidate.name === folder);
  if (volume === undefined) throw new ZapiFault(13_040, `Volume ${name} does not exist.`);
  return volume;
}

/** What it was given, not what it holds. */
export function volumeBytes({ properties }: Volume): number {
  return Number(properties['size'] ?? 2 ** 40);
}
