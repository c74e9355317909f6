/** RMAN does not understand its input. `causes` are the lines below RMAN-00558. */
export class RmanSyntaxError extends Error {
  readonly causes: readonly string[];
  /** Where in the input the parser stopped. */
  readonly offset: number;

  constructor(causes: readonly string[], offset: number) {
    super(causes.join('\n'));
    this.name = 'RmanSyntaxError';
    this.causes = causes;
    this.offset = offset;
  }
}
