import { chmodSync, copyFileSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkCertificates } from '#workflows/restore-test/certificate-chain.ts';
import { writeCertificate } from '#workflows/restore-test/certificate-store.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { passedTest } from '../../reports/restore-test-results.ts';

const fileOf = (number: number): string => `2026112${number}T031000-orcl.json`;

/** A folder with certificates 1 to 5, all as they were written. */
async function chainOfFive(): Promise<{ readonly path: string } & Disposable> {
  const folder = temporaryFolder();
  for (const number of [1, 2, 3, 4, 5]) await writeCertificate(folder.path, { ...passedTest, logFile: join(folder.path, fileOf(number).replace('.json', '.log')) });
  for (const name of readdirSync(folder.path)) chmodSync(join(folder.path, name), 0o640);
  return folder;
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** What somebody does to the folder, and all that must then be found: kind and file. */
const attacks: readonly (readonly [string, (at: (number: number) => string) => void, readonly (readonly [string, number | undefined])[]])[] = [
  ['nothing', () => undefined, []],
  ['a verdict is changed', (at) => edit(at(3), (text) => text.replace('"passed"', '"failed"')), [['altered', 3]]],
  ['a blank is added', (at) => edit(at(3), (text) => `${text} `), [['altered', 3]]],
  ['the newest is changed', (at) => edit(at(5), (text) => text.replace('"differenceSeconds": -4', '"differenceSeconds": -1')), [['altered', 5]]],
  ['one in the middle is removed', (at) => rmSync(at(3)), [['missing', undefined]]],
  ['one is cut off', (at) => truncateSync(at(3), 700), [['unreadable', 3], ['missing', undefined]]],
  ['one is emptied', (at) => truncateSync(at(3), 0), [['unreadable', 3], ['missing', undefined]]],
  ['one is a link', (at) => { renameSync(at(3), `${at(3)}.moved`); symlinkSync(`${at(3)}.moved`, at(3)); }, [['unreadable', 3], ['missing', undefined]]],
  ['the newest gets another number', (at) => edit(at(5), (text) => text.replace('"number": 5', '"number": 6')), [['missing', undefined], ['altered', 5], ['altered', 5]]],
  ['one is copied', (at) => copyFileSync(at(3), at(9)), [['renamed', 9]]],
  ['one is renamed', (at) => renameSync(at(3), at(9)), [['renamed', 9]]],
  ['one is inserted', (at) => edit(at(3), (text) => { writeFileSync(at(9), text.replace('"passed"', '"failed"').replace('20261123', '20261129')); return text; }), [['duplicate', 9]]],
  ['the oldest are moved away', (at) => { rmSync(at(1)); rmSync(at(2)); }, []],
  ['the newest are removed, which nobody can see', (at) => { rmSync(at(4)); rmSync(at(5)); }, []],
];

describe('the chain of certificates', () => {
  it.each(attacks)('finds what was done when %s', async (_what, attack, expected) => {
    using folder = await chainOfFive();
    attack((number) => join(folder.path, fileOf(number)));

    const { findings } = await checkCertificates(folder.path);

    const found = findings.map(({ kind, file = '' }) => `${kind} ${file}`);
    const wanted = expected.map(([kind, number]) => `${kind} ${number === undefined ? '' : fileOf(number)}`);
    expect(found.toSorted()).toEqual(wanted.toSorted());
  });

  it('tells how far it goes, whatever was found', async () => {
    using folder = await chainOfFive();
    rmSync(join(folder.path, fileOf(1)));
    rmSync(join(folder.path, fileOf(3)));

    const { certificates, oldest, newest } = await checkCertificates(folder.path);

    expect([certificates, oldest?.link.number, newest?.link.number]).toEqual([3, 2, 5]);
  });

  it('knows a certificate whose page was made from something else', async () => {
    using folder = await chainOfFive();
    const page = fileOf(5).replace('.json', '.html');
    writeFileSync(join(folder.path, page), 'a page without its hash');

    const { findings } = await checkCertificates(folder.path);

    expect(findings.map(({ message }) => message)).toEqual([`${fileOf(5)} is not what its page ${page} was made from: one of them has been altered`]);
  });

  it('reads all of a certificate, not its place in the chain alone', async () => {
    using folder = await chainOfFive();
    edit(join(folder.path, fileOf(5)), (text) => text.replace('"verdict": "passed"', '"verdict": "undecided"'));
    rmSync(join(folder.path, fileOf(5).replace('.json', '.html')));

    expect((await checkCertificates(folder.path)).findings.map(({ message }) => message)).toEqual([`${fileOf(5)} cannot be read: verdict is none of passed, failed`]);
  });

  it('takes a certificate of a newer icb as a link', async () => {
    using folder = await chainOfFive();
    edit(join(folder.path, fileOf(5)), (text) => text.replace('"formatVersion": 1', '"formatVersion": 2').replace('"verdict": "passed"', '"verdict": "undecided"'));
    rmSync(join(folder.path, fileOf(5).replace('.json', '.html')));

    expect((await checkCertificates(folder.path)).findings).toEqual([]);
  });

  it('accepts a certificate that was written beside its place, because that was taken', async () => {
    using folder = await chainOfFive();
    writeFileSync(join(folder.path, '20261126T031000-orcl.html'), 'of somebody else');
    await writeCertificate(folder.path, { ...passedTest, logFile: join(folder.path, '20261126T031000-orcl.log') });

    expect((await checkCertificates(folder.path)).findings).toEqual([]);
  });

  it('of a folder without certificates is empty; of one that is not there, unknown', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'running-test.orcl.json'), '{}');

    expect(await checkCertificates(folder.path)).toEqual({ certificates: 0, oldest: undefined, newest: undefined, findings: [] });
    await expect(checkCertificates(join(folder.path, 'nowhere'))).rejects.toThrow(/^cannot read the certificates in .*nowhere: /);
  });
});
