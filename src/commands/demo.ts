import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CommandContext } from './context.ts';
import { refuseJson } from './no-json.ts';

/** `icb demo`: the whole story in a lab that is gone afterwards, unless `keep` names a folder for it. */
export async function run(keep: string | undefined, { world, options }: CommandContext): Promise<number> {
  refuseJson(options, 'demo');
  const { tellStory } = await import('#lab/demo.ts');
  if (keep !== undefined) return tellStory(resolve(world.cwd, keep), world);
  const folder = mkdtempSync(join(tmpdir(), 'icb-demo-'));
  try {
    return await tellStory(join(folder, 'lab'), world);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
