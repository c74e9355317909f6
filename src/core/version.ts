import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installationRoot } from './installation.ts';

/** Version of icb, from its package.json. */
export const version: string = readVersion();

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(installationRoot, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error('installation incomplete: package.json names no version');
}
