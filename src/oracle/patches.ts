export interface Patch {
  readonly id: string;
  readonly description: string;
}

/** What `opatch lspatches` prints: a line `id;description` for each patch, between others. */
export function readPatches(output: string): readonly Patch[] {
  return output.split('\n').flatMap((line) => {
    const [, id, description] = /^(\d+);(.*)$/u.exec(line.trim()) ?? [];
    return id === undefined ? [] : [{ id, description: (description ?? '').trim() }];
  });
}
