import { type LabSystem, portOfKey } from '../lab-system.ts';
import { answersAs } from '../storage/answers-as.ts';
import { labProject } from '../storage/storage-state.ts';
import { tlsFiles } from '../storage/tls-files.ts';
import { createFiler, filerFolder } from './create-filer.ts';
import { mountedNamespace } from './mounted-namespace.ts';
import { startFiler } from './server.ts';

export const ontap: LabSystem = {
  title: 'ONTAP filer',
  portPlace: portOfKey('filer'),
  create: async (labDir, port) => {
    const { svm, user, password } = await createFiler(labDir, { port });
    const file = 'netappcredentials.cfg';
    return {
      title: ontap.title,
      section: `[ontap]
# Answers while icb lab serve runs. User and password are in ${file} beside this file.
filer: 127.0.0.1:${port}
mounthost: 127.0.0.1
svm: ${svm}
cacert: ${caFile(labDir)}
`,
      credentials: { file, text: `# Login of the simulated filer. It opens nothing else.\n[netappcredentials]\nuser: ${user}\npassword: ${password}\n` },
      autorestoreExport: '/autorestore',
    };
  },
  start: async (options) => {
    const running = await startFiler(options);
    const { url, user, password, caFile: cacert, svm } = running;
    return {
      address: url,
      port: Number(new URL(url).port),
      description: { url, user, password, cacert, svm },
      [Symbol.asyncDispose]: async () => running[Symbol.asyncDispose](),
    };
  },
  answers: async (labDir, { url = '' }) => answersAs(caFile(labDir), url),
  exportedFolder: ({ labDir, clock }, path) => mountedNamespace({ labDir, project: labProject, clock }, path),
};

function caFile(labDir: string): string {
  return tlsFiles(filerFolder(labDir)).caCertificate;
}
