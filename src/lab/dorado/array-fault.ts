/** The array refuses something, by a number of its own; what is not known from a source is marked so. */
export const faultCodes = {
  ended: -401,
  wrongParameter: 50331651,
  noFilesystem: 1073752065,
  nameTaken: 1077948993,
  noObject: 1077948996,
  noParent: 1073754136,
  noSnapshot: 1073754118,
  noShare: 1077939717,
  shareTaken: 1077939724,
  clientTaken: 1077939727,
  badPath: 1077939729,
  tooLarge: 1073844377,
  tooSmall: 1073844376,
  busy: 1077949006,
  wrongLogin: 1077949061,
  locked: 1077949070,
  /** Made up: the code of a real array is not known. */
  snapshotInUse: 1073754199,
  /** Made up. */
  filesystemInUse: 1073752199,
  /** Made up. */
  protectedSnapshot: 1073754198,
} as const;

export class ArrayFault extends Error {
  readonly code: number;
  constructor(fault: keyof typeof faultCodes, message: string) {
    super(message);
    this.name = new.target.name;
    this.code = faultCodes[fault];
  }
}

/** Comes with HTTP 200, as nearly everything. */
export function faultBody({ code, message }: Pick<ArrayFault, 'code' | 'message'>): object {
  return { data: {}, error: { code, description: message, errorParam: '', suggestion: 'See the manual of the array.' } };
}
