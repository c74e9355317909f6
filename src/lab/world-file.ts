import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Small JSON files below DIR/world that steer the simulation. Readers need no lock: a file is always replaced as a whole.

/** The content of DIR/world/`name`, or `absent` when there is no such file. */
export function readWorldFile<Content>(labDir: string, name: string, absent: Content): Content {
  try {
    return JSON.parse(readFileSync(join(labDir, 'world', name), 'utf8')) as Content;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return absent;
    throw error;
  }
}

export function writeWorldFile(labDir: string, name: string, content: unknown): void {
  const path = join(labDir, 'world', name);
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(temporary, path);
}
