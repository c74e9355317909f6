import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { uniqueNameOf, type LabInstance } from './instance.ts';

// What an instance on the restore host writes below its DIAGNOSTIC_DEST. Files have the lab's time.

/** Alert log and a trace file of a start. An instance without DIAGNOSTIC_DEST writes none in the lab. */
export function writeDiagnostics(instance: LabInstance, clock: Clock): void {
  const base = instance.parameters['diagnostic_dest'] ?? '';
  if (base === '') return;
  const { sid, startedAt } = instance;
  const folder = join(base, 'diag', 'rdbms', uniqueNameOf(instance).toLowerCase(), sid, 'trace');
  mkdirSync(folder, { recursive: true });
  const now = clock.now().toJSDate();
  const alertLog = join(folder, `alert_${sid}.log`);
  appendFileSync(alertLog, `${startedAt}\nStarting ORACLE instance (normal)\n`);
  const trace = join(folder, `${sid}_ora_${startedAt.replace(/\D/gu, '')}.trc`);
  writeFileSync(trace, `Instance name: ${sid}\n`);
  for (const file of [alertLog, trace]) utimesSync(file, now, now);
}

/** ADR homes of databases below an ADR base, as adrci names them, sorted. */
export function diagnosticHomes(base: string): readonly string[] {
  const rdbms = join('diag', 'rdbms');
  return foldersIn(join(base, rdbms))
    .flatMap((name) => foldersIn(join(base, rdbms, name)).map((sid) => join(rdbms, name, sid)))
    .toSorted();
}

/** Removes trace files last written before that age; alert logs stay. */
export function purgeTraces(home: string, ageMinutes: number, clock: Clock): void {
  const before = clock.now().minus({ minutes: ageMinutes }).toMillis();
  const folder = join(home, 'trace');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.trc'))) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < before) rmSync(path);
  }
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
