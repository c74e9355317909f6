import { describe, expect, it } from 'vitest';
import { encodePacket } from '#lab/listener/framing/packet.ts';
import { acceptPacket, refusalOf, refusePacket } from '#lab/listener/handshake/connect.ts';
import { challenge, challengePairs, checkAnswer } from '#lab/listener/handshake/verifier.ts';
import { errorMessage, statusMessage } from '#lab/listener/messages/status.ts';

const salt = Buffer.from(Array.from({ length: 16 }, (_, index) => index));
const clientAnswer = new Map([
  ['AUTH_SESSKEY', '2A2895AEB43F1EE695D05E69F7FCFDA2AD0C790EEF1F8BB18CA945A8E9C1420E'],
  ['AUTH_PASSWORD', '18018772C9EFF9A4E31CF1F2E1B2844258CEE222206CC3CAEB7AE89B04F2DBA2'],
]);

/** Gives these values one after the other. */
function scripted(...values: readonly Buffer[]): () => Buffer {
  const left = [...values];
  return () => left.shift() ?? Buffer.alloc(16);
}

function knownChallenge(password: string) {
  return challenge(password, scripted(salt, Buffer.alloc(16, 0x33), Buffer.alloc(32, 0x11)));
}

describe('the verifier', () => {
  it('sends its half of the session key under the key of the password', () => {
    expect(Object.fromEntries(challengePairs(knownChallenge('secret')).map(([key, ...rest]) => [key, rest]))).toEqual({
      AUTH_SESSKEY: ['523932CA5F6FBC8D57870F4CB312A2A2AAC85E775EB1D785A81BBBED2368F163'],
      AUTH_VFR_DATA: ['000102030405060708090A0B0C0D0E0F', 0x4815],
      AUTH_PBKDF2_CSK_SALT: ['33'.repeat(16)],
      AUTH_PBKDF2_VGEN_COUNT: ['4096'],
      AUTH_PBKDF2_SDER_COUNT: ['3'],
    });
  });

  it('answers a client that knows the password', () => {
    const response = checkAnswer(knownChallenge('secret'), clientAnswer, { password: 'secret', randomBytes: (count) => Buffer.alloc(count) });

    expect(response).toBe('37EF4BDB106BF1369FE3424F2CDF7C99614BE201D8335986E27D415D5414D3F0');
  });

  it.each([
    ['another password', 'Secret', clientAnswer],
    ['nothing at all', 'secret', new Map<string, string>()],
    ['a password that is not encrypted', 'secret', new Map([...clientAnswer, ['AUTH_PASSWORD', 'secret']])],
  ])('does not answer a client with %s', (_, password, answer) => {
    expect(checkAnswer(knownChallenge(password), answer, { password, randomBytes: (count) => Buffer.alloc(count) })).toBeUndefined();
  });
});

describe('CONNECT', () => {
  it('is accepted with version 317 and a packet size', () => {
    expect(encodePacket(acceptPacket(8192), 2).toString('hex')).toBe(
      '002d000002000000013d00010000000000010000002d0808000000000000000000002000002000000000000000',
    );
  });

  it.each([
    ['(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=Autorestore)(CID=(PROGRAM=node))))', undefined],
    ['(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=orcl)))', 12_514],
    ['(DESCRIPTION=(CONNECT_DATA=(SID=autorestore)))', 12_505],
    ['(DESCRIPTION=(CONNECT_DATA=(CID=(PROGRAM=node))))', 12_514],
  ])('with %s ends in %s', (connectData, expected) => {
    expect(refusalOf(connectData, 'autorestore')).toBe(expected);
  });

  it('is refused with the listener\'s error', () => {
    const packet = encodePacket(refusePacket(12_514), 2);

    expect(packet.readUInt16BE(0)).toBe(packet.length);
    expect(packet.subarray(4, 12).toString('hex')).toBe(`040000000404${(packet.length - 12).toString(16).padStart(4, '0')}`);
    expect(packet.subarray(12).toString()).toBe('(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=12514)(ERROR_STACK=(ERROR=(CODE=12514)(EMFI=4))))');
  });
});

describe('an answer', () => {
  it('ends with a status', () => {
    expect(statusMessage({ inTransaction: false }).toString('hex')).toBe('090000');
    expect(statusMessage({ inTransaction: true }).toString('hex')).toBe('09010200');
  });

  it('ends with an error, its number twice', () => {
    const text = 'ORA-00942: table or view does not exist';

    const message = errorMessage({ inTransaction: true, cursorId: 0, rowCount: 0, error: { code: 942, text } }).toString('hex');

    expect(message).toBe(`04010200000203ae${'00'.repeat(24)}0203ae0028${Buffer.from(`${text}\n`).toString('hex')}`);
  });
});
