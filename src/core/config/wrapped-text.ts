/** Breaks text between words so that no line is longer than `width`, each line starting with `prefix`. */
export function wrapText(text: string, { width, prefix }: { readonly width: number; readonly prefix: string }): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u)) {
    if (line !== '' && prefix.length + line.length + 1 + word.length > width) {
      lines.push(prefix + line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, prefix + line];
}
