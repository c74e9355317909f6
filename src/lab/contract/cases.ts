import { cloneCases } from './clone-cases.ts';
import type { ContractCase } from './contract-case.ts';
import { dropCases } from './drop-cases.ts';
import { interruptionCases } from './interruption-cases.ts';
import { lockCases } from './lock-cases.ts';
import { snapshotCases } from './snapshot-cases.ts';
import { troubleCases } from './trouble-cases.ts';
import { volumeCases } from './volume-cases.ts';

/** All that a storage adapter must do. */
export const contractCases: readonly ContractCase[] = [
  ...snapshotCases,
  ...dropCases,
  ...lockCases,
  ...cloneCases,
  ...volumeCases,
  ...interruptionCases,
  ...troubleCases,
];
