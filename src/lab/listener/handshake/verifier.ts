// The logon exchange of Oracle 12c and later: neither side sends the password, and each proves that it knows it. AES in CBC mode
// with a zero initial vector; hexadecimal texts are upper case.
import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

/** Chance, as bytes: tests bring their own. */
export type RandomBytes = (count: number) => Buffer;

/** What the server chooses for one logon. */
export interface LogonChallenge {
  readonly salt: Buffer;
  readonly comboSalt: Buffer;
  /** The server's half of the session key, and the key it is sent under. */
  readonly serverKey: Buffer;
  readonly passwordKey: Buffer;
}

const passwordRounds = 4096;
const comboRounds = 3;
const keyBytes = 32;
const noiseBytes = 16;
const verifierType = 0x4815;

export function challenge(password: string, randomBytes: RandomBytes): LogonChallenge {
  const salt = randomBytes(16);
  return { salt, comboSalt: randomBytes(16), serverKey: randomBytes(keyBytes), passwordKey: passwordKeyOf(password, salt) };
}

/** What the server tells the client first; a pair has its own flag. */
export function challengePairs({ salt, comboSalt, serverKey, passwordKey }: LogonChallenge): readonly (readonly [key: string, value: string, flag?: number])[] {
  return [
    ['AUTH_SESSKEY', hex(encrypt(passwordKey, serverKey, 'none'))],
    ['AUTH_VFR_DATA', hex(salt), verifierType],
    ['AUTH_PBKDF2_CSK_SALT', hex(comboSalt)],
    ['AUTH_PBKDF2_VGEN_COUNT', String(passwordRounds)],
    ['AUTH_PBKDF2_SDER_COUNT', String(comboRounds)],
  ];
}

/** The server's proof for a client that knows the password; nothing for one that does not. */
export function checkAnswer(chosen: LogonChallenge, answer: ReadonlyMap<string, string>, { password, randomBytes }: { readonly password: string; readonly randomBytes: RandomBytes }): string | undefined {
  try {
    const clientKey = decrypt(chosen.passwordKey, Buffer.from(answer.get('AUTH_SESSKEY') ?? '', 'hex'), 'none');
    const combo = comboKeyOf(clientKey, chosen);
    const sent = decrypt(combo, Buffer.from(answer.get('AUTH_PASSWORD') ?? '', 'hex'), 'pkcs7').subarray(noiseBytes);
    const expected = Buffer.from(password);
    if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) return undefined;
    return hex(encrypt(combo, Buffer.concat([randomBytes(noiseBytes), Buffer.from('SERVER_TO_CLIENT')]), 'none'));
  } catch {
    // Under another password's key the client's bytes are no text with an ending.
    return undefined;
  }
}

function passwordKeyOf(password: string, salt: Buffer): Buffer {
  const stretched = pbkdf2Sync(password, Buffer.concat([salt, Buffer.from('AUTH_PBKDF2_SPEEDY_KEY')]), passwordRounds, 64, 'sha512');
  return createHash('sha512').update(stretched).update(salt).digest().subarray(0, keyBytes);
}

/** The client's half goes first. */
function comboKeyOf(clientKey: Buffer, { comboSalt, serverKey }: LogonChallenge): Buffer {
  const both = hex(Buffer.concat([clientKey.subarray(0, keyBytes), serverKey]));
  return pbkdf2Sync(both, comboSalt, comboRounds, keyBytes, 'sha512');
}

type Padding = 'none' | 'pkcs7';

function encrypt(key: Buffer, bytes: Buffer, padding: Padding): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(padding === 'pkcs7');
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

function decrypt(key: Buffer, bytes: Buffer, padding: Padding): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(padding === 'pkcs7');
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase();
}
