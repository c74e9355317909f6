import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const sourceFolder = join(import.meta.dirname, '../../src');

/** Higher layers may import lower ones; siblings share a rank and never import each other. */
const rank: Readonly<Record<string, number>> = {
  core: 0,
  oracle: 1,
  storage: 1,
  retention: 1,
  reports: 1,
  catalog: 1,
  workflows: 2,
  commands: 3,
  top: 4,
  lab: 5,
};

/** The commands that open the lab; they load it lazily. */
const labCommands = new Set(['commands/demo.ts', 'commands/lab.ts', 'commands/lab-contract.ts']);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly lazy: boolean;
}

function sourceFiles(): string[] {
  return readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(sourceFolder, file), 'utf8');
  const statements = text.matchAll(/(?:^|[^.\w])(?:from\s+|import\s+)['"]([^'"]+)['"]/gm);
  const lazy = text.matchAll(/import\(\s*['"]([^'"]+)['"]/g);
  return [
    ...[...statements].map((match) => ({ from: file, to: match[1] ?? '', lazy: false })),
    ...[...lazy].map((match) => ({ from: file, to: match[1] ?? '', lazy: true })),
  ];
}

function layerOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'top';
}

function violation({ from, to, lazy }: Import): string | undefined {
  const layer = layerOf(from);
  if (to.startsWith('.')) {
    const depth = from.split('/').length - 1;
    const climbs = to.split('/').filter((part) => part === '..').length;
    return climbs >= depth && depth > 0 ? `${from} leaves its layer by ${to}` : undefined;
  }
  if (!to.startsWith('#')) return undefined;
  const target = to.slice(1).includes('/') ? (to.slice(1).split('/')[0] ?? '') : 'top';
  if (target === layer) return undefined;
  if (target === 'lab' && lazy && labCommands.has(from)) return undefined;
  return (rank[target] ?? 99) < (rank[layer] ?? -1) ? undefined : `${from} imports ${to}`;
}

describe('imports', () => {
  it('point down only', () => {
    const imports = sourceFiles().flatMap(importsOf);

    const violations = imports.map(violation).filter((found) => found !== undefined);

    expect(imports.length).toBeGreaterThan(20);
    expect(violations).toEqual([]);
  });

  it('are refused by the rule when they point up or sideways', () => {
    expect(violation({ from: 'core/lock.ts', to: '#oracle/rman.ts', lazy: false })).toContain('core/lock.ts');
    expect(violation({ from: 'oracle/rman.ts', to: '#storage/registry.ts', lazy: false })).toContain('oracle/rman.ts');
    expect(violation({ from: 'workflows/backup.ts', to: '#lab/faults.ts', lazy: true })).toContain('workflows/backup.ts');
    expect(violation({ from: 'commands/demo.ts', to: '#lab/demo.ts', lazy: false })).toContain('commands/demo.ts');
    expect(violation({ from: 'oracle/rman.ts', to: '../core/log.ts', lazy: false })).toContain('leaves its layer');
  });
});
