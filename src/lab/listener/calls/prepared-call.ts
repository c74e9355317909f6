/** What a client asks for, read but not done. */
export interface PreparedCall<Result = Buffer> {
  /** The statement, with `; commit` behind it when that is to follow, or the name of the call. */
  readonly text: string;
  readonly run: (signal: AbortSignal) => Promise<Result>;
}
