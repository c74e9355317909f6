import { type LabSystem, portOfKey } from '../lab-system.ts';
import { answersAs } from '../storage/answers-as.ts';
import { labProject, viewStorage, volumeFolder } from '../storage/storage-state.ts';
import { tlsFiles } from '../storage/tls-files.ts';
import { arrayFolder, createArray } from './create-array.ts';
import { startArray } from './server.ts';
import { sharesOf } from './shares.ts';

export const dorado: LabSystem = {
  title: 'OceanStor Dorado',
  portPlace: portOfKey('url'),
  create: async (labDir, port) => {
    const { vstore, user, password } = await createArray(labDir, { port });
    const file = 'huaweidoradocredentials.cfg';
    return {
      title: dorado.title,
      section: `[dorado]
# Answers while icb lab serve runs. User and password are in ${file} beside this file.
url: https://127.0.0.1:${port}
vstore: ${vstore}
mounthost: 127.0.0.1
restorenfsclient: 127.0.0.1
cacert: ${caFile(labDir)}
`,
      credentials: { file, text: `# Login of the simulated array. It opens nothing else.\n[credentials]\nuser: ${user}\npassword: ${password}\n` },
      autorestoreExport: '/autorestore/',
    };
  },
  start: async (options) => {
    const running = await startArray(options);
    const { url, user, password, caFile: cacert, vstore } = running;
    return {
      address: url,
      port: Number(new URL(url).port),
      description: { url, user, password, cacert, vstore },
      [Symbol.asyncDispose]: async () => running[Symbol.asyncDispose](),
    };
  },
  answers: async (labDir, { url = '' }) => answersAs(caFile(labDir), url),
  // What no client may mount is as good as not exported.
  exportedFolder: ({ labDir, clock }, path) => {
    const identity = { labDir, project: labProject, clock };
    const wanted = path.endsWith('/') ? path : `${path}/`;
    const volume = viewStorage(identity).volumes.find((candidate) => sharesOf(candidate).some((share) => share.path === wanted && share.clients.length > 0));
    return volume === undefined ? undefined : volumeFolder(identity, volume.name);
  },
};

function caFile(labDir: string): string {
  return tlsFiles(arrayFolder(labDir)).caCertificate;
}
