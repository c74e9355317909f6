import type { StorageAdapter } from './adapter.ts';

/** The built-in adapters, each loaded when it is used. The keys are values of `storage` in the configuration. */
export const adapters = {
  ontap: () => import('./ontap/adapter.ts'),
  zfssa: () => import('./zfssa/adapter.ts'),
  dorado: () => import('./dorado/adapter.ts'),
  openzfs: () => import('./openzfs/adapter.ts'),
} satisfies Record<string, () => Promise<{ adapter: StorageAdapter }>>;
