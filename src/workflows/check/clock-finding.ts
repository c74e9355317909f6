import { tolerableSeconds } from '../backup/clock-differences.ts';
import { ok, warn } from './check.ts';
import type { Finding } from './check.ts';

/** @param seconds by which another clock is ahead of this host's; negative: behind */
export function clockFinding(seconds: number): Finding {
  if (Math.abs(seconds) <= tolerableSeconds) return ok(seconds === 0 ? 'no difference' : `${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead' : 'behind'}`);
  return warn(`${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} this host`);
}
