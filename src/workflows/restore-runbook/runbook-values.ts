// Where the values of a runbook come from. It is needed most when nothing answers any more: so what the database said is kept
// in the area by each backup, every source may be missing, and the runbook says from when its values are.

import { DateTime } from 'luxon';
import { ledgerFile, restoreParametersFile, runbookValuesFile } from '#core/area-layout.ts';
import { runBoundedScript } from '#core/bounded-script.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import type { DatabaseLayout } from '#oracle/database-layout.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import { readLedger } from '../ledger.ts';

/** What the runbook is about; the keystore and how a clone is mounted come from the settings of restores. */
export type RunbookSettings = Pick<DatabaseSettings, 'name' | 'dbid' | 'area' | 'oracleHome' | 'parallel' | 'recoveryCatalog' | 'hasDataGuard' | 'registerCatalog' | 'templateDir'> & {
  /** The configuration file. */
  readonly file: string;
  /** Path of bin/icb. */
  readonly program: string;
  /** Without clones the way goes over a copy of the area. */
  readonly makesClones: boolean;
};

export interface RunbookValues {
  readonly settings: RunbookSettings;
  readonly layout: KeptLayout;
  /** From when the layout is, and who said so: a sentence. */
  readonly source: string;
  /** Newest first. */
  readonly snapshots: readonly SnapshotBounds[];
  /** Lines of autorestore.cfg. */
  readonly parameters: readonly string[];
}

/** Of a database that cannot be asked, possibly nothing is known but its parameters. */
export type KeptLayout = Partial<Omit<DatabaseLayout, 'parameters'>> & Pick<DatabaseLayout, 'parameters'>;

const readLimitMs = 10_000;
const shownSnapshots = 8;

/** @param layout what the database says now; or why it says nothing */
export async function gatherRunbookValues(settings: RunbookSettings, answer: DatabaseLayout | { readonly silence: string }, { now, signal }: { readonly now: DateTime; readonly signal: AbortSignal }): Promise<RunbookValues> {
  const { area } = settings;
  const snapshots = (await readLedger(area, signal)).filter(({ dbid }) => dbid === '' || dbid === settings.dbid).toReversed().slice(0, shownSnapshots);
  const parameters = (await read(restoreParametersFile(area), signal)).split('\n').filter((line) => /^[\w-]+:/.test(line));
  if (!('silence' in answer)) return { settings, layout: answer, source: `asked of the running database at ${shownTime(now)}`, snapshots, parameters };

  const kept = parseKept(await read(runbookValuesFile(area), signal));
  if (kept !== undefined) {
    return { settings, layout: kept.layout, source: `kept by the backup of ${shownTime(kept.at)}; the database cannot be asked now (${answer.silence})`, snapshots, parameters };
  }
  const known = Object.fromEntries(parameters.map((line) => /^([\w-]+):\s*(.*)$/.exec(line)?.slice(1) ?? []));
  const origin = parameters.length === 0 ? `of the configuration only: neither the database (${answer.silence}) nor ${ledgerFile(area)} and its neighbours can be read` : `of ${restoreParametersFile(area)}, written by the last backup; the database cannot be asked now (${answer.silence})`;
  return { settings, layout: { parameters: known }, source: origin, snapshots, parameters };
}

/** What a backup keeps for a time when the database cannot be asked. */
export function keptValues(layout: DatabaseLayout, at: DateTime): string {
  return `${JSON.stringify({ at: at.toUTC().toISO(), layout }, undefined, 2)}\n`;
}

export function shownTime(time: DateTime): string {
  return `${time.toUTC().toFormat('yyyy-MM-dd HH:mm:ss')} UTC`;
}

async function read(path: string, signal: AbortSignal): Promise<string> {
  const answer = await runBoundedScript({ script: 'cat -- "$1"', args: [path], timeoutMs: readLimitMs, signal });
  return answer === 'no answer' || answer.exitCode !== 0 ? '' : answer.output;
}

/** Our own file; one that was cut off or is of another release counts as missing. */
function parseKept(text: string): { readonly at: DateTime; readonly layout: DatabaseLayout } | undefined {
  try {
    const { at, layout } = JSON.parse(text) as { readonly at: string; readonly layout: DatabaseLayout };
    const lists = [layout.instances, layout.threads, layout.onlineLogs, layout.datafiles, layout.tempfiles, layout.controlFiles, layout.pluggableDatabases];
    const time = DateTime.fromISO(at, { zone: 'utc' });
    return time.isValid && typeof layout.parameters === 'object' && lists.every((list) => Array.isArray(list)) ? { at: time, layout } : undefined;
  } catch {
    return undefined;
  }
}
