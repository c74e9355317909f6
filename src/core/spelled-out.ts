// Text from outside (an appliance's answer, the name of a snapshot, a lock somebody else wrote) can hold line breaks and terminal
// codes. Whatever of it reaches a screen or a log goes through here, so that nobody forges a line of ours or moves the cursor.

const obeyedByTerminals = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const shortNames: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/** One line: what a terminal would obey, or show in another order than it is written, is replaced by its escape sequence. */
export function spellOutLine(text: string): string {
  return text.replaceAll(obeyedByTerminals, (character) => shortNames[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** {@link spellOutLine} of text that may have several lines; every line but the first begins with `indent`, tabs stay. */
export function spellOut(text: string, indent: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(spellOutLine).join('\t'))
    .join(`\n${indent}`);
}
