/** A word for a shell, for commands a DBA is to copy: quoted where a shell would take it for something else. */
export function shellWord(text: string): string {
  return /^[\p{L}\p{N}\p{M}/._+:@%,=-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line of such words. */
export function shellLine(...words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
