import type { Clock } from '#core/clock.ts';

/** What the files of a lab say of its storage system. */
export interface LabStorageFacts {
  readonly title: string;
  /** Its section of the configuration. */
  readonly section: string;
  /** Absent where nobody logs in. */
  readonly credentials?: { readonly file: string; readonly text: string };
  /** Under which path the clone of a restore test is exported; absent where there are no clones. */
  readonly autorestoreExport?: string;
}

/** A storage system that answers. */
export interface ServedStorage extends AsyncDisposable {
  /** For people. */
  readonly address: string;
  readonly port: number;
  /** What DIR/lab.json says of it. */
  readonly description: Readonly<Record<string, string>>;
}

export interface ServedWhere {
  readonly labDir: string;
  readonly clock: Clock;
}

/** What a lab needs of a storage system: to make it, to write its configuration, to play it. Its state is in DIR/<name of the system>. */
export interface LabSystem {
  readonly title: string;
  /** The file of a lab that has its port, and where in it: the pattern's group `port`. */
  readonly portPlace: { readonly file: string; readonly pattern: RegExp };
  /** Makes it, for a lab that is being made. */
  create(labDir: string, port: number): Promise<LabStorageFacts>;
  /** Rejects with EADDRINUSE when the port is taken. */
  start(where: ServedWhere & { readonly port: number }): Promise<ServedStorage>;
  /** Whether it is this lab's that answers where a lab.json says. */
  answers(labDir: string, description: ServedStorage['description']): Promise<boolean>;
  /** The folder that an exported path leads to; undefined when nothing is exported under it. */
  exportedFolder(where: ServedWhere, path: string): string | undefined;
}

/** Where the configuration of a lab has the port: behind the address that is the value of `key`. */
export function portOfKey(key: string): LabSystem['portPlace'] {
  return { file: 'backup.cfg', pattern: new RegExp(String.raw`^[ \t]*${key}[ \t]*[:=][ \t]*(?:https://)?[^\s:]+:(?<port>\d+)`, 'md') };
}
