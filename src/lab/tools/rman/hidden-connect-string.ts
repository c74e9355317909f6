/** The same text with a star for every connect string: it may hold a password. */
export function hideConnectStrings(source: string): string {
  return source.replaceAll(/^(\s*connect\s+(?:target|catalog)\s+)("[^"\n]*"|'[^'\n]*'|[^\s;]+)/gim, '$1*');
}
