// Ways to break one thing of a lab. Each returns what mends it.
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CheckChanges } from '#commands/check.ts';
import { clearFault, setFault } from '#lab/faults.ts';
import type { Fault } from '#lab/faults.ts';
import type { TestLab } from '../../end-to-end/test-lab.ts';

/** What was broken: what mends it, and what the preflight is shown besides. */
interface Broken {
  readonly mend?: () => void;
  readonly changes?: CheckChanges;
}

export type Breakage = (lab: TestLab) => Broken;

/** A file of the lab reads otherwise. */
export function edited(name: string, edit: (text: string) => string): Breakage {
  return ({ directory }) => {
    const file = join(directory, name);
    const before = readFileSync(file, 'utf8');
    const after = edit(before);
    if (after === before) throw new Error(`nothing was changed in ${name}`);
    writeFileSync(file, after);
    return { mend: () => writeFileSync(file, before) };
  };
}

/** The configuration has a line more in the section of the database, which is its last. */
export function configured(line: string): Breakage {
  return edited('backup.cfg', (text) => `${text}${line}\n`);
}

/** The configuration has another value for a key that it has already. */
export function reconfigured(key: string, value: string): Breakage {
  return edited('backup.cfg', (text) => text.replace(new RegExp(`^${key}: .*$`, 'm'), `${key}: ${value}`));
}

/** A file or folder is not there. */
export function missing(name: string): Breakage {
  return ({ directory }) => {
    const path = join(directory, name);
    renameSync(path, `${path}.away`);
    return { mend: () => renameSync(`${path}.away`, path) };
  };
}

/** A file is there that should not be; it looks as if it were of that day. */
export function added(name: string, text: string, day = '2026-02-03T12:00:00Z'): Breakage {
  return ({ directory }) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    utimesSync(path, new Date(day), new Date(day));
    return { mend: () => rmSync(path) };
  };
}

export function withMode(name: string, mode: number): Breakage {
  return ({ directory }) => {
    const path = join(directory, name);
    const before = statSync(path).mode;
    chmodSync(path, mode);
    return { mend: () => chmodSync(path, before) };
  };
}

/** The control file holds something else. */
export function recorded(...statements: readonly string[]): Breakage {
  return ({ directory }) => {
    const file = join(directory, 'world', 'orcl.control.db');
    const before = `${file}.${randomUUID()}`;
    copyFileSync(file, before);
    const database = new DatabaseSync(file);
    for (const statement of statements) {
      const { changes } = database.prepare(statement).run();
      if (Number(changes) === 0) throw new Error(`nothing was changed by ${statement}`);
    }
    database.close();
    return { mend: () => renameSync(before, file) };
  };
}

export function faulty(fault: Fault): Breakage {
  return ({ directory }) => {
    setFault(directory, fault);
    return { mend: () => clearFault(directory, fault.name) };
  };
}

/** The preflight sees something else than there is. */
export function shown(changes: CheckChanges | ((lab: TestLab) => CheckChanges)): Breakage {
  return (lab) => ({ changes: typeof changes === 'function' ? changes(lab) : changes });
}

export function all(...breakages: readonly Breakage[]): Breakage {
  return (lab) => {
    const broken = breakages.map((breakIt) => breakIt(lab));
    return { mend: () => broken.toReversed().forEach(({ mend }) => mend?.()), changes: Object.assign({}, ...broken.map(({ changes }) => changes)) as CheckChanges };
  };
}
