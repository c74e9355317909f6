// A storage adapter of a site's own, complete: volumes are folders of one file system, snapshots and clones are copies of them.
// Where files can share blocks (XFS, btrfs) a copy costs nothing. It is an example: a copy takes a moment, a snapshot does not,
// so let nothing write to the volume meanwhile.
import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export class FolderCopies {
  constructor({ database, get }) {
    const folder = get('folder', 'foldercopies');
    if (!folder) throw new Error('folder is missing in section [foldercopies]');
    this.database = database;
    this.host = get('host', 'foldercopies') || 'localhost';
    this.volume = join(folder, database);
    this.snapshots = join(folder, '.snapshots', database); // SNAPSHOT/contents
    this.clones = join(folder, '.clones', database); // SNAPSHOT/CLONE
  }

  async listSnapshots() {
    await access(this.volume); // fails when there is no such volume
    const [ids, clones] = [await namesIn(this.snapshots), await this.listClones()];
    return ids.map((id) => ({ id, createdAt: new Date(Number(id.slice(-13))), cloneCount: clones.filter(({ origin }) => origin === id).length }));
  }

  async createSnapshot(signal) {
    const id = `${this.database}-${Date.now()}`;
    await copy(this.volume, join(this.snapshots, id), signal);
    return id;
  }

  async dropSnapshot(id) {
    const snapshot = (await this.listSnapshots()).find((one) => one.id === id);
    if (snapshot?.cloneCount > 0) throw new Error(`snapshot ${id} has clones`);
    if (snapshot) await rm(join(this.snapshots, id), { recursive: true, force: true });
  }

  async cloneSnapshot(id, name, signal) {
    if (!/^\w[\w.-]*$/.test(name)) throw new Error(`${name} cannot be the name of a clone: letters, digits and _ . - are allowed`);
    if (name === this.database || (await this.listClones()).some((clone) => clone.name === name)) throw new Error(`there is a ${name} already`);
    if (!(await namesIn(this.snapshots)).includes(id)) throw new Error(`there is no snapshot ${id}`);
    await copy(join(this.snapshots, id), join(this.clones, id, name), signal);
    return this.findClone(name);
  }

  async listClones() {
    const found = (await namesIn(this.clones)).map(async (origin) =>
      (await namesIn(join(this.clones, origin))).map((name) => ({ name, origin, mountPoint: join(this.clones, origin, name) })));
    return (await Promise.all(found)).flat();
  }

  async dropClone(name) {
    const { mountPoint } = await this.findClone(name); // finds clones of this database's volume only
    await rm(mountPoint, { recursive: true, force: true });
    await rmdir(join(mountPoint, '..')).catch(() => {}); // fails while there are other clones of the snapshot
  }

  async mountSource(name) {
    return `${this.host}:${name === this.database ? this.volume : (await this.findClone(name)).mountPoint}`;
  }

  async findClone(name) {
    const clone = (await this.listClones()).find((one) => one.name === name);
    if (!clone) throw new Error(`there is no clone ${name} of ${this.database}`);
    return clone;
  }
}

/** Whole or not at all: it gets its name when it is complete. */
async function copy(from, to, signal) {
  const partial = join(to, '..', `.partial-${process.pid}`);
  try {
    await mkdir(join(to, '..'), { recursive: true });
    await promisify(execFile)('cp', ['-a', '--reflink=auto', '--', from, partial], { signal });
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function namesIn(folder) {
  const entries = await readdir(folder).catch((error) => (error.code === 'ENOENT' ? [] : Promise.reject(error)));
  return entries.filter((name) => !name.startsWith('.')).sort();
}
