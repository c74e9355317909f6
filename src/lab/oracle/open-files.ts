import { closeSync, openSync } from 'node:fs';

/** File descriptors of one locked step, opened when first needed and closed together. */
export class OpenFiles implements Disposable {
  readonly #descriptors = new Map<string, number>();
  readonly #onDisk: (name: string) => string;

  /** @param onDisk where a file of that name lies, see {@link file://./host-path.ts hostPath} */
  constructor(onDisk: (name: string) => string) {
    this.#onDisk = onDisk;
  }

  /** Where a file that the control file names really lies; for every use of the file system besides {@link descriptor}. */
  path(name: string): string {
    return this.#onDisk(name);
  }

  /** An existing file, for reading and writing. @throws the operating system's error when it is not there */
  descriptor(path: string): number {
    const known = this.#descriptors.get(path);
    if (known !== undefined) return known;
    const descriptor = openSync(this.#onDisk(path), 'r+');
    this.#descriptors.set(path, descriptor);
    return descriptor;
  }

  /** Closes one file before it is replaced or deleted. */
  close(path: string): void {
    const descriptor = this.#descriptors.get(path);
    if (descriptor === undefined) return;
    this.#descriptors.delete(path);
    closeSync(descriptor);
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }
}
