import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { dropTablespace } from '#lab/oracle/datafile-administration.ts';
import { allIsWell, backup, inDatabase, openJudgedLab, verdictOfTwoNights, workForHours } from './judged-lab.ts';
import type { JudgedLab } from './judged-lab.ts';

let judged: JudgedLab;

beforeAll(async () => {
  judged = await openJudgedLab();
});

afterAll(async () => judged[Symbol.asyncDispose]());

describe('a refresh that was interrupted, and a tablespace dropped before the next run', () => {
  // The control file backup of the next run knows nothing of the tablespace, the image copies are older than its end.
  it.each([
    { name: 'rman-die', at: 'recover-copy', afterBlocks: 40 },
    { name: 'rman-die', at: 'backup-control-file' },
  ])('at $at leave nothing to complain about', async (fault) => {
    const { lab } = judged;
    judged.restore();
    setFault(lab.directory, { ...fault, times: 1 });
    const { exitCode } = await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    workForHours(lab, 2);
    inDatabase(lab, (db) => dropTablespace(db, 'history'));
    workForHours(lab, 3);

    const verdict = await verdictOfTwoNights(lab, async () => backup(lab, 'imagecopywithsnap'));

    expect({ exitCode, verdict }).toEqual({ exitCode: 1, verdict: allIsWell });
  });
});
