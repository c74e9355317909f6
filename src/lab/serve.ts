// `icb lab serve`: the simulated storage system and the result catalog of a lab, in the foreground. DIR/lab.json stands for a lab
// that is served.
import { readFileSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { replaceFile } from '#core/atomic-file.ts';
import type { Clock } from '#core/clock.ts';
import { IcbError, NotStartedError } from '#core/errors.ts';
import { systemErrorCode } from '#core/system-error.ts';
import { caFileOf, type ServedStorage, startLabStorage, storageOf, storageTitle } from './lab-storage.ts';
import { startListener, type RunningListener } from './listener/server.ts';

export interface ServeOptions {
  /** Folder of the lab, absolute. */
  readonly directory: string;
  readonly clock: Clock;
  readonly stdout: Writable;
  /** Ends the service. */
  readonly signal: AbortSignal;
}

/** `url: https://127.0.0.1:4711` or `filer: 127.0.0.1:4711` of a configuration: what stands before the port, and the port. */
const urlLine = /^([ \t]*(url|filer)[ \t]*[:=][ \t]*(?:https:\/\/)?[^\s:]+):(\d+)/m;

/** The port of the entry AUTORESTORE in tnsnames.ora. */
const catalogPort = /(^AUTORESTORE =[^]*?\(PORT = )(\d+)/m;

const probeTimeoutMs = 2_000;

/**
 * Serves the appliances of a lab until the signal is aborted; lab.json is there as long as they answer.
 * @throws {NotStartedError} when there is no lab in the folder or another process serves it
 */
export async function serveLab({ directory, clock, stdout, signal }: ServeOptions): Promise<number> {
  const labFile = join(directory, 'lab.json');
  await refuseWhenServed(directory, labFile);
  await using storage = await startConfiguredStorage({ directory, clock, stdout });
  await using catalog = await startConfiguredListener({ directory, clock });
  await replaceFile(labFile, `${JSON.stringify({ ...storage.description, ...catalog?.description }, undefined, 2)}\n`, { mode: 0o600 });
  try {
    stdout.write(`simulated ${storageTitle(storageOf(directory))} ready at ${storage.url} (${labFile}); SIGTERM or Ctrl-C ends it\n`);
    await aborted(signal);
  } finally {
    await rm(labFile, { force: true });
  }
  return 0;
}

/**
 * Starts the storage system where the lab's configuration looks for it. When that port is taken it gets another one, and the
 * configuration is changed accordingly.
 * @throws {NotStartedError} when there is no lab in the folder
 */
export async function startConfiguredStorage({ directory, clock, stdout }: Omit<ServeOptions, 'signal'>): Promise<ServedStorage> {
  const configurationFile = join(directory, 'backup.cfg');
  const configuration = await readConfiguration(configurationFile);
  const storage = await startOnWantedPort(directory, clock, configuration);
  const served = configuration.replace(urlLine, `$1:${new URL(storage.url).port}`);
  if (served !== configuration) {
    const { mode } = await stat(configurationFile);
    await replaceFile(configurationFile, served, { mode: mode & 0o777 });
    const key = urlLine.exec(configuration)?.[2] ?? 'url';
    stdout.write(`the port of the simulated appliance is taken: ${key} in ${configurationFile} is now ${key === 'url' ? storage.url : new URL(storage.url).host}\n`);
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

async function readConfiguration(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ENOENT') throw new IcbError(`cannot read ${file}`, { cause });
    throw new NotStartedError(`there is no lab: ${file} does not exist`, { cause, hint: 'create one first: icb lab create DIR' });
  }
}

async function startOnWantedPort(labDir: string, clock: Clock, configuration: string): Promise<ServedStorage> {
  const wanted = Number(urlLine.exec(configuration)?.[3] ?? 0);
  try {
    return await startLabStorage({ labDir, clock, port: wanted });
  } catch (error) {
    if (systemErrorCode(error) !== 'EADDRINUSE') throw error;
    return await startLabStorage({ labDir, clock, port: 0 });
  }
}

/** A lab.json may be left over from a killed process: only an appliance that answers with this lab's certificate counts. */
async function refuseWhenServed(directory: string, labFile: string): Promise<void> {
  const url = await readUrl(labFile);
  if (url === undefined || !(await answers(url, caFileOf(storageOf(directory), directory)))) return;
  throw new NotStartedError(`lab ${directory} is served already, at ${url}`, { hint: 'end that process first, or go on using it' });
}

async function readUrl(labFile: string): Promise<string | undefined> {
  try {
    const { zfssa, ontap } = JSON.parse(await readFile(labFile, 'utf8')) as ServedStorage['description'];
    return (zfssa ?? ontap)?.['url'];
  } catch (error) {
    if (error instanceof SyntaxError || systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function answers(url: string, caFile: string): Promise<boolean> {
  const agent = new Agent({ ca: readFileSync(caFile) });
  return await new Promise((resolve) => {
    const probe = request(`${url}/api/access/v1`, { agent, timeout: probeTimeoutMs }, (response) => {
      response.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
    probe.on('timeout', () => probe.destroy());
    probe.end();
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
