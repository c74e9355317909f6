// The X.509 certificates of the simulated appliance. The package takes long to load: load this module only to make some.
import { KeyObject, webcrypto } from 'node:crypto';
import 'reflect-metadata'; // Before the next one, which needs it while it is loaded.
import * as x509 from '@peculiar/x509';
import { DateTime } from 'luxon';

/** What a simulated appliance needs to speak TLS, as PEM. */
export interface ServerIdentity {
  readonly caCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

// TLS is checked against the machine's clock, whatever time the lab is in: one span that covers both.
const validity = { notBefore: DateTime.utc(2020, 1, 1).toJSDate(), notAfter: DateTime.utc(2070, 1, 1).toJSDate() };

/** An authority of its own and a certificate signed by it for 127.0.0.1 and localhost, valid until 2070. */
export async function createServerIdentity(): Promise<ServerIdentity> {
  const [caKeys, serverKeys] = await Promise.all([createKeys(), createKeys()]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=icb lab CA (simulation)',
    signingAlgorithm: algorithm,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity,
    subject: 'CN=icb lab appliance (simulation)',
    issuer: ca.subject,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  return {
    caCertificate: ca.toString('pem'),
    certificate: certificate.toString('pem'),
    privateKey: KeyObject.from(serverKeys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
