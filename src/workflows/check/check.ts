// A check of the preflight: one question about what a backup or a restore will need, its answer, and what to do about a bad one.

/** FAIL: it will not work. WARN: it works, until something else happens. SKIP: it could not be looked at, or is not set up. */
export type CheckStatus = 'OK' | 'WARN' | 'FAIL' | 'SKIP';

export interface Finding {
  readonly status: CheckStatus;
  /** What was found, as a clause. */
  readonly finding: string;
  /** What to do in this very case; else the check's own remedy goes for it. */
  readonly remedy?: string | undefined;
}

export interface Check<Subject> {
  /** One word for scripts and for the table of troubleshooting: `archive-mode`. */
  readonly name: string;
  /** What it looks at. */
  readonly title: string;
  /** Checks without whose success nothing can be said here. */
  readonly needs: readonly string[];
  /** What to do when it is not OK. */
  readonly remedy: string;
  /** What it throws is a FAIL with its message and its hint. */
  run(subject: Subject, signal: AbortSignal): Promise<Finding> | Finding;
}

export interface CheckGroup<Subject> {
  readonly title: string;
  readonly checks: readonly Check<Subject>[];
}

export function ok(finding: string): Finding {
  return { status: 'OK', finding };
}

export function warn(finding: string, remedy?: string): Finding {
  return { status: 'WARN', finding, remedy };
}

export function fail(finding: string, remedy?: string): Finding {
  return { status: 'FAIL', finding, remedy };
}

export function skip(finding: string): Finding {
  return { status: 'SKIP', finding };
}

/** The first few of many, and how many more there are. */
export function listSome(items: readonly string[], most = 3): string {
  const rest = items.length - most;
  return rest > 0 ? `${items.slice(0, most).join(', ')} and ${rest} more` : items.join(', ');
}
