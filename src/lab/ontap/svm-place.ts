// In which SVM a volume lies. Names of volumes have no dot: the folder `svm.volume` stands for a volume of another SVM than the
// one of the configuration.
import type { StorageState, Volume } from '../storage/storage-state.ts';

export interface Place {
  /** Undefined: the one of the configuration. */
  readonly svm: string | undefined;
  readonly name: string;
}

export function placeOf(folder: string): Place {
  const dot = folder.indexOf('.');
  return dot < 0 ? { svm: undefined, name: folder } : { svm: folder.slice(0, dot), name: folder.slice(dot + 1) };
}

export function folderOf({ svm, name }: Place): string {
  return svm === undefined ? name : `${svm}.${name}`;
}

/** Volumes of the same SVM. */
export function volumesBeside({ volumes }: Pick<StorageState, 'volumes'>, { svm }: Pick<Place, 'svm'>): Volume[] {
  return volumes.filter((volume) => placeOf(volume.name).svm === svm);
}
