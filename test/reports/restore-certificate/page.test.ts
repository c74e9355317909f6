import { describe, expect, it } from 'vitest';
import { buildCertificate } from '#reports/restore-certificate.ts';
import type { RestoreCertificate } from '#reports/restore-certificate.ts';
import { renderCertificatePage } from '#reports/restore-certificate/page.ts';
import type { RestoreTestResult } from '#reports/restore-test-result.ts';
import { checkedTest, failedTest, passedTest } from '../restore-test-results.ts';

const previous = { number: 41, sha256: 'ab'.repeat(32) };
const sha256 = 'cd'.repeat(32);

function pageOf(result: RestoreTestResult): string {
  return renderCertificatePage(buildCertificate(result, previous), sha256);
}

/** What a reader sees, blanks as on screen. */
function textOf(result: RestoreTestResult): string {
  const [, body = ''] = pageOf(result).split('<body>');
  return body.replaceAll(/<(?:br|span|\/\w+)[^>]*>/gu, ' ').replaceAll(/<[^>]+>/gu, '').replaceAll('&#39;', `'`).replaceAll(/\s+/gu, ' ');
}

describe('the page of a test that passed', () => {
  it('says so at once, in title and heading', () => {
    expect(pageOf(passedTest)).toContain('<title>Restore certificate 42: orcl passed</title>');
    expect(pageOf(passedTest)).toContain('<section class="verdict passed">');
    expect(textOf(passedTest)).toContain('orcl: restore test passed');
  });

  it.each([
    'DBID 1453211232',
    'orcl-20261120T220014',
    'created 2026-11-20 21:00:14 UTC',
    'until 2026-11-20 22:00:11 (Europe/Berlin)',
    '2026-11-20 22:00:07 (Europe/Berlin), 4 s older than the target',
    'SCN 12345678901234567890, 7 datafiles',
    'allowed: 0:05:00',
    'restore1.example.com',
    'Oracle 19.0.0.0.0',
    'icb 1.0.0',
    'recover the database 0:06:50',
    'giving back included 0:09:37',
    'not this time',
    `number 42, SHA-256 of its JSON file ${sha256}`,
    `number 41, SHA-256 ${previous.sha256}`,
    '/nfs/autorestore/log/20261121T031000-orcl.log',
    'the blocks were not read one by one',
  ])('shows %s', (fact) => {
    expect(textOf(passedTest)).toContain(fact);
  });

  it('shows an SCN as the target where it was one', () => {
    const target = { localTime: undefined, scn: 4711n, time: passedTest.startedAt, zone: 'Europe/Berlin' };

    expect(textOf({ ...passedTest, target })).toContain('until SCN 4711');
  });

  it('shows the pluggable databases of a container database, and only of one', () => {
    const reached = { ...passedTest.reached, pluggableDatabases: [{ name: 'SALES', openMode: 'READ ONLY' }, { name: 'HR', openMode: 'MOUNTED' }] } as RestoreTestResult['reached'];
    const text = textOf({ ...passedTest, reached });

    expect(text).toContain('Pluggable databases SALES (read only), HR (mounted)');
    expect(text).toContain('Its pluggable database SALES could be opened.');
    expect(text).toContain('That pluggable database HR can be opened: in this test it was not.');
    expect(textOf(passedTest).toLowerCase()).not.toContain('pluggable');
  });

  it('does not claim anything about the rows of a tablespace that was offline', () => {
    const reached = { ...passedTest.reached, offlineTablespaces: ['HISTORY'] } as RestoreTestResult['reached'];

    expect(textOf({ ...passedTest, reached })).toContain('Anything about the rows of tablespace HISTORY: it was offline.');
  });

  it('says that it is the first one', () => {
    expect(renderCertificatePage(buildCertificate(passedTest, null), sha256)).toContain('this is the first one');
  });

  it('says of a simulation that it is one, and only then', () => {
    const oracle = 'Oracle Database 19c (simulation)';

    expect(textOf({ ...passedTest, versions: { icb: '1.0.0', oracle } })).toContain('Simulation: the Oracle software says that it is one.');
    expect(textOf(passedTest)).not.toContain('imulation');
  });
});

describe('the page of a block check', () => {
  it('shows how many blocks were read, and why', () => {
    expect(textOf(checkedTest)).toContain("1 234 567 blocks of 7 datafiles because it was the database's validation day");
    expect(textOf(checkedTest)).toContain('Block check passed 1 234 567 read, 0 corrupt');
  });

  it('lists corrupt blocks, and says how many it leaves out', () => {
    const corrupt = Array.from({ length: 300 }, (_, index) => ({ file: 4, block: 100 + 10 * index, blocks: 2, type: 'FRACTURED' }));
    const text = textOf({ ...failedTest, blockCheck: { reason: 'made up', files: 7, blocks: 1000, corrupt, canary: undefined } });

    expect(text).toContain('Block check failed 1 000 read, 600 corrupt');
    expect(text).toContain('4 100 2 FRACTURED');
    expect(text).toContain('and 200 more, see the session log');
  });

  it.each([
    [true, 'block 9 of datafile 5 was damaged on purpose in the clone: found'],
    [false, 'NOT found: the check cannot be trusted'],
  ])('tells whether the canary was found: %s', (found, words) => {
    const blockCheck = { reason: 'canary', files: 7, blocks: 1000, corrupt: [], canary: { file: 5, block: 9, found } } as const;

    expect(textOf({ ...passedTest, blockCheck })).toContain(words);
  });
});

describe('the page of a test that failed', () => {
  it('says so at once, with the step, the message and the error stack', () => {
    expect(pageOf(failedTest)).toContain('<section class="verdict failed">');
    expect(textOf(failedTest)).toContain('orcl: restore test failed recover the database: orcl: recovery failed');
    expect(textOf(failedTest)).toContain('RMAN-06054: media recovery requesting unknown archived log');
    expect(textOf(failedTest)).toContain('Nothing: the test failed.');
  });

  it('marks the step that failed among the others', () => {
    expect(pageOf(failedTest).match(/class="bar stopped"/gu)).toHaveLength(1);
    expect(pageOf(passedTest)).not.toContain('class="bar stopped"');
  });

  it('is possible though nothing at all was found out', () => {
    const text = textOf({ ...failedTest, snapshot: undefined, target: undefined, phases: [], versions: { icb: '1.0.0', oracle: undefined } });

    expect(text).toContain('none was chosen');
    expect(text).toContain('nothing: the database was not opened and verified');
    expect(text).not.toMatch(/undefined|null|NaN|Invalid/u);
  });

  it.each([
    [380, 'bad', '0:06:20 newer'],
    [-301, 'bad', '0:05:01 older'],
    [300, 'good', '0:05:00 newer'],
    [0, 'good', 'exact'],
  ])('shows a difference of %i s as %s: %s', (differenceSeconds, look, words) => {
    expect(pageOf({ ...passedTest, differenceSeconds })).toContain(`<strong class="${look}">${words}</strong>`);
  });
});

describe('whoever chose the names in it, the page', () => {
  const evil = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
  const hostile: RestoreCertificate = JSON.parse(
    JSON.stringify(buildCertificate({ ...failedTest, blockCheck: { reason: 'chance', files: 1, blocks: 1, corrupt: [{ file: 1, block: 1, blocks: 1, type: 'x' }], canary: undefined } }, previous)),
    (key, value: unknown) => (typeof value === 'string' && !['startedAt', 'finishedAt', 'time', 'createdAt', 'verdict', 'reason'].includes(key) ? evil : value),
  ) as RestoreCertificate;

  it('holds no markup of theirs', () => {
    const page = renderCertificatePage(hostile, evil);

    expect(page).not.toMatch(/<script|<img/u);
    expect(page.match(/&lt;script&gt;/gu)?.length).toBeGreaterThan(15);
  });

  it.each(['passedTest', 'failedTest'] as const)('holds no script, and loads nothing: %s', (name) => {
    const page = pageOf({ passedTest, failedTest }[name]);

    expect(page).not.toMatch(/<script|<link|<iframe|<object|\ssrc=|\shref=|url\(|@import|\son\w+=/iu);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('draws its bars within their tracks, whatever the times', () => {
    const page = pageOf({ ...passedTest, phases: [{ name: 'a', seconds: 0 }, { name: 'b', seconds: 1e9 }, { name: 'c', seconds: 5 }] });

    const bars = [...page.matchAll(/class="bar" x="([\d.]+)%" width="([\d.]+)%"/gu)].map(([, x, width]) => Number(x) + Number(width));
    expect(bars).toHaveLength(3);
    expect(bars.every((end) => end <= 100)).toBe(true);
  });
});
