import type { StorageSystem } from '#core/config/schema.ts';
import type { StorageAdapter } from './adapter.ts';

/** The built-in adapters, each loaded when it is used. The keys are values of `storage` in the configuration. */
export const adapters = {
  ontap: () => import('./ontap/adapter.ts'),
  zfssa: () => import('./zfssa/adapter.ts'),
  dorado: () => import('./dorado/adapter.ts'),
  softnas: () => import('./softnas/adapter.ts'),
  openzfs: () => import('./openzfs/adapter.ts'),
} satisfies Record<StorageSystem, () => Promise<{ adapter: StorageAdapter }>>;
