import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { catalogCredentials, tnsNames } from '#lab/lab-configuration.ts';
import { openzfs } from '#lab/openzfs/lab-system.ts';
import { startZfs } from '#lab/openzfs/server.ts';
import { createAppliance } from '#lab/zfssa/create-appliance.ts';
import { serveLab } from '#lab/serve.ts';
import { temporaryLab } from './zfssa/appliance-client.ts';

/** Serves the lab until the end of the scope. */
async function serve(directory: string) {
  const ending = new AbortController();
  const stdout = new PassThrough();
  const exitCode = serveLab({ directory, clock: systemClock, stdout, signal: ending.signal });
  let said = '';
  while (!said.includes('ready')) {
    const outcome = await Promise.race([exitCode, new Promise((resolve) => stdout.once('readable', () => resolve('text')))]);
    if (outcome !== 'text') throw new Error('serveLab ended before it was ready');
    said += String(stdout.read() ?? '');
  }
  const end = async (): Promise<number> => {
    ending.abort();
    return await exitCode;
  };
  return { said, end, [Symbol.asyncDispose]: async () => void (await end()) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function labOnPort(directory: string, port: number): Promise<string> {
  await createAppliance(directory, { port });
  const file = join(directory, 'backup.cfg');
  await writeFile(file, `[generic]\nbackupdest: /backup\n[zfssa]\nurl: https://127.0.0.1:${port}\npool: pool1\n`, { mode: 0o640 });
  return file;
}

/** Gives the lab a result catalog on that port; returns its tnsnames.ora. */
async function catalogOnPort(directory: string, listenerPort: number): Promise<string> {
  const file = join(directory, 'tns', 'tnsnames.ora');
  await mkdir(join(directory, 'tns'));
  await writeFile(file, tnsNames({ databases: [{ name: 'orcl' }], listenerPort }));
  await writeFile(join(directory, 'catalogcredentials.cfg'), catalogCredentials('very-secret'), { mode: 0o600 });
  return file;
}

async function canConnect(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

describe('icb lab serve', () => {
  it('serves the result catalog at the port of tnsnames.ora, and no longer than it runs', async () => {
    await using lab = await temporaryLab();
    await labOnPort(lab.directory, await freePort());
    const port = await freePort();
    const names = await catalogOnPort(lab.directory, port);
    const before = await readFile(names, 'utf8');
    await using service = await serve(lab.directory);

    const { catalog } = JSON.parse(await readFile(join(lab.directory, 'lab.json'), 'utf8'));
    const during = await canConnect(port);
    await service.end();

    expect(catalog).toEqual({ connectString: 'autorestore@AUTORESTORE', user: 'autorestore', password: 'very-secret', port });
    expect([during, await canConnect(port)]).toEqual([true, false]);
    expect(await readFile(names, 'utf8')).toBe(before);
  });

  it('takes another port for the result catalog when that one is taken, and corrects tnsnames.ora', async () => {
    await using lab = await temporaryLab();
    await labOnPort(lab.directory, await freePort());
    await using other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: taken } = other.address() as AddressInfo;
    const names = await catalogOnPort(lab.directory, taken);
    const before = await readFile(names, 'utf8');
    await using _service = await serve(lab.directory);

    const { catalog } = JSON.parse(await readFile(join(lab.directory, 'lab.json'), 'utf8'));

    expect(catalog.port).not.toBe(taken);
    expect(await readFile(names, 'utf8')).toBe(before.replace(String(taken), String(catalog.port)));
  });

  it('answers at the url of the configuration, tells so in lab.json, and takes that away at the end', async () => {
    await using lab = await temporaryLab();
    const port = await freePort();
    const configuration = await labOnPort(lab.directory, port);
    const before = await readFile(configuration, 'utf8');
    await using service = await serve(lab.directory);

    const labFile = join(lab.directory, 'lab.json');
    const { zfssa } = JSON.parse(await readFile(labFile, 'utf8'));
    const { mode } = await stat(labFile);
    const exitCode = await service.end();

    const { user, password } = await createAppliance(lab.directory, { port });
    const cacert = join(lab.directory, 'zfssa', 'ca.pem');
    expect(zfssa).toEqual({ url: `https://127.0.0.1:${port}`, user, password, cacert, pool: 'pool1', project: 'demo-backup' });
    expect(mode & 0o777).toBe(0o600);
    expect([exitCode, existsSync(labFile)]).toEqual([0, false]);
    expect(service.said.trim().split('\n')).toHaveLength(1);
    expect(await readFile(configuration, 'utf8')).toBe(before);
  });

  it('takes another port when that one is taken, and corrects the configuration', async () => {
    await using lab = await temporaryLab();
    await using other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const configuration = await labOnPort(lab.directory, port);

    await using service = await serve(lab.directory);

    const { zfssa } = JSON.parse(await readFile(join(lab.directory, 'lab.json'), 'utf8'));
    expect(zfssa.url).not.toContain(String(port));
    expect(await readFile(configuration, 'utf8')).toBe(`[generic]\nbackupdest: /backup\n[zfssa]\nurl: ${zfssa.url}\npool: pool1\n`);
    expect((await stat(configuration)).mode & 0o777).toBe(0o640);
    expect(service.said).toContain('is taken');
  });

  it('serves OpenZFS by its program, which is corrected when the port is taken', async () => {
    await using lab = await temporaryLab();
    await using other = createServer((socket) => void socket.destroy());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await openzfs.create(lab.directory, port);
    await writeFile(join(lab.directory, 'backup.cfg'), '[generic]\nstorage: openzfs\n');
    await using service = await serve(lab.directory);

    const described = JSON.parse(await readFile(join(lab.directory, 'lab.json'), 'utf8'));
    const { stdout } = await promisify(execFile)(described.openzfs.program, ['list', '-H', '-o', 'name', described.openzfs.dataset]);
    const second = serve(lab.directory);

    expect(described.openzfs).toEqual({ program: join(lab.directory, 'openzfs/zfs'), dataset: 'tank/demo-backup' });
    expect(stdout).toBe('tank/demo-backup\n');
    expect(service.said).toMatch(/is taken: it is now at 127\.0\.0\.1:\d+, and \S+\/openzfs\/zfs says so\nsimulated OpenZFS ready at /);
    await expect(second).rejects.toMatchObject({ name: 'NotStartedError', message: `lab ${lab.directory} is served already` });
  });

  it('does not take the simulated ZFS of another lab for its own', async () => {
    await using lab = await temporaryLab();
    await using other = await temporaryLab();
    await using zfs = await startZfs({ labDir: other.directory, clock: systemClock, port: 0 });
    await openzfs.create(lab.directory, zfs.port);
    await writeFile(join(lab.directory, 'backup.cfg'), '[generic]\nstorage: openzfs\n');
    await writeFile(join(lab.directory, 'lab.json'), '{"openzfs":{}}');

    await using service = await serve(lab.directory);

    expect(service.said).toContain('is taken');
  });

  it('refuses a lab that is served already', async () => {
    await using lab = await temporaryLab();
    await labOnPort(lab.directory, await freePort());
    await using _service = await serve(lab.directory);

    const second = serve(lab.directory);

    await expect(second).rejects.toMatchObject({ name: 'NotStartedError', message: expect.stringContaining('is served already') });
  });

  it('does not mind a lab.json that a killed one left behind', async () => {
    await using lab = await temporaryLab();
    await labOnPort(lab.directory, await freePort());
    const labFile = join(lab.directory, 'lab.json');
    await writeFile(labFile, JSON.stringify({ zfssa: { url: `https://127.0.0.1:${await freePort()}` } }));

    await using _service = await serve(lab.directory);

    expect(JSON.parse(await readFile(labFile, 'utf8')).zfssa.user).toBe('icbadmin');
  });

  it('says how to make a lab where there is none', async () => {
    await using lab = await temporaryLab();

    const service = serve(lab.directory);

    await expect(service).rejects.toMatchObject({ name: 'NotStartedError', hint: expect.stringContaining('icb lab create') });
  });
});
