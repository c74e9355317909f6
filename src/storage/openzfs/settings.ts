// The [openzfs] section of the configuration.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { commandWords } from '#core/config/value-type.ts';
import { ConfigurationError } from '#core/errors.ts';
import { requireOneVolume } from '../one-volume.ts';
import { requiredSetting } from '../section-settings.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';

export interface OpenzfsSettings {
  /** Holds one child for each database, and the clones. */
  readonly dataset: string;
  /** `host` or `user@host`, as ssh takes it; absent: zfs runs here. */
  readonly host: string | undefined;
  /** Absolute path of a configuration file of ssh. */
  readonly sshConfig: string | undefined;
  /** The program and what stands before its arguments. */
  readonly command: readonly string[];
  /** Of clones; absent: inherited. */
  readonly shareNfs: string | undefined;
  /** Where NFS clients mount from. */
  readonly mountHost: string;
}

/** @throws {ConfigurationError} for the first setting that is missing or unusable */
export function readSettings(context: SnapHandlerContext): OpenzfsSettings {
  requireOneVolume(context, 'openzfs');
  const get = (key: string): string | undefined => {
    const value = context.get(key, 'openzfs');
    return value === '' ? undefined : value;
  };
  const dataset = requiredSetting(context, { section: 'openzfs', key: 'dataset' });
  const parts = dataset.split('/');
  if (!parts.every(isPlainName)) {
    throw new ConfigurationError(`dataset in section [openzfs] must be names separated by /, of letters, digits and _ . : -, not ${dataset}`);
  }
  if (!isPlainName(context.database)) throw new ConfigurationError(`no dataset can have the name of database ${context.database}`);
  const host = get('host');
  if (host?.startsWith('-') === true) throw new ConfigurationError(`host in section [openzfs] cannot begin with -: ${host}`);
  const sshConfig = get('sshconfig');
  return {
    dataset,
    host,
    sshConfig: sshConfig === undefined ? undefined : existingFile(resolve(context.configDir, sshConfig)),
    command: commandWords(get('zfscommand') ?? 'zfs'),
    shareNfs: get('sharenfs'),
    mountHost: get('mounthost') ?? host?.replace(/^.*@/, '') ?? 'localhost',
  };
}

/** Whether icb makes or drops something of that name: zfs takes blanks too, and reads `%` and `,` after the @ as a range and a list. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][\w.:-]*$/.test(name);
}

function existingFile(path: string): string {
  if (existsSync(path)) return path;
  throw new ConfigurationError(`sshconfig in section [openzfs]: there is no file ${path}`, { hint: "correct sshconfig, or leave it out where ssh's own configuration will do" });
}
