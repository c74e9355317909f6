import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readWorldFile, writeWorldFile } from './world-file.ts';

/** Something that shall go wrong in the simulated world. */
export interface Fault {
  readonly name: string;
  /** How often it happens before it is gone; absent: until cleared. */
  readonly times?: number;
  readonly [parameter: string]: unknown;
}

const file = 'faults.json';

/** The restore host sees the database host's datafiles, as if somebody had mounted their file system there. */
const visibleProduction = 'production-visible';

export function listFaults(labDir: string): readonly Fault[] {
  return readWorldFile<readonly Fault[]>(labDir, file, []);
}

export function setFault(labDir: string, fault: Fault): void {
  if (fault.name === visibleProduction) showProduction(labDir);
  writeWorldFile(labDir, file, [...listFaults(labDir), fault]);
}

/** Clears every fault of that name, or all of them. */
export function clearFault(labDir: string, name?: string): void {
  if (name === undefined || name === visibleProduction) rmSync(productionLink(labDir), { force: true });
  writeWorldFile(labDir, file, name === undefined ? [] : listFaults(labDir).filter((fault) => fault.name !== name));
}

/** The first fault of that name that `match` accepts, used up by one time; nothing when there is none. */
export function takeFault(labDir: string, name: string, match: (fault: Fault) => boolean = () => true): Fault | undefined {
  const faults = listFaults(labDir);
  const found = faults.findIndex((fault) => fault.name === name && match(fault));
  const fault = faults[found];
  if (fault === undefined) return undefined;
  if (fault.times === undefined) return fault;

  const remaining = faults.with(found, { ...fault, times: fault.times - 1 }).filter(({ times }) => times === undefined || times > 0);
  writeWorldFile(labDir, file, remaining);
  return fault;
}

function showProduction(labDir: string): void {
  rmSync(productionLink(labDir), { force: true });
  symlinkSync(join('dbhost', 'oradata'), productionLink(labDir));
}

function productionLink(labDir: string): string {
  return join(labDir, 'oradata');
}
