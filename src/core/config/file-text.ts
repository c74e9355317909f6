import { ConfigurationError } from '../errors.ts';
import { readRegularFileSync } from '../read-regular-file.ts';
import { systemErrorCode, systemErrorText } from '../system-error.ts';

/** @throws {ConfigurationError} when the file cannot be read */
export function readConfigurationBytes(file: string): Buffer {
  try {
    return readRegularFileSync(file).bytes;
  } catch (cause) {
    const hint = systemErrorCode(cause) === 'EACCES' ? 'let the user icb runs as read it' : 'name a file with --config FILE or in the environment variable BACKUPCONFIG';
    throw new ConfigurationError(`configuration file ${file} cannot be read: ${systemErrorText(cause)}`, { cause, hint });
  }
}

/** UTF-8 where it is, else Latin-1: the old toolset took bytes as they came, and umlauts in comments are common. */
export function decodeConfiguration(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
