// What the backup wrote down about itself, read where this host sees the backup area: a clone will say the same, but before there
// is one it is all there is to show.

import { IANAZone } from 'luxon';
import { restoreParametersFile } from '#core/area-layout.ts';
import { runBoundedScript } from '#core/bounded-script.ts';
import { IcbError } from '#core/errors.ts';
import { parseCloneParameters } from '../restore/clone-parameters.ts';
import type { CloneParameters } from '../restore/clone-parameters.ts';

/** A share that does not answer within this time is not there. */
const readTimeLimitMs = 10_000;

/** Zone of the source database; undefined where this host does not see the backup area. */
export async function readSourceZone(area: string | undefined, signal: AbortSignal): Promise<string | undefined> {
  const text = await readParametersFile(area, signal);
  const zone = /^timezone\s*[:=]\s*(\S+)\s*$/im.exec(text ?? '')?.[1];
  return zone !== undefined && IANAZone.isValidZone(zone) ? zone : undefined;
}

/** Undefined where this host does not see the backup area, or what it holds is no use. */
export async function readAreaParameters(area: string | undefined, hostZone: string, signal: AbortSignal): Promise<CloneParameters | undefined> {
  const text = await readParametersFile(area, signal);
  if (area === undefined || text === undefined) return undefined;
  try {
    return parseCloneParameters(restoreParametersFile(area), Buffer.from(text), hostZone);
  } catch (error) {
    if (error instanceof IcbError) return undefined;
    throw error;
  }
}

async function readParametersFile(area: string | undefined, signal: AbortSignal): Promise<string | undefined> {
  if (area === undefined) return undefined;
  const answer = await runBoundedScript({ script: 'cat -- "$1"', args: [restoreParametersFile(area)], timeoutMs: readTimeLimitMs, signal });
  return answer === 'no answer' || answer.exitCode !== 0 ? undefined : answer.output;
}
