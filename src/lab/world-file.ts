import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotStartedError } from '#core/errors.ts';
import { readLabFile } from './lab-file.ts';

// Small JSON files below DIR/world that steer the simulation. Readers need no lock: a file is always replaced as a whole.

/** The content of DIR/world/`name`, or `absent` when there is no such file. */
export function readWorldFile<Content extends object>(labDir: string, name: string, absent: Content): Content {
  return (readLabFile(join(labDir, 'world', name)) as Content | undefined) ?? absent;
}

/** @throws {NotStartedError} when there is no lab */
export function writeWorldFile(labDir: string, name: string, content: unknown): void {
  const path = join(labDir, 'world', name);
  const temporary = `${path}.${process.pid}`;
  if (!existsSync(dirname(path))) throw new NotStartedError(`there is no lab in ${labDir}`, { hint: 'create one first: icb lab create DIR' });
  writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(temporary, path);
}
