/** All that went wrong, in the order it happened: what failed first, then what failed while it was being cleared up. */
export function failuresIn(error: unknown): readonly unknown[] {
  return error instanceof SuppressedError ? [...failuresIn(error.suppressed), ...failuresIn(error.error)] : [error];
}
