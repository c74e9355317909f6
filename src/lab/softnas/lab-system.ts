import { type LabSystem, portOfKey } from '../lab-system.ts';
import { answersAs } from '../storage/answers-as.ts';
import { exportedBelow } from '../storage/exported-folder.ts';
import { tlsFiles } from '../storage/tls-files.ts';
import { createSoftnas, softnasFolder } from './create-softnas.ts';
import { startSoftnas } from './server.ts';

export const softnas: LabSystem = {
  title: 'SoftNAS',
  portPlace: portOfKey('serveraddress'),
  create: async (labDir, port) => {
    const { pool, user, password } = await createSoftnas(labDir, { port });
    const file = 'softnascredentials.cfg';
    return {
      title: softnas.title,
      section: `[softnas]
# Answers while icb lab serve runs. User and password are in ${file} beside this file.
serveraddress: 127.0.0.1:${port}
pool: ${pool}
cacert: ${caFile(labDir)}
`,
      credentials: { file, text: `# Login of the simulated appliance. It opens nothing else.\n[credentials]\nuser: ${user}\npassword: ${password}\n` },
    };
  },
  start: async (options) => {
    const running = await startSoftnas(options);
    const { url, user, password, caFile: cacert, pool } = running;
    return {
      address: url,
      port: Number(new URL(url).port),
      description: { url, user, password, cacert, pool },
      [Symbol.asyncDispose]: async () => running[Symbol.asyncDispose](),
    };
  },
  answers: async (labDir, { url = '' }) => answersAs(caFile(labDir), url),
  exportedFolder: ({ labDir }, path) => exportedBelow('/pool1', labDir, path),
};

function caFile(labDir: string): string {
  return tlsFiles(softnasFolder(labDir)).caCertificate;
}
