// The [zfssa] section of the configuration.
import { resolve } from 'node:path';
import { ConfigurationError } from '#core/errors.ts';
import { readRegularFileSync } from '#core/read-regular-file.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';

export interface ZfssaSettings {
  /** `https://host:port`. */
  readonly origin: string;
  /** Host and port, for messages. */
  readonly host: string;
  /** Where NFS clients mount from. */
  readonly mountHost: string;
  readonly pool: string;
  readonly project: string;
  readonly verifyCertificate: boolean;
  /** Absolute path of the PEM file with trusted certificates. */
  readonly caFile: string | undefined;
}

/** @throws {ConfigurationError} for the first setting that is missing or unusable */
export function readSettings(context: SnapHandlerContext): ZfssaSettings {
  const url = parseUrl(required(context, 'url'));
  const caFile = context.get('cacert', 'zfssa');
  return {
    origin: url.origin,
    host: url.host,
    mountHost: context.get('mounthost', 'zfssa') ?? url.hostname,
    pool: required(context, 'pool'),
    project: required(context, 'project'),
    verifyCertificate: parseSwitch(context.get('tlsverify', 'zfssa') ?? 'true'),
    caFile: caFile === undefined ? undefined : resolve(context.configDir, caFile),
  };
}

/**
 * The trusted certificates as they are now on disk.
 * @throws {ConfigurationError} when they cannot be read
 */
export function readTrusted({ caFile }: ZfssaSettings): string | undefined {
  if (caFile === undefined) return undefined;
  const pem = readCertificates(caFile);
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new ConfigurationError(`cacert in section [zfssa]: ${caFile} holds no certificate`, {
      hint: 'the file must hold certificates in PEM form',
    });
  }
  return pem;
}

function readCertificates(caFile: string): string {
  try {
    return readRegularFileSync(caFile).bytes.toString('utf8');
  } catch (cause) {
    const isMissing = systemErrorCode(cause) === 'ENOENT';
    const problem = isMissing ? `there is no file ${caFile}` : `${caFile} cannot be read: ${systemErrorText(cause)}`;
    throw new ConfigurationError(`cacert in section [zfssa]: ${problem}`, {
      cause,
      hint: "correct cacert, or put the certificate of the appliance's CA (PEM) there",
    });
  }
}

function required(context: SnapHandlerContext, key: string): string {
  const value = context.get(key, 'zfssa');
  if (value === undefined || value === '') {
    throw new ConfigurationError(`${key} is missing in section [zfssa] (database ${context.database})`, {
      hint: 'icb config reference explains it',
    });
  }
  return value;
}

/** No message repeats the value: it may hold a password, wherever the @ is. */
function parseUrl(text: string): URL {
  if (text.includes('@')) throw new ConfigurationError('url in section [zfssa] must not hold user or password', {
      hint: 'write https://host:port, and put user and password into zfscredentials.cfg beside the configuration',
    });
  const url = URL.parse(text);
  if (url === null) throw new ConfigurationError('url in section [zfssa] is not a URL', { hint: 'write https://host:port' });
  if (url.protocol !== 'https:') {
    throw new ConfigurationError('url in section [zfssa] must begin with https://: the password would cross the network readable');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError('url in section [zfssa] must end after the port', { hint: `write ${url.origin}` });
  }
  return url;
}

function parseSwitch(text: string): boolean {
  switch (text.trim().toLowerCase()) {
    case 'true': case 'yes': case 'on': case '1': return true;
    case 'false': case 'no': case 'off': case '0': return false;
    default: throw new ConfigurationError(`tlsverify in section [zfssa] must be true or false, not ${text}`);
  }
}
