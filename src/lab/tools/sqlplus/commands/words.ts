/** The words of a command, a quoted text counting as one. */
export function wordsOf(text: string): string[] {
  return text.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
}

export function unquoted(word: string): string {
  return /^(['"]).*\1$/.test(word) ? word.slice(1, -1) : word;
}
