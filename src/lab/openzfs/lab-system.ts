import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { LabSystem } from '../lab-system.ts';
import { exportedBelow } from '../storage/exported-folder.ts';
import { labProject } from '../storage/storage-state.ts';
import { labPool, poolGuid } from './dataset-tree.ts';
import { createZfsProgram } from './program.ts';
import { startZfs } from './server.ts';

const parent = `/export/${labProject}`;
const program = 'openzfs/zfs';

export const openzfs: LabSystem = {
  title: 'OpenZFS',
  portPlace: { file: program, pattern: /\/dev\/tcp\/127\.0\.0\.1\/(?<port>\d+)/d },
  create: async (labDir, port) => {
    mkdirSync(join(labDir, 'nfs', labProject), { recursive: true });
    createZfsProgram(join(labDir, program), port);
    return {
      title: openzfs.title,
      section: `[openzfs]
# This program answers while icb lab serve runs.
zfscommand: ${join(labDir, program)}
dataset: ${labPool}/${labProject}
mounthost: 127.0.0.1
`,
      autorestoreExport: `${parent}/autorestore`,
    };
  },
  start: async (options) => {
    const running = await startZfs(options);
    const { port } = running;
    return {
      address: `127.0.0.1:${port}`,
      port,
      description: { program: join(options.labDir, program), dataset: `${labPool}/${labProject}` },
      [Symbol.asyncDispose]: async () => running[Symbol.asyncDispose](),
    };
  },
  answers: async (labDir) => {
    const { stdout } = await execa(join(labDir, program), ['get', '-H', '-o', 'value', 'guid', labPool], { reject: false, timeout: 2_000 });
    return stdout === poolGuid(labDir);
  },
  exportedFolder: ({ labDir }, path) => exportedBelow(parent, labDir, path),
};
