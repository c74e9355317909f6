// /api/storage/volumes
import type { Reply } from '../storage/reply.ts';
import { volumeKind, volumeRecord } from './bodies.ts';
import { bodyOf, changeBy, type FilerCall, viewOf } from './filer-call.ts';
import { checkNewVolume, makeVolume } from './new-volume.ts';
import { listing, single } from './records.ts';
import { placeOf } from './svm-place.ts';
import { changeVolume, checkVolumeChange, deleteVolume, volumeByUuid } from './volumes.ts';

export function listVolumes(call: FilerCall): Reply {
  const { style, configuration, query, meter } = call;
  const state = viewOf(call);
  const asksForSpace = query.get('fields')?.includes('space.used') === true;
  const usedBytes = (volume: string): number => {
    const { dataBytes, snapshotBytes } = meter.measure(state, volume);
    return dataBytes + snapshotBytes;
  };
  const visible = state.volumes.filter(({ name }) => style.scope === 'cluster' || placeOf(name).svm === undefined);
  const records = visible.map((volume) => volumeRecord(volume, configuration.svm, asksForSpace ? usedBytes(volume.name) : undefined));
  return { status: 200, body: listing(records, volumeKind(style.release), query, style.pageRecords) };
}

export function readVolume(call: FilerCall): Reply {
  const { style, configuration, query, parts: [uuid = ''] } = call;
  return { status: 200, body: single(volumeRecord(volumeByUuid(viewOf(call), uuid), configuration.svm), volumeKind(style.release), query) };
}

export function createVolume(call: FilerCall): Reply {
  const body = bodyOf(call);
  const place = checkNewVolume(body, call);
  return changeBy(call, 201, (state) => makeVolume(state, place, body));
}

export function modifyVolume(call: FilerCall): Reply {
  const { style, parts: [uuid = ''] } = call;
  volumeByUuid(viewOf(call), uuid);
  const body = bodyOf(call);
  checkVolumeChange(body, style.release);
  return changeBy(call, 200, (state) => changeVolume(state, uuid, body));
}

export function destroyVolume(call: FilerCall): Reply {
  const { style, parts: [uuid = ''] } = call;
  volumeByUuid(viewOf(call), uuid);
  return changeBy(call, 200, (state) => deleteVolume(state, uuid, { queued: style.recoveryQueue }));
}
