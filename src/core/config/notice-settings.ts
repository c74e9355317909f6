// What a site wants done and told around the runs of a database.
import { InvalidConfigurationError } from './problem.ts';
import { SettingsReader } from './settings-reader.ts';
import type { SettingsSource } from './source.ts';
import { commandWords } from './value-type.ts';

/** Whose hooks and ping: those of backups are in `[generic]`, or in the database's own section. */
export type NoticeKind = 'backup' | 'autorestore';

export interface NoticeSettings {
  readonly hooks: Hooks;
  readonly ping: PingSettings | undefined;
}

/** Words of each command; undefined where there is none. */
export interface Hooks {
  readonly pre: readonly string[] | undefined;
  readonly post: readonly string[] | undefined;
  readonly failure: readonly string[] | undefined;
  readonly limitMs: number;
}

export interface PingSettings {
  /** A secret, but for its host. */
  readonly url: string;
  /** Absolute path of a PEM file; undefined: the well-known CAs. */
  readonly caFile: string | undefined;
}

const minuteMs = 60_000;

/** @throws {InvalidConfigurationError} with all that is wrong about them */
export function readNotices(source: SettingsSource, name: string, kind: NoticeKind): NoticeSettings {
  const reader = new SettingsReader(source, name);
  const section = kind === 'backup' ? 'generic' : 'autorestore';
  const words = (key: string): readonly string[] | undefined => {
    const command = reader.text(key, section);
    return command === undefined ? undefined : commandWords(command);
  };
  const url = reader.text('pingurl', kind === 'backup' ? name : section);
  const caFile = reader.optionalPath('pingcacert', 'generic');
  const settings = {
    hooks: { pre: words('hookpre'), post: words('hookpost'), failure: words('hookfailure'), limitMs: reader.number('hooktimeout', section) * minuteMs },
    ping: url === undefined ? undefined : { url, caFile },
  };
  if (reader.problems.length > 0) throw new InvalidConfigurationError(source.file, reader.problems);
  return settings;
}
