// What `report` and `validatebackup` say of a backup that is good, and of one that lacks something.

import { appendFileSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { createTablespace } from '#lab/oracle/datafile-administration.ts';
import { commitTransaction } from '#lab/oracle/transactions.ts';
import { backup, inDatabase, openJudgedLab } from './judged-lab.ts';
import type { JudgedLab } from './judged-lab.ts';
import { openTestLab } from './test-lab.ts';

let at: JudgedLab;
beforeAll(async () => {
  at = await openJudgedLab();
  await backup(at.lab, 'missingarchlog');
});
afterAll(async () => at[Symbol.asyncDispose]());
afterEach(() => at.restore());

interface Told {
  readonly exitCode: number;
  readonly findings: readonly string[];
  readonly document: Readonly<Record<string, unknown>>;
  readonly stderr: string;
}

async function tell(action: string): Promise<Told> {
  const { exitCode, stdout, stderr } = await at.lab.icb('--json', 'backup', 'orcl', action);
  const document = JSON.parse(stdout) as Told['document'];
  return { exitCode, findings: (document['findings'] ?? [String(document['error'])]) as readonly string[], document, stderr };
}

/** Image copy of a datafile. */
function copyOf(file: number): string {
  const name = readdirSync(at.lab.area).find((candidate) => candidate.includes(`_FNO-${file}_`));
  return join(at.lab.area, name ?? '');
}

function newestLog(): string {
  const folder = join(at.lab.area, 'archivelog');
  return readdirSync(folder).map((name) => join(folder, name)).toSorted((one, other) => sequenceOf(one) - sequenceOf(other)).at(-1) ?? '';
}

function sequenceOf(path: string): number {
  return Number(path.split('_').at(-2));
}

describe('report', () => {
  it('shows what RMAN lists and says that all is good', async () => {
    const { exitCode, stdout, stderr } = await at.lab.icb('backup', 'orcl', 'report');

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/\nReport of files that must be backed up to satisfy 2 days recovery window\nFile Days {2}Name\n/);
    expect(stdout).toContain('\nReport of files that need backup due to unrecoverable operations\n');
    expect(stdout).toContain('\nList of Datafile Copies\n');
    expect(stdout).not.toMatch(/^ICB\||^RMAN>|Recovery Manager/m);
    expect(stdout).toMatch(/by RMAN's records a restore is possible from SCN \d+ up to SCN \d+\n/);
    expect(stdout).toContain('verdict: good, nothing needs a backup\n');
  });

  it('tells programs the same', async () => {
    const { exitCode, document } = await tell('report');

    const scn = expect.stringMatching(/^\d+$/) as string;
    expect([exitCode, document]).toEqual([0, expect.objectContaining({ verdict: 'good', findings: [], needBackup: [], unrecoverable: [], withoutImageCopy: [], preview: { startScn: scn, consistentScn: scn, reachableScn: scn } })]);
  });

  it('changes nothing in the area but for its log', async () => {
    const before = contentOfArea();

    await tell('report');
    await tell('validatebackup');

    expect(contentOfArea()).toEqual(before);
  });

  it('is bad before the first backup, and says so first on stderr', async () => {
    await using lab = await openTestLab();
    await backup(lab, 'config');

    const { exitCode, stdout, stderr } = await lab.icb('backup', 'orcl', 'report');

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^icb: orcl: report: datafiles 1 \(.*\), .* have no image copy; and 1 more\n$/);
    expect(stdout).toContain('a restore is not possible: RMAN-06026');
    expect(stdout).toContain('verdict: bad, 2 findings');
  });

  const troubles: readonly (readonly [string, () => void, string])[] = [
    ['a datafile that was just added', () => inDatabase(at.lab, (db) => createTablespace(db, 'fresh', 20)), 'has no image copy'],
    [
      'changes without redo',
      () => inDatabase(at.lab, (db) => commitTransaction(db, [{ action: 'put', file: 4, block: 20, slot: 0, key: 9001, text: 'direct path' }], { logging: false })),
      'datafile 4 (',
    ],
    ['an archived log that is gone', () => rmSync(newestLog()), 'is not in the backup area: nothing after SCN'],
    ['copies that have become too old', () => at.lab.clock.advance(5 * 86_400_000), 'have a backup that needs more than 2 days of redo'],
  ];

  it.each(troubles)('finds %s', async (_, make, finding) => {
    make();

    const { exitCode, findings, stderr } = await tell('report');

    expect([exitCode, findings[0]]).toEqual([1, expect.stringContaining(finding)]);
    expect(stderr).toContain(`icb: orcl: report: ${findings[0]}`);
  });
});

describe('validatebackup', () => {
  it('reads everything and says that it is good', async () => {
    const { exitCode, document } = await tell('validatebackup');

    expect(exitCode).toBe(0);
    const read = { files: 6, blocks: expect.any(Number) as number };
    expect(document).toMatchObject({ verdict: 'good', findings: [], imageCopies: read, datafiles: read, corrupt: [] });
    expect(document['archivedLogs']).toBeGreaterThan(0);
  });

  const troubles: readonly (readonly [string, () => void, readonly string[]])[] = [
    ['a corrupt block of an image copy', () => damageBlock(copyOf(4), 3), ['image copy of datafile 4 (', '): block 3 is corrupt (CHECKSUM)']],
    ['a corrupt block of the database', () => damageBlock(liveFile(5), 4), ['datafile 5 (', '): block 4 is corrupt (CHECKSUM)']],
    ['an image copy that is gone', () => rmSync(copyOf(2)), ['image copy ', '_FNO-2_', ' is gone']],
    ['a control file backup that is gone', () => rmSync(join(at.lab.area, 'after_backup_controlfile.cf')), ['check the backup of the control file: ', 'ORA-19505']],
    ['an archived log that is gone', () => rmSync(newestLog()), ['archived log thread 1 sequence ', ' is not in the backup area']],
    ['a damaged archived log', () => appendFileSync(newestLog(), 'x'), ['archived log thread 1 sequence ', ' is corrupt']],
  ];

  it.each(troubles)('names %s', async (_, make, parts) => {
    make();

    const { exitCode, findings, stderr } = await tell('validatebackup');

    expect([exitCode, findings]).toEqual([1, expect.arrayContaining([expect.stringMatching(parts.map((part) => part.replaceAll(/[()]/g, String.raw`\$&`)).join('.*'))])]);
    expect(stderr).toContain('icb: orcl: validatebackup: ');
  });

  it('says where each corrupt block is, and forgets what was found in copies before', async () => {
    damageBlock(copyOf(4), 3);
    const intact = readFileSync(copyOf(5));

    const first = await tell('validatebackup');
    const second = await tell('validatebackup');

    expect(first.document['corrupt']).toEqual([{ where: 'image copy', file: 4, block: 3, blocks: 1, type: 'CHECKSUM' }]);
    expect(second.document['corrupt']).toEqual(first.document['corrupt']);
    expect(readFileSync(copyOf(5)).equals(intact)).toBe(true);
  });
});

function liveFile(file: number): string {
  return inDatabase(at.lab, (db) => db.files.path(db.sql.one<{ name: string }>('select name from datafile where file = ?', file).name));
}

/** Every file but session logs and lock, by name, size and time of change. */
function contentOfArea(): readonly string[] {
  return readdirSync(at.lab.area, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/^backup_logs|^backup\.lck/.test(name))
    .map((name) => `${name} ${statSync(join(at.lab.area, name)).size} ${statSync(join(at.lab.area, name)).mtimeMs}`)
    .toSorted();
}
