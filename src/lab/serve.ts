// `icb lab serve`: the simulated storage system and the result catalog of a lab, in the foreground. DIR/lab.json stands for a lab
// that is served.
import { access, constants, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { replaceFile } from '#core/atomic-file.ts';
import type { Clock } from '#core/clock.ts';
import { IcbError, NotStartedError } from '#core/errors.ts';
import { systemErrorCode } from '#core/system-error.ts';
import { type LabStorage, labSystem, storageOf, wantedPort } from './lab-storage.ts';
import type { LabSystem, ServedStorage } from './lab-system.ts';
import { startListener, type RunningListener } from './listener/server.ts';

export interface ServeOptions {
  /** Folder of the lab, absolute. */
  readonly directory: string;
  readonly clock: Clock;
  readonly stdout: Writable;
  /** Ends the service. */
  readonly signal: AbortSignal;
}

/** The port of the entry AUTORESTORE in tnsnames.ora. */
const catalogPort = /(^AUTORESTORE =[^]*?\(PORT = )(\d+)/m;

/**
 * Serves the appliances of a lab until the signal is aborted; lab.json is there as long as they answer.
 * @throws {NotStartedError} when there is no lab in the folder or another process serves it
 */
export async function serveLab({ directory, clock, stdout, signal }: ServeOptions): Promise<number> {
  const labFile = join(directory, 'lab.json');
  const name = storageOf(directory);
  const system = await labSystem(name);
  await refuseWhenServed(directory, { labFile, name, system });
  await using storage = await startConfiguredStorage({ directory, clock, stdout });
  await using catalog = await startConfiguredListener({ directory, clock });
  await replaceFile(labFile, `${JSON.stringify({ [name]: storage.description, ...catalog?.description }, undefined, 2)}\n`, { mode: 0o600 });
  try {
    stdout.write(`simulated ${system.title} ready at ${storage.address} (${labFile}); SIGTERM or Ctrl-C ends it\n`);
    await aborted(signal);
  } finally {
    await rm(labFile, { force: true });
  }
  return 0;
}

/**
 * Starts the storage system where the lab's files look for it. When that port is taken it gets another one, and the file is
 * changed accordingly.
 * @throws {NotStartedError} when there is no lab in the folder
 */
export async function startConfiguredStorage({ directory, clock, stdout }: Omit<ServeOptions, 'signal'>): Promise<ServedStorage> {
  await requireLab(directory);
  const system = await labSystem(storageOf(directory));
  const { file, pattern } = system.portPlace;
  const place = join(directory, file);
  const storage = await startOnWantedPort(directory, clock, system);
  const text = await readFile(place, 'utf8');
  const [start, end] = pattern.exec(text)?.indices?.groups?.['port'] ?? [0, 0];
  const served = end === 0 ? text : `${text.slice(0, start)}${storage.port}${text.slice(end)}`;
  if (served !== text) {
    const { mode } = await stat(place);
    await replaceFile(place, served, { mode: mode & 0o777 });
    stdout.write(`the port of the simulated appliance is taken: it is now at ${storage.address}, and ${place} says so\n`);
  }
  return storage;
}

/** A listener that is on, and how to get there. */
interface ServedCatalog extends AsyncDisposable {
  readonly description: { readonly catalog: Readonly<Record<string, string | number>> };
}

/**
 * Starts the listener of the result catalog at the port tnsnames.ora has for it; when that is taken, at another one, and
 * tnsnames.ora is changed accordingly. A lab without a login for it has no catalog.
 */
export async function startConfiguredListener({ directory, clock }: Pick<ServeOptions, 'directory' | 'clock'>): Promise<ServedCatalog | undefined> {
  const credentialsFile = join(directory, 'catalogcredentials.cfg');
  const namesFile = join(directory, 'tns', 'tnsnames.ora');
  const found = await readFile(credentialsFile, 'utf8').catch(() => undefined);
  if (found === undefined) return undefined;
  const names = await readFile(namesFile, 'utf8');
  const listener = await listenOnWantedPort(directory, clock, Number(catalogPort.exec(names)?.[2] ?? 0));
  const served = names.replace(catalogPort, `$1${listener.port}`);
  if (served !== names) await replaceFile(namesFile, served, { mode: 0o644 });
  const value = (key: string): string => new RegExp(`^${key}: (.*)$`, 'm').exec(found)?.[1] ?? '';
  const [user, password] = [value('user'), value('password')];
  return {
    description: { catalog: { connectString: `${user}@AUTORESTORE`, user, password, port: listener.port } },
    [Symbol.asyncDispose]: async () => listener[Symbol.asyncDispose](),
  };
}

async function listenOnWantedPort(labDir: string, clock: Clock, port: number): Promise<RunningListener> {
  try {
    return await startListener({ labDir, clock, port });
  } catch (error) {
    if (systemErrorCode(error) !== 'EADDRINUSE') throw error;
    return await startListener({ labDir, clock, port: 0 });
  }
}

async function requireLab(directory: string): Promise<void> {
  const file = join(directory, 'backup.cfg');
  try {
    await access(file, constants.R_OK);
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ENOENT') throw new IcbError(`cannot read ${file}`, { cause });
    throw new NotStartedError(`there is no lab: ${file} does not exist`, { cause, hint: 'create one first: icb lab create DIR' });
  }
}

async function startOnWantedPort(labDir: string, clock: Clock, system: LabSystem): Promise<ServedStorage> {
  try {
    return await system.start({ labDir, clock, port: wantedPort(labDir, system) });
  } catch (error) {
    if (systemErrorCode(error) !== 'EADDRINUSE') throw error;
    return await system.start({ labDir, clock, port: 0 });
  }
}

/** A lab.json may be left over from a killed process: it counts only when this lab's storage system answers. */
async function refuseWhenServed(directory: string, { labFile, name, system }: { readonly labFile: string; readonly name: LabStorage; readonly system: LabSystem }): Promise<void> {
  const description = await readDescription(labFile, name);
  if (description === undefined || !(await system.answers(directory, description))) return;
  throw new NotStartedError(`lab ${directory} is served already${description['url'] === undefined ? '' : `, at ${description['url']}`}`, { hint: 'end that process first, or go on using it' });
}

async function readDescription(labFile: string, name: LabStorage): Promise<ServedStorage['description'] | undefined> {
  try {
    return (JSON.parse(await readFile(labFile, 'utf8')) as Readonly<Partial<Record<LabStorage, ServedStorage['description']>>>)[name];
  } catch (error) {
    if (error instanceof SyntaxError || systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
