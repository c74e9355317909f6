import type { Storage } from '#storage/adapter.ts';
import type { SystemUnderTest, TroubleKind } from './system-under-test.ts';

/** What a case takes besides an open volume. */
export type Need =
  | 'clones'
  | 'volume creation'
  | 'locks'
  | 'throw-away volumes'
  | 'files'
  | 'time'
  | 'planted snapshots'
  | 'exact sizes'
  | 'legal names'
  | 'names by icb'
  | 'login'
  | 'certificates'
  | 'half clones'
  | 'faults'
  | TroubleKind;

/** The first of the needs that cannot be met; undefined when all can. */
export function unmetNeed(needs: readonly Need[], system: SystemUnderTest, storage: Storage): Need | undefined {
  return needs.find((need) => !isMet(need, system, storage));
}

function isMet(need: Need, system: SystemUnderTest, storage: Storage): boolean {
  switch (need) {
    case 'clones': return storage.capabilities?.clones !== false;
    case 'volume creation': return storage.createVolume !== undefined && system.addVolume !== undefined;
    case 'locks': return storage.lockSnapshot !== undefined && system.hasLocks !== false;
    case 'throw-away volumes': return system.addVolume !== undefined;
    case 'files': return system.write !== undefined && system.read !== undefined;
    case 'time': return system.advance !== undefined;
    case 'planted snapshots': return system.plant !== undefined;
    case 'exact sizes': return system.roundsSizes !== true;
    case 'legal names': return system.legalNames !== undefined;
    case 'names by icb': return system.naming !== undefined;
    case 'login': return system.hasLogin === true;
    case 'certificates': return system.openUntrusting !== undefined;
    case 'half clones': return (system.troubles?.halfClones ?? []).length > 0;
    case 'faults': return system.troubles !== undefined;
    default: return system.troubles !== undefined && system.troubles.kinds?.[need] !== 'none';
  }
}
