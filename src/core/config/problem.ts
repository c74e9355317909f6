import { ConfigurationError } from '../errors.ts';

/** One thing that is wrong in a configuration file; an error stops icb, a warning does not. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Counted from 1; absent when something is missing from the file altogether. */
  readonly line?: number | undefined;
  readonly section?: string | undefined;
  readonly key?: string | undefined;
  readonly hint?: string | undefined;
}

/** The file can be read but not used; all that is wrong is told at once. */
export class InvalidConfigurationError extends ConfigurationError {
  readonly problems: readonly Problem[];
  constructor(file: string, problems: readonly Problem[]) {
    const hints = new Set(problems.flatMap((problem) => problem.hint ?? []));
    super(problems.map((problem) => located(file, problem)).join('\n'), hints.size === 0 ? {} : { hint: [...hints].join('\n  ') });
    this.problems = problems;
  }
}

/** `FILE:LINE: what is wrong`, without the line when there is none. */
export function located(file: string, problem: Problem): string {
  const place = problem.line === undefined ? file : `${file}:${String(problem.line)}`;
  return `${place}: ${problem.message}`;
}
