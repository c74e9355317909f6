/** What `tail -v` prints of several files, by the names it was given. A file that could not be read is not there. */
export function filesInText(printed: string): ReadonlyMap<string, string> {
  const parts = printed.split(/^==> (.+) <==\n/mu);
  const files = new Map<string, string>();
  for (let index = 1; index < parts.length; index += 2) files.set(parts[index] ?? '', parts[index + 1] ?? '');
  return files;
}
