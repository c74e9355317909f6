import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** How the simulated programs are started. */
export interface LabToolEntry {
  /** The Node.js that runs them. */
  readonly node: string;
  /** Root of the icb installation. */
  readonly installation: string;
}

const programs = ['bin/rman', 'bin/sqlplus', 'bin/adrci', 'bin/srvctl', 'OPatch/opatch'] as const;
const mountPrograms = ['mount-clone', 'umount-clone'] as const;

/** Makes an Oracle home: small scripts that start the simulated programs without needing any environment. */
export function createOracleHome(home: string, labDir: string, entry: LabToolEntry): void {
  for (const folder of ['bin', 'OPatch', 'lib', 'dbs']) mkdirSync(join(home, folder), { recursive: true });
  for (const program of programs) writeProgram(join(home, program), labDir, entry);
}

/** Makes DIR/bin: what mounts a clone on the simulated restore host, and unmounts it. */
export function createMountPrograms(labDir: string, entry: LabToolEntry): void {
  mkdirSync(join(labDir, 'bin'));
  for (const program of mountPrograms) writeProgram(join(labDir, 'bin', program), labDir, entry);
}

function writeProgram(path: string, labDir: string, entry: LabToolEntry): void {
  writeFileSync(path, script(basename(path), labDir, entry));
  chmodSync(path, 0o755);
}

function script(tool: string, labDir: string, { node, installation }: LabToolEntry): string {
  const built = join(installation, 'dist', 'lab-tool.cjs');
  const source = join(installation, 'src', 'lab', 'tools', 'main.ts');
  return `#!/bin/sh
# Simulated ${tool} of icb's lab.
if [ -f ${shellWord(built)} ]; then
  entry=${shellWord(built)} NODE_COMPILE_CACHE=${shellWord(join(installation, 'dist', '.cache'))}
  export NODE_COMPILE_CACHE
else
  entry=${shellWord(source)}
fi
exec ${shellWord(node)} "$entry" --lab ${shellWord(labDir)} ${tool} "$@"
`;
}

function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
