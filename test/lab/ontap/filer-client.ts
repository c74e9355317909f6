import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FilerStyle, usualStyle } from '#lab/ontap/filer-style.ts';
import { FrontDoor } from '#lab/ontap/front-door.ts';
import { labProject } from '#lab/storage/storage-state.ts';
import { fakeClock, type FakeClock } from '../../core/fake-clock.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

/** What tests look at in bodies; which member is there depends on the call. */
export interface FilerBody {
  readonly error?: { readonly code: string; readonly message: string };
  readonly records?: readonly Record<string, unknown>[];
  readonly job?: { readonly uuid: string };
  readonly state?: string;
  readonly code?: number;
  readonly version?: { readonly major: number };
}

export interface FilerLab extends Disposable {
  readonly clock: FakeClock;
  /** Below /api; a job is waited for, and is the answer when it has failed. */
  call(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): { readonly status: number; readonly body: FilerBody };
  /** The code of a refusal, at once or at the end of a job; undefined after a success. */
  codeOf(method: string, path: string, body?: object): string | undefined;
  addVolume(folder: string, file?: string): void;
  uuidOf(volume: string): string;
}

const configuration = { user: 'icb', password: 'secret', svm: 'svm_backup', project: labProject, port: 0 };

/** The simulated filer without a network, so that the simulator is not tested through the adapter it is made for. */
export function openFiler(style: Partial<FilerStyle> = {}): FilerLab {
  const folder = temporaryFolder();
  const clock = fakeClock('2024-03-05T01:02:03Z');
  const volumes = join(folder.path, 'nfs', labProject);
  for (const path of [volumes, join(folder.path, 'world')]) mkdirSync(path, { recursive: true });
  const door = new FrontDoor({ labDir: folder.path, project: labProject, clock }, configuration, { ...usualStyle, ...style });
  const authorization = `Basic ${Buffer.from('icb:secret').toString('base64')}`;
  const send = (method: string, path: string, body?: object, headers = {}): { status: number; body: FilerBody } => {
    const { status, body: answer } = door.answer({ method, url: `/api/${path}`, headers: { authorization, ...headers }, body: body === undefined ? '' : JSON.stringify(body) });
    return { status, body: answer as FilerBody };
  };
  const call: FilerLab['call'] = (method, path, body, headers) => {
    const answer = send(method, path, body, headers);
    for (let job = answer.body.job; job !== undefined; ) {
      const { body: seen } = send('GET', `cluster/jobs/${job.uuid}`);
      if (seen.state === 'failure') return { status: 200, body: seen };
      if (seen.state === 'success') job = undefined;
    }
    return answer;
  };
  return {
    clock,
    call,
    codeOf: (method, path, body) => {
      const { body: answer } = call(method, path, body);
      return answer.error?.code ?? (answer.state === 'failure' ? String(answer.code) : undefined);
    },
    addVolume: (name, file) => {
      mkdirSync(join(volumes, name));
      if (file !== undefined) writeFileSync(join(volumes, name, file), file);
    },
    uuidOf: (volume) => String(send('GET', `storage/volumes?name=${volume}&svm.name=svm_backup`).body.records?.[0]?.['uuid']),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
