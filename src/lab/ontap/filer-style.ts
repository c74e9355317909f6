/** Each knows something that the one before does not: consistency groups came with 9.10, the locking of snapshots with 9.12. */
export type FilerRelease = '9.6' | '9.8' | '9.10' | '9.14';

/** What differs between releases and settings. */
export interface FilerStyle {
  readonly release: FilerRelease;
  /** Releases before 9.6 have only ZAPI, late ones only REST. */
  readonly apis: 'both' | 'rest' | 'zapi';
  /** How many records a page holds at most. */
  readonly pageRecords: number;
  /** Whether a change is answered before it has happened, with the job that does it. */
  readonly answersEarly: boolean;
  /** With which request after its own a job takes effect. */
  readonly jobRequests: number;
  /** Whether a deleted volume is kept for a while. */
  readonly recoveryQueue: boolean;
  /** Whose account the login is: that of an SVM sees nothing of other SVMs or of the cluster. */
  readonly scope: 'cluster' | 'svm';
  /** SVMs besides the one of the configuration; a folder `svm.volume` is a volume of theirs. */
  readonly otherSvms: readonly string[];
  /** That an SVM may make volumes in. */
  readonly aggregates: readonly string[];
  /** A snapshot of a consistency group leaves out its last volume. */
  readonly partialGroups: boolean;
}

export const usualStyle: FilerStyle = {
  release: '9.14',
  apis: 'both',
  pageRecords: 10_000,
  answersEarly: true,
  jobRequests: 2,
  recoveryQueue: false,
  scope: 'cluster',
  otherSvms: [],
  aggregates: ['aggr1'],
  partialGroups: false,
};

/** Whether it is 9.`minor` or later. */
export function isSince(release: FilerRelease, minor: number): boolean {
  return Number(release.split('.')[1]) >= minor;
}
