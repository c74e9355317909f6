interface FstabLine {
  readonly source: string;
  readonly mountPoint: string;
  readonly options: readonly string[];
}

/** Lines of fstab(5); blanks are octal there. */
export function linesOfFstab(text: string): readonly FstabLine[] {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|$)/u.test(line));
  return lines.map((line) => {
    const [source = '', mountPoint = '', , options = ''] = line.trim().split(/\s+/u).map((word) => word.replaceAll(String.raw`\040`, ' '));
    return { source, mountPoint: mountPoint.replace(/(?<=.)\/$/u, ''), options: options.split(',') };
  });
}
