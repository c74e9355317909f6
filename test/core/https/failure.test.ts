import { describe, expect, it } from 'vitest';
import { httpsFailure } from '#core/https/failure.ts';

function failed(code: string): Error {
  return Object.assign(new Error(`failed with ${code}`), { code });
}

describe('a failure of the HTTP client', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable', 'the connection was refused'],
    ['ENOTFOUND', 'unreachable', 'the host name is not known'],
    ['EAI_AGAIN', 'unreachable', 'the host name could not be looked up'],
    ['EHOSTUNREACH', 'unreachable', 'there is no route to the host'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', 'the connection timed out'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate', 'its certificate is self-signed and not trusted'],
    ['CERT_HAS_EXPIRED', 'certificate', 'its certificate has expired'],
    ['CERT_NOT_YET_VALID', 'certificate', 'its certificate is not valid yet'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate', 'its certificate is for another host name'],
    ['ECONNRESET', 'broken', 'the connection broke off'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'broken', 'no TLS connection could be agreed on'],
    ['SOMETHING_NEW', 'broken', 'the request failed (failed with SOMETHING_NEW)'],
  ])('%s before anything was sent is %s: %s', (code, kind, message) => {
    const failure = httpsFailure(failed(code), false);

    expect(failure).toMatchObject({ kind, message });
  });

  it('is looked for behind the error that reports several addresses', () => {
    const both = new AggregateError([failed('ECONNREFUSED'), failed('ENETUNREACH')]);

    expect(httpsFailure(both, false)).toMatchObject({ kind: 'unreachable', message: 'the connection was refused' });
  });

  it('is no lost connection attempt once the request was on its way', () => {
    expect(httpsFailure(failed('ETIMEDOUT'), true)).toMatchObject({ kind: 'broken' });
  });
});
