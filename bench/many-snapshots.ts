// `icb snapper <db> list` of a volume with 10,000 snapshots, on simulated systems that answer in one piece, in pages, and as a program.
import { join } from 'node:path';
import { openLabClock } from '#lab/lab-clock.ts';
import { uuidOf } from '#lab/ontap/volumes.ts';
import { plantSnapshots } from '#lab/storage/snapshots.ts';
import { changeStorage, labProject } from '#lab/storage/storage-state.ts';
import { findVolume } from '#lab/storage/volumes.ts';
import { measureInTurn, type Program } from './measure-in-turn.ts';
import { peakMegabytes } from './peak-memory.ts';
import { print } from './print.ts';
import { run } from './run-program.ts';
import { type Description, serveLab } from './serve-lab.ts';

const count = 10_000;
const rounds = 5;
const bareRequest = join(import.meta.dirname, 'bare-request.mjs');

interface System {
  readonly name: string;
  /** Gets the same list with as little as possible. */
  readonly floor: (description: Description, volumeUuid: string) => Pick<Program, 'program' | 'args'>;
}

const systems: readonly System[] = [
  {
    name: 'zfssa',
    floor: ({ url, cacert = '', user = '', password = '', pool, project }) => ({
      program: process.execPath,
      args: [bareRequest, `${url}/api/storage/v2/pools/${pool}/projects/${project}/filesystems/orcl/snapshots`, cacert, user, password],
    }),
  },
  {
    name: 'ontap',
    floor: ({ url, cacert = '', user = '', password = '' }, uuid) => ({
      program: process.execPath,
      args: [bareRequest, `${url}/api/storage/volumes/${uuid}/snapshots?fields=*&max_records=1000`, cacert, user, password],
    }),
  },
  {
    name: 'openzfs',
    floor: ({ program = '', dataset }) => ({
      program,
      args: ['list', '-j', '-p', '-r', '-d', '1', '-t', 'snapshot', '-o', 'name,creation,createtxg,used,referenced,clones,userrefs', `${dataset}/orcl`],
    }),
  },
];

export async function manySnapshots(icb: string, folder: string): Promise<void> {
  print(`icb snapper orcl list of ${count} snapshots, medians (processor: means) of ${rounds} rounds with both commands in turn`);
  for (const system of systems) await measure(icb, join(folder, system.name), system);
}

async function measure(icb: string, lab: string, { name, floor }: System): Promise<void> {
  run(icb, ['lab', 'create', lab, '--storage', name]);
  const volumeUuid = plant(lab);
  await using served = await serveLab(icb, lab, name);
  const args = ['--config', join(lab, 'backup.cfg'), 'snapper', 'orcl', 'list'];
  const [bare, list] = measureInTurn(rounds, [
    { name: 'the same list, bare', ...floor(served, volumeUuid) },
    { name: 'icb snapper orcl list', program: icb, args },
  ]);
  const peak = await peakMegabytes(icb, args);
  const seconds = (list.wallMs - bare.wallMs) / 1000;
  print(`  ${name.padEnd(8)} ${(bare.wallMs / 1000).toFixed(2)} s bare, ${(list.wallMs / 1000).toFixed(2)} s by icb: ratio ${(list.wallMs / bare.wallMs).toFixed(2)}, ${seconds.toFixed(2)} s more (aim: below 2), processor ${(list.cpuMs - bare.cpuMs).toFixed(0)} ms more; peak ${peak.toFixed(0)} MB (aim: below 150)`);
}

/** As icb would have made them, one each hour. The volume's id in ONTAP's words. */
function plant(labDir: string): string {
  const start = Date.parse('2023-01-01T00:00:00Z');
  const snapshots = Array.from({ length: count }, (_, hour) => {
    const createdAt = new Date(start + hour * 3_600_000);
    return { name: `orcl-${createdAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`, createdAt, totalBytes: 2 ** 40, uniqueBytes: 2 ** 30 };
  });
  return changeStorage({ labDir, project: labProject, clock: openLabClock(labDir) }, (state) => {
    plantSnapshots(state, 'orcl', snapshots);
    return uuidOf(findVolume(state, 'orcl'));
  });
}
