import { type LabSystem, portOfKey } from '../lab-system.ts';
import { answersAs } from '../storage/answers-as.ts';
import { exportedBelow } from '../storage/exported-folder.ts';
import { labProject } from '../storage/storage-state.ts';
import { tlsFiles } from '../storage/tls-files.ts';
import { applianceFolder, createAppliance } from './create-appliance.ts';
import { startAppliance } from './server.ts';

const parent = `/export/${labProject}`;

export const zfssa: LabSystem = {
  title: 'ZFS Storage Appliance',
  portPlace: portOfKey('url'),
  create: async (labDir, port) => {
    const { pool, project, user, password } = await createAppliance(labDir, { port });
    const file = 'zfscredentials.cfg';
    return {
      title: zfssa.title,
      section: `[zfssa]
# Answers while icb lab serve runs. User and password are in ${file} beside this file.
url: https://127.0.0.1:${port}
pool: ${pool}
project: ${project}
cacert: ${caFile(labDir)}
`,
      credentials: { file, text: `# Login of the simulated appliance. It opens nothing else.\n[zfscredentials]\nzfsuser: ${user}\nzfspassword: ${password}\n` },
      autorestoreExport: `${parent}/autorestore`,
    };
  },
  start: async (options) => {
    const running = await startAppliance(options);
    const { url, user, password, caFile: cacert, pool, project } = running;
    return {
      address: url,
      port: Number(new URL(url).port),
      description: { url, user, password, cacert, pool, project },
      [Symbol.asyncDispose]: async () => running[Symbol.asyncDispose](),
    };
  },
  answers: async (labDir, { url = '' }) => answersAs(caFile(labDir), url),
  exportedFolder: ({ labDir }, path) => exportedBelow(parent, labDir, path),
};

function caFile(labDir: string): string {
  return tlsFiles(applianceFolder(labDir)).caCertificate;
}
