// Whom a TLS connection to a storage system trusts: `cacert` and `tlsverify` of its section.
import { resolve } from 'node:path';
import { ConfigurationError } from '#core/errors.ts';
import { readRegularFileSync } from '#core/read-regular-file.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import { HttpsConnection } from '#core/https/connection.ts';
import type { AdapterContext } from '../adapter.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';

export interface TlsSettings {
  readonly section: string;
  readonly verifyCertificate: boolean;
  /** Absolute path of the PEM file with trusted certificates. */
  readonly caFile: string | undefined;
}

/** @throws {ConfigurationError} */
export function readTlsSettings(context: SnapHandlerContext, section: string): TlsSettings {
  const caFile = context.get('cacert', section);
  return {
    section,
    verifyCertificate: parseSwitch(context.get('tlsverify', section) ?? 'true', section),
    caFile: caFile === undefined ? undefined : resolve(context.configDir, caFile),
  };
}

const REQUEST_TIMEOUT_MS = 60_000;

/**
 * The connection to a system, not made yet; warns when it will not be safe.
 * @throws {ConfigurationError} when the trusted certificates cannot be read
 */
export function openConnection(context: Pick<AdapterContext, 'log' | 'limits' | 'observer'>, settings: TlsSettings & { readonly origin: string; readonly host: string }): HttpsConnection {
  if (!settings.verifyCertificate) {
    context.log.warn(`the certificate of ${settings.host} is not verified (tlsverify: false): anybody could pose as the appliance`);
  }
  readTrusted(settings);
  return new HttpsConnection({
    origin: settings.origin,
    verifyCertificate: settings.verifyCertificate,
    readTrusted: () => readTrusted(settings),
    requestTimeoutMs: context.limits?.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    startTimer: context.limits?.startTimer,
    observer: context.observer,
  });
}

/**
 * The trusted certificates as they are now on disk.
 * @throws {ConfigurationError} when they cannot be read
 */
function readTrusted({ caFile, section }: TlsSettings): string | undefined {
  if (caFile === undefined) return undefined;
  const pem = readCertificates(caFile, section);
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new ConfigurationError(`cacert in section [${section}]: ${caFile} holds no certificate`, {
      hint: 'the file must hold certificates in PEM form',
    });
  }
  return pem;
}

function readCertificates(caFile: string, section: string): string {
  try {
    return readRegularFileSync(caFile).bytes.toString('utf8');
  } catch (cause) {
    const isMissing = systemErrorCode(cause) === 'ENOENT';
    const problem = isMissing ? `there is no file ${caFile}` : `${caFile} cannot be read: ${systemErrorText(cause)}`;
    throw new ConfigurationError(`cacert in section [${section}]: ${problem}`, {
      cause,
      hint: "correct cacert, or put the certificate of the appliance's CA (PEM) there",
    });
  }
}

function parseSwitch(text: string, section: string): boolean {
  switch (text.trim().toLowerCase()) {
    case 'true': case 'yes': case 'on': case '1': return true;
    case 'false': case 'no': case 'off': case '0': return false;
    default: throw new ConfigurationError(`tlsverify in section [${section}] must be true or false, not ${text}`);
  }
}
