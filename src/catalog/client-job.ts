// What icb and the process that talks to the catalog's database tell each other: one job on standard input, answers as lines of
// JSON on standard output. Passwords only go this way: arguments, environment and files can be read by others.

/** One row as its columns take it. Times are local time of this host, `yyyy-mm-dd hh24:mi:ss`. */
export interface CatalogValues {
  readonly database: string;
  readonly started: string;
  readonly finished: string;
  readonly success: 0 | 1;
  readonly logFile: string;
  readonly difference: number | null;
  readonly snapshot: string | null;
  readonly target: string | null;
  readonly validated: 0 | 1;
}

/** What is to be done. Rows that started before `oldest` are removed in the end. */
export type CatalogTask =
  | { readonly kind: 'create' }
  | { readonly kind: 'look' }
  | { readonly kind: 'record'; readonly rows: readonly CatalogValues[]; readonly oldest: string };

/** How to log in: with user and password without client libraries, or as the wallet of this Oracle home says. */
export type CatalogLogin =
  | { readonly kind: 'password'; readonly user: string; readonly password: string; readonly connect: string }
  | { readonly kind: 'wallet'; readonly connect: string };

export interface ClientJob {
  readonly login: CatalogLogin;
  /** Folder of tnsnames.ora. */
  readonly tnsAdmin: string;
  readonly task: CatalogTask;
  /** The process ends by itself after so long, should nobody be left to end it. */
  readonly limitMs: number;
}

export type ClientAnswer =
  | { readonly kind: 'log'; readonly level: 'debug' | 'info' | 'warn'; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }
  /** Nothing was tried: the client libraries do not serve. */
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'done' };
