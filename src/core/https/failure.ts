// What can go wrong between us and a storage system before there is an answer, in words.

export type HttpsFailureKind = 'unreachable' | 'certificate' | 'timeout' | 'broken';

/** No usable answer came. Adapters turn it into a sentence that says what they were doing. */
export class HttpsFailure extends Error {
  readonly kind: HttpsFailureKind;
  /** False when the request certainly never left this host. */
  readonly mayHaveHappened: boolean;
  readonly hint: string | undefined;
  constructor(
    message: string,
    options: { kind: HttpsFailureKind; mayHaveHappened: boolean; hint?: string | undefined; cause?: unknown },
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.name = 'HttpsFailure';
    this.kind = options.kind;
    this.mayHaveHappened = options.mayHaveHappened;
    this.hint = options.hint;
  }
}

/** The failure behind an error of the HTTP client; `started` tells whether the request was already being written. */
export function httpsFailure(error: Error, started: boolean): HttpsFailure {
  const code = codeOf(error);
  const certificate = certificateTrouble(code, error);
  if (certificate !== undefined) {
    return new HttpsFailure(certificate.message, {
      kind: 'certificate',
      mayHaveHappened: false,
      hint: certificate.hint,
      cause: error,
    });
  }
  const unreachable = started ? undefined : unreachableReasons.get(code);
  return new HttpsFailure(unreachable ?? brokenReason(code, error), {
    kind: unreachable === undefined ? 'broken' : 'unreachable',
    mayHaveHappened: started,
    hint: isTlsTrouble(code) ? 'check that the port of the url is the one that speaks HTTPS (TLS 1.2 or newer)' : undefined,
    cause: error,
  });
}

const unreachableReasons = new Map<string, string>([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ENOTFOUND', 'the host name is not known'],
  ['EAI_AGAIN', 'the host name could not be looked up'],
  ['EHOSTUNREACH', 'there is no route to the host'],
  ['ENETUNREACH', 'there is no route to its network'],
  ['EHOSTDOWN', 'the host is down'],
  ['ETIMEDOUT', 'the connection timed out'],
  ['UND_ERR_CONNECT_TIMEOUT', 'the connection timed out'],
]);

const trustHint = 'put the certificate of its CA (PEM) beside the configuration and name that file in cacert';

// Names of OpenSSL's verification results and of Node's own check of the host name.
function certificateTrouble(code: string, error: Error): { message: string; hint: string } | undefined {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return { message: 'its certificate is self-signed and not trusted', hint: trustHint };
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_UNTRUSTED':
    case 'CERT_SIGNATURE_FAILURE':
    case 'INVALID_CA':
      return { message: 'its certificate was not issued by a trusted CA', hint: trustHint };
    case 'CERT_HAS_EXPIRED':
      return { message: 'its certificate has expired', hint: 'renew the certificate on the storage system' };
    case 'CERT_NOT_YET_VALID':
      return { message: 'its certificate is not valid yet', hint: 'check the clocks of this host and of the storage system' };
    case 'CERT_REVOKED':
      return { message: 'its certificate was revoked', hint: 'renew the certificate on the storage system' };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return { message: 'its certificate is for another host name', hint: wrongHostHint(error) };
    default:
      return undefined;
  }
}

function wrongHostHint(error: Error): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? ` (${error.reason.replace(/\.$/, '')})` : '';
  return `use a host name in the url that the certificate names${reason}`;
}

function brokenReason(code: string, error: Error): string {
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET') return 'the connection broke off';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'the answer is larger than any real one';
  if (isTlsTrouble(code)) return 'no TLS connection could be agreed on';
  if (code.startsWith('HPE_') || error.name.includes('HTTPParser')) return 'the answer is not HTTP, or was cut off';
  return `the request failed (${error.message})`;
}

function isTlsTrouble(code: string): boolean {
  return code.startsWith('ERR_SSL_') || code === 'EPROTO';
}

/** Node reports trouble with several addresses of a host as an AggregateError. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  const nested = error instanceof AggregateError ? error.errors[0] : error.cause;
  return nested instanceof Error ? codeOf(nested) : '';
}
