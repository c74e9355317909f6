import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RestoreTestResult } from '#reports/restore-test-result.ts';
import { describeNewestCertificate, readCertificates, writeCertificate } from '#workflows/restore-test/certificate-store.ts';
import type { StoredCertificate } from '#workflows/restore-test/certificate-store.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { makeNamedPipe } from '../../core/named-pipe.ts';
import { failedTest, passedTest } from '../../reports/restore-test-results.ts';

function resultOf(folder: string, log: string, result: RestoreTestResult = passedTest): RestoreTestResult {
  return { ...result, logFile: join(folder, log) };
}

async function allIn(folder: string, database?: string): Promise<readonly StoredCertificate[]> {
  const found: StoredCertificate[] = [];
  for await (const certificate of readCertificates(folder, database)) found.push(certificate);
  return found;
}

const first = '20261121T031000-orcl.log';
const second = '20261121T041000-sales.log';

describe('a written certificate', () => {
  it('lies beside the log of the test, as JSON and as a page, and nobody may change either', async () => {
    using logs = temporaryFolder();

    const { path, number } = await writeCertificate(logs.path, resultOf(logs.path, first));

    expect(path).toBe(join(logs.path, '20261121T031000-orcl.json'));
    expect(number).toBe(1);
    expect(readdirSync(logs.path)).toEqual(['20261121T031000-orcl.html', '20261121T031000-orcl.json']);
    expect(readdirSync(logs.path).map((name) => statSync(join(logs.path, name)).mode & 0o777)).toEqual([0o440, 0o440]);
  });

  it('names its predecessor in the folder by number and by the hash of its bytes, whatever its database', async () => {
    using logs = temporaryFolder();
    const before = await writeCertificate(logs.path, resultOf(logs.path, first));

    const { path } = await writeCertificate(logs.path, resultOf(logs.path, second, { ...failedTest, database: 'sales' }));

    const sha256 = createHash('sha256').update(readFileSync(before.path)).digest('hex');
    expect(before.sha256).toBe(sha256);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ number: 2, previous: { number: 1, sha256 }, database: 'sales', verdict: 'failed' });
    expect(readFileSync(path.replace('.json', '.html'), 'utf8')).toContain(sha256);
  });

  it('follows the highest number, not the latest name: logs are named by local time', async () => {
    using logs = temporaryFolder();
    await writeCertificate(logs.path, resultOf(logs.path, '20261025T023000-orcl.log'));
    await writeCertificate(logs.path, resultOf(logs.path, '20261025T020000-orcl.log'));

    expect(await writeCertificate(logs.path, resultOf(logs.path, '20261026T020000-orcl.log'))).toMatchObject({ number: 3 });
  });

  it('is written once for a test: a run that died after writing it does not certify the test again as interrupted', async () => {
    using logs = temporaryFolder();
    const once = await writeCertificate(logs.path, resultOf(logs.path, first));

    const again = await writeCertificate(logs.path, resultOf(logs.path, first, failedTest));

    expect(again).toEqual(once);
    expect(readdirSync(logs.path)).toHaveLength(2);
  });

  it('is written for another test whose log got the name of one that has expired', async () => {
    using logs = temporaryFolder();
    await writeCertificate(logs.path, resultOf(logs.path, first));

    const later = await writeCertificate(logs.path, resultOf(logs.path, first, { ...passedTest, startedAt: passedTest.startedAt.plus({ hours: 1 }) }));

    expect(later).toMatchObject({ number: 2, path: join(logs.path, '20261121T031000-orcl-2.json') });
  });

  it.each([['20261121T031000-orcl.json'], ['20261121T031000-orcl.html']])('leaves what lies at its place, %s, alone', async (name) => {
    using logs = temporaryFolder();
    writeFileSync(join(logs.path, name), 'of somebody else');

    const { path } = await writeCertificate(logs.path, resultOf(logs.path, first));

    expect(path).toBe(join(logs.path, '20261121T031000-orcl-2.json'));
    expect(readFileSync(join(logs.path, name), 'utf8')).toBe('of somebody else');
  });

  it('does not write through a link that leads nowhere yet', async () => {
    using logs = temporaryFolder();
    const elsewhere = join(logs.path, 'elsewhere');
    symlinkSync(elsewhere, join(logs.path, '20261121T031000-orcl.json'));

    await writeCertificate(logs.path, resultOf(logs.path, first));

    expect(existsSync(elsewhere)).toBe(false);
  });

  it('is called after the start of the test when the log has no name of ours', async () => {
    using logs = temporaryFolder();

    const { path } = await writeCertificate(logs.path, { ...passedTest, logFile: '' });

    expect(path).toBe(join(logs.path, '20261121T021000-orcl.json'));
  });

  it('says when it cannot be written', async () => {
    using logs = temporaryFolder();

    await expect(writeCertificate(join(logs.path, 'nowhere'), resultOf(logs.path, first))).rejects.toThrow(/^cannot read the certificates in .*nowhere: /);
  });
});

describe('a page that a run did not come to', () => {
  it('is made up by the next run', async () => {
    using logs = temporaryFolder();
    const { path } = await writeCertificate(logs.path, resultOf(logs.path, first));
    const page = path.replace('.json', '.html');
    const content = readFileSync(page);
    rmSync(page);

    await writeCertificate(logs.path, resultOf(logs.path, second));

    expect(readFileSync(page)).toEqual(content);
  });

  it('stays away where a newer certificate shows that somebody removed it', async () => {
    using logs = temporaryFolder();
    const { path } = await writeCertificate(logs.path, resultOf(logs.path, first));
    await writeCertificate(logs.path, resultOf(logs.path, second));
    rmSync(path.replace('.json', '.html'));

    await writeCertificate(logs.path, resultOf(logs.path, '20261121T051000-orcl.log'));

    expect(existsSync(path.replace('.json', '.html'))).toBe(false);
  });
});

describe('reading certificates', () => {
  it('gives the newest first', async () => {
    using logs = temporaryFolder();
    const one = await writeCertificate(logs.path, resultOf(logs.path, second));
    const two = await writeCertificate(logs.path, resultOf(logs.path, first));

    const found = await allIn(logs.path);

    expect(found.map(({ path, sha256 }) => [path, sha256])).toEqual([[two.path, two.sha256], [one.path, one.sha256]]);
    expect(found[0]?.certificate).toMatchObject({ number: 2, database: 'orcl', verdict: 'passed' });
  });

  it('of one database leaves out the others, those with a longer name of the same beginning too', async () => {
    using logs = temporaryFolder();
    const { path } = await writeCertificate(logs.path, resultOf(logs.path, first));
    await writeCertificate(logs.path, resultOf(logs.path, second, { ...passedTest, database: 'sales' }));
    await writeCertificate(logs.path, resultOf(logs.path, '20261121T051000-orcl2.log', { ...passedTest, database: 'orcl2' }));

    expect((await allIn(logs.path, 'orcl')).map((found) => found.path)).toEqual([path]);
  });

  it('leaves out what is no certificate, and never follows a link', async () => {
    using logs = temporaryFolder();
    using others = temporaryFolder();
    const { path } = await writeCertificate(others.path, resultOf(others.path, first));
    const genuine = readFileSync(path, 'utf8');
    const at = (name: string): string => join(logs.path, name);
    symlinkSync(path, at('20261121T000001-orcl.json'));
    symlinkSync('/nowhere', at('20261121T000002-orcl.json'));
    mkdirSync(at('20261121T000003-orcl.json'));
    makeNamedPipe(at('20261121T000004-orcl.json'));
    writeFileSync(at('20261121T000005-orcl.json'), genuine.slice(0, -20));
    writeFileSync(at('20261121T000006-orcl.json'), '[]');
    writeFileSync(at('20261121T000007-orcl.json'), Buffer.from([0xff, 0xfe, 0x00]));
    writeFileSync(at('20261121T000008-orcl.json'), ' '.repeat(4 * 1024 * 1024 + 1) + genuine);
    writeFileSync(at('20261121T000009-orcl.json'), genuine.replace('"formatVersion": 1', '"formatVersion": 2'));
    writeFileSync(at('running-test.orcl.json'), genuine);
    writeFileSync(at('20261121T000010-orcl.log'), genuine);

    expect(await allIn(logs.path)).toEqual([]);
  });

  it('leaves the chain unbroken where the newest is of a newer icb', async () => {
    using logs = temporaryFolder();
    const { path } = await writeCertificate(logs.path, resultOf(logs.path, first));
    chmodSync(path, 0o640);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"formatVersion": 1', '"formatVersion": 2').replace('"verdict": "passed"', '"verdict": "undecided"'));

    expect(await writeCertificate(logs.path, resultOf(logs.path, second))).toMatchObject({ number: 2 });
  });
});

it('says in one line which certificate is the newest', () => {
  expect(describeNewestCertificate({ number: 12, sha256: 'ab'.repeat(32) })).toBe(`newest certificate: number 12, SHA-256 ${'ab'.repeat(32)}`);
});
