import type { LabDatabase } from '#lab/oracle/database.ts';

export type PlsqlValue = string | number | boolean | null;

/** Bind variables of the client, by upper-case name. */
export type BindVariables = Map<string, { readonly width: number; value: string | null }>;

/** What a block may touch. */
export interface PlsqlContext {
  readonly db: LabDatabase;
  readonly user: string;
  readonly binds: BindVariables;
  /** Rows of a query, asked as this user. */
  readonly query: (text: string) => readonly unknown[];
  /** Takes a job that RUN_JOB shall run in this session: what it starts cannot run while the world is locked. */
  readonly runJob: (job: string) => void;
}

export type PlsqlArguments = Readonly<Record<string, PlsqlValue>>;

/** A procedure of a package. */
export interface Procedure {
  /** In the order of positional notation; of an OUT parameter nothing is given. */
  readonly parameters: Readonly<Record<string, 'required' | 'optional' | 'out'>>;
  /** Which parameters may be given together, where there are several forms. */
  readonly accepts?: (given: readonly string[]) => boolean;
  readonly run: (args: PlsqlArguments, context: PlsqlContext) => void;
}

export function text(args: PlsqlArguments, name: string): string {
  return String(args[name] ?? '');
}

export function optionalText(args: PlsqlArguments, name: string): string | null {
  const value = args[name] ?? null;
  return value === null || value === '' ? null : String(value);
}

export function isTrue(args: PlsqlArguments, name: string): boolean {
  return args[name] === true;
}
