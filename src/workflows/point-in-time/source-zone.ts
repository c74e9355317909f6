import { IANAZone } from 'luxon';
import { restoreParametersFile } from '#core/area-layout.ts';
import { runBoundedScript } from '#core/bounded-script.ts';

/** A share that does not answer within this time is not there. */
const readTimeLimitMs = 10_000;

/** Zone of the source database as its backup wrote it down; undefined where this host does not see the backup area. */
export async function readSourceZone(area: string | undefined, signal: AbortSignal): Promise<string | undefined> {
  if (area === undefined) return undefined;
  const script = 'cat -- "$1"';
  const answer = await runBoundedScript({ script, args: [restoreParametersFile(area)], timeoutMs: readTimeLimitMs, signal });
  if (answer === 'no answer' || answer.exitCode !== 0) return undefined;
  const zone = /^timezone\s*[:=]\s*(\S+)\s*$/im.exec(answer.output)?.[1];
  return zone !== undefined && IANAZone.isValidZone(zone) ? zone : undefined;
}
