import { checkProperties } from './appliance-properties.ts';
import { filesystemBody } from './bodies.ts';
import { destroyShare } from './destruction.ts';
import { checkName, createVolume, findVolume, modifyVolume } from '../storage/volumes.ts';
import type { Reply } from '../storage/reply.ts';
import { confirmation, selected, type StorageCall } from './storage-call.ts';

export function listFilesystems(call: StorageCall): Reply {
  const source = call.bodies(call.view());
  const all = source.appliance.volumes.map((share) => filesystemBody(source, share));
  return { status: 200, body: { filesystems: selected(all, call.request.query) } };
}

export function createFilesystem(call: StorageCall): Reply {
  const { name, ...properties } = call.request.body;
  checkName(name);
  return call.change((appliance) => {
    const share = createVolume(appliance, name, checkProperties(properties));
    return { status: 201, body: { filesystem: filesystemBody(call.bodies(appliance), share) } };
  });
}

export function readFilesystem({ names: [name = ''], ...call }: StorageCall): Reply {
  const source = call.bodies(call.view());
  return { status: 200, body: { filesystem: filesystemBody(source, findVolume(source.appliance, name)) } };
}

export function modifyFilesystem({ names: [name = ''], ...call }: StorageCall): Reply {
  return call.change((appliance) => {
    const share = modifyVolume(appliance, name, checkProperties(call.request.body));
    return { status: 202, body: { filesystem: filesystemBody(call.bodies(appliance), share) } };
  });
}

export function destroyFilesystem({ names: [name = ''], ...call }: StorageCall): Reply {
  call.change((appliance) => destroyShare(appliance, name, confirmation(call.request)));
  return { status: 204 };
}

