/** The allowed word closest to what was typed, or undefined when none is close enough to be worth a guess. */
export function nearestMatch(word: string, allowed: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  const ranked = allowed
    .map((candidate) => ({ candidate, distance: editDistance(typed, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best === undefined) return undefined;
  const limit = Math.max(2, Math.ceil(best.candidate.length / 3));
  const isPrefix = typed.length >= 3 && best.candidate.toLowerCase().startsWith(typed);
  return best.distance <= limit || isPrefix ? best.candidate : prefixMatch(typed, allowed);
}

/** ` (did you mean imagecopywithsnap?)`, or the empty string. */
export function didYouMean(word: string, allowed: readonly string[]): string {
  const match = nearestMatch(word, allowed);
  return match === undefined ? '' : ` (did you mean ${match}?)`;
}

function prefixMatch(typed: string, allowed: readonly string[]): string | undefined {
  return typed.length < 3 ? undefined : allowed.find((candidate) => candidate.toLowerCase().startsWith(typed));
}

/** Levenshtein distance, with a swap of neighbours counted as one step. */
function editDistance(a: string, b: string): number {
  let twoAbove: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let best = Math.min(substitution, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (twoAbove[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    twoAbove = above;
    above = current;
  }
  return above[b.length] ?? 0;
}
