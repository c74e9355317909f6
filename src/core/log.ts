/** Variables of a log line; rendered as `key=value` after the message, kept as fields in JSON logs. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What every part of icb writes its progress to. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Output of an Oracle tool, verbatim and in order; chunks may end in the middle of a line. */
  toolOutput(chunk: string): void;
  /** Where the reader has a terminal, keeps a last line on it that tells how far long work has come; disposing takes it away. */
  showProgress(describe: () => string): Disposable;
}

/** For a log without a terminal. */
export const noProgress: Log['showProgress'] = () => ({ [Symbol.dispose]: () => {} });
