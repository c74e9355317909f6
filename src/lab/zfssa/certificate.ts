// X.509 certificates for the simulated appliance, written as DER by hand (RFC 5280): Node can sign and read
// certificates but not make them, and a lab should need neither openssl nor a package for two of them.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { DateTime } from 'luxon';

/** What a simulated appliance needs to speak TLS, as PEM. */
export interface ServerIdentity {
  readonly caCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

interface CertificateSubject {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

interface CertificateIssuer {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

// TLS is checked against the machine's clock, whatever time the lab is in: one span that covers both.
const validity = { from: DateTime.utc(2020, 1, 1), to: DateTime.utc(2070, 1, 1) };

const oid = {
  commonName: [0x55, 0x04, 0x03],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  subjectKeyIdentifier: [0x55, 0x1d, 0x0e],
  keyUsage: [0x55, 0x1d, 0x0f],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  authorityKeyIdentifier: [0x55, 0x1d, 0x23],
} as const;

/** An authority of its own and a certificate signed by it for 127.0.0.1 and localhost, valid until 2070. */
export function createServerIdentity(): ServerIdentity {
  const ca = { name: 'icb lab CA (simulation)', ...generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) };
  const server = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const caExtensions = [
    extension(oid.basicConstraints, sequence(boolean(true)), { critical: true }),
    extension(oid.keyUsage, tagged(0x03, Buffer.from([1, 0b0000_0110])), { critical: true }),
    extension(oid.subjectKeyIdentifier, tagged(0x04, keyIdentifier(ca.publicKey))),
  ];
  const serverExtensions = [
    extension(oid.basicConstraints, sequence(), { critical: true }),
    extension(oid.subjectAltName, sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1])))),
    extension(oid.authorityKeyIdentifier, sequence(tagged(0x80, keyIdentifier(ca.publicKey)))),
  ];
  const serverSubject = { name: 'icb lab appliance (simulation)', publicKey: server.publicKey, extensions: serverExtensions };
  return {
    caCertificate: certificate({ ...ca, extensions: caExtensions }, ca),
    certificate: certificate(serverSubject, ca),
    privateKey: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function certificate(subject: CertificateSubject, issuer: CertificateIssuer): string {
  const algorithm = sequence(tagged(0x06, Buffer.from(oid.ecdsaWithSha256)));
  const serial = randomBytes(16);
  // A serial number is a positive integer without a leading zero byte.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const content = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, serial),
    algorithm,
    distinguishedName(issuer.name),
    sequence(time(validity.from), time(validity.to)),
    distinguishedName(subject.name),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...subject.extensions)),
  );
  const signature = sign('sha256', content, issuer.privateKey);
  const der = sequence(content, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName(commonName: string): Buffer {
  const attribute = sequence(tagged(0x06, Buffer.from(oid.commonName)), tagged(0x0c, Buffer.from(commonName)));
  return sequence(tagged(0x31, attribute));
}

/** UTCTime until 2049, GeneralizedTime from 2050 on, as RFC 5280 4.1.2.5 demands. */
function time(utc: DateTime): Buffer {
  if (utc.year < 2050) return tagged(0x17, Buffer.from(utc.toFormat("yyMMddHHmmss'Z'")));
  return tagged(0x18, Buffer.from(utc.toFormat("yyyyMMddHHmmss'Z'")));
}

function extension(id: readonly number[], value: Buffer, options: { readonly critical: boolean } = { critical: false }): Buffer {
  const critical = options.critical ? [boolean(true)] : [];
  return sequence(tagged(0x06, Buffer.from(id)), ...critical, tagged(0x04, value));
}

function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash('sha1').update(publicKey.export({ type: 'spki', format: 'der' })).digest();
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 0xff : 0]));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

/** Tag, length, value: the whole of DER. */
function tagged(tag: number, value: Buffer): Buffer {
  if (value.length < 0x80) return Buffer.concat([Buffer.from([tag, value.length]), value]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  const significant = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | significant.length]), significant, value]);
}
