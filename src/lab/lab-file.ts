import { readFileSync } from 'node:fs';
import { NotStartedError } from '#core/errors.ts';

/**
 * The JSON object or list in a file of the lab; undefined when there is no such file.
 * @throws {NotStartedError} when a full disk or somebody's editor left something else in it
 */
export function readLabFile(path: string): object | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const content = parse(text);
  if (typeof content === 'object' && content !== null) return content;
  throw new NotStartedError(`the lab is damaged: ${path} holds no complete JSON`, { hint: 'remove the lab and create a new one: icb lab create DIR' });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
