import { describe, expect, it } from 'vitest';
import { consistencyPoint, datafilesLaggingBehindFile, laggingDatafiles, newestCopies, orphanedCopies, redoNeededFrom, uncopiedDatafiles } from '#oracle/image-copies.ts';
import type { Datafile, ImageCopy } from '#oracle/image-copies.ts';

function datafile(fileNumber: number, changes: Partial<Datafile> = {}): Datafile {
  return { fileNumber, creationScn: 10n, frozen: false, bytes: 8192, name: `/u01/file${fileNumber}.dbf`, ...changes };
}

function copy(fileNumber: number, checkpointScn: bigint, changes: Partial<ImageCopy> = {}): ImageCopy {
  return {
    recordId: fileNumber,
    fileNumber,
    creationScn: 10n,
    checkpointScn,
    checkpointTime: `2026-01-01 00:00:${checkpointScn % 60n}`,
    fuzzyScn: 0n,
    completionTime: '2026-01-01 01:00:00',
    name: `/backup/data_${fileNumber}`,
    ...changes,
  };
}

describe('the point from which image copies can be recovered', () => {
  it('is the highest checkpoint among them', () => {
    const point = consistencyPoint({ datafiles: [datafile(1), datafile(2)], copies: [copy(1, 120n), copy(2, 130n)] });

    expect(point).toEqual({ scn: 130n, time: '2026-01-01 00:00:10' });
  });

  it('lies just after the fuzzy SCN of a copy whose blocks are newer than its checkpoint', () => {
    const copies = [copy(1, 120n, { fuzzyScn: 150n }), copy(2, 130n)];

    const point = consistencyPoint({ datafiles: [datafile(1), datafile(2)], copies });

    expect(point).toEqual({ scn: 151n, time: '2026-01-01 01:00:00' });
  });

  it('is never put before the checkpoint of that copy, whatever the dictionary says of its completion', () => {
    const copies = [copy(1, 120n, { fuzzyScn: 150n, checkpointTime: '2026-01-02 00:00:00' })];

    expect(consistencyPoint({ datafiles: [datafile(1)], copies })?.time).toBe('2026-01-02 00:00:00');
  });

  it('does not exist while a datafile has no copy', () => {
    expect(consistencyPoint({ datafiles: [datafile(1), datafile(2)], copies: [copy(1, 120n)] })).toBeUndefined();
    expect(consistencyPoint({ datafiles: [datafile(1)], copies: [] })).toBeUndefined();
  });

  it('exists without a copy of a datafile created since, because redo creates it', () => {
    const datafiles = [datafile(1), datafile(2, { creationScn: 200n })];

    expect(consistencyPoint({ datafiles, copies: [copy(1, 120n)] })?.scn).toBe(120n);
  });

  it('exists without a copy of a datafile created while they were made, because recovery begins before it', () => {
    const datafiles = [datafile(1), datafile(2), datafile(3, { creationScn: 125n })];

    expect(consistencyPoint({ datafiles, copies: [copy(1, 120n), copy(2, 130n)] })?.scn).toBe(130n);
    expect(consistencyPoint({ datafiles, copies: [copy(1, 126n), copy(2, 130n)] })).toBeUndefined();
  });

  it('does not let a file at rest hide that a datafile has no copy', () => {
    const datafiles = [datafile(1), datafile(2, { restsAtScn: 5n }), datafile(3)];

    expect(consistencyPoint({ datafiles, copies: [copy(1, 120n), copy(2, 5n)] })).toBeUndefined();
  });

  it('ignores older copies of the same datafile', () => {
    const copies = [copy(1, 120n), copy(1, 190n, { recordId: 9 }), copy(1, 150n)];

    expect(consistencyPoint({ datafiles: [datafile(1)], copies })?.scn).toBe(190n);
    expect(newestCopies({ datafiles: [datafile(1)], copies })).toEqual([copy(1, 190n, { recordId: 9 })]);
  });

  it('takes in the copy of a datafile dropped since, which was there at that point', () => {
    const copies = [copy(1, 120n), copy(7, 125n)];

    expect(consistencyPoint({ datafiles: [datafile(1)], copies })?.scn).toBe(125n);
    expect(newestCopies({ datafiles: [datafile(1)], copies })).toEqual([copy(1, 120n)]);
  });
});

describe('the proof of a refresh', () => {
  it('holds when every copy reached the SCN read before', () => {
    expect(laggingDatafiles({ datafiles: [datafile(1)], copies: [copy(1, 200n)] }, 200n)).toEqual([]);
  });

  it('fails for a copy that stayed behind, naming datafile and SCNs', () => {
    const lagging = laggingDatafiles({ datafiles: [datafile(1), datafile(2)], copies: [copy(1, 200n), copy(2, 199n)] }, 200n);

    expect(lagging).toEqual(['the image copy of datafile 2 stayed at SCN 199, behind 200']);
  });

  it('fails for a datafile without a copy', () => {
    expect(laggingDatafiles({ datafiles: [datafile(3)], copies: [] }, 200n)).toEqual(['datafile 3 has no image copy']);
  });

  it('is not one that was created while the others were refreshed', () => {
    const young = datafile(3, { creationScn: 210n });

    expect(laggingDatafiles({ datafiles: [datafile(1), young], copies: [copy(1, 205n)] }, 200n)).toEqual([]);
  });

  it('does not expect the copy of a read-only or offline datafile to move, but to be there', () => {
    const frozen = datafile(4, { frozen: true });

    expect(laggingDatafiles({ datafiles: [frozen], copies: [copy(4, 50n)] }, 200n)).toEqual([]);
    expect(laggingDatafiles({ datafiles: [frozen], copies: [] }, 200n)).toEqual(['datafile 4 has no image copy']);
  });

  it('is not one that has all of a file nobody writes to, as in PDB$SEED', () => {
    const atRest = datafile(5, { restsAtScn: 50n });

    expect(laggingDatafiles({ datafiles: [atRest], copies: [copy(5, 50n)] }, 200n)).toEqual([]);
    expect(laggingDatafiles({ datafiles: [atRest], copies: [copy(5, 49n)] }, 200n)).toEqual(['the image copy of datafile 5 stayed at SCN 49, behind 200']);
  });

  it('is not one of a container that was closed at that SCN and opened while it was looked at', () => {
    const opened = { datafiles: [datafile(5)], copies: [copy(5, 50n)] };

    expect(laggingDatafiles(opened, 200n, [datafile(5, { restsAtScn: 50n })])).toEqual([]);
    expect(laggingDatafiles(opened, 200n, [datafile(5)])).toHaveLength(1);
  });
});

describe('image copies and datafiles', () => {
  it('take a reused file number for another datafile', () => {
    const imageCopies = { datafiles: [datafile(5, { creationScn: 300n })], copies: [copy(5, 200n)] };

    expect(orphanedCopies(imageCopies)).toEqual([copy(5, 200n)]);
    expect(uncopiedDatafiles(imageCopies).map((file) => file.fileNumber)).toEqual([5]);
  });
});

describe('the redo that copies still need', () => {
  it('begins at the lowest checkpoint of a copy that is not whole', () => {
    const datafiles = [datafile(1), datafile(2), datafile(3, { restsAtScn: 30n }), datafile(4, { restsAtScn: 45n }), datafile(5, { frozen: true })];
    const copies = [copy(1, 60n), copy(2, 70n), copy(3, 30n), copy(5, 10n)];

    expect(redoNeededFrom({ datafiles, copies })).toBe(60n);
    expect(redoNeededFrom({ datafiles, copies: [...copies, copy(4, 40n)] })).toBe(40n);
  });
});

describe('image copies of a standby', () => {
  const before = [datafile(1, { headerScn: 120n }), datafile(2, { headerScn: 120n }), datafile(3, { headerScn: 50n, frozen: true }), datafile(4)];

  it('must have what their datafiles had before the refresh, however far behind the primary that is', () => {
    const copies = [copy(1, 120n), copy(2, 119n), copy(3, 40n), copy(4, 60n)];

    expect(datafilesLaggingBehindFile({ datafiles: before, copies }, before)).toEqual(['the image copy of datafile 2 stayed at SCN 119, behind 120 of the datafile itself']);
  });

  it('must be there, but for a datafile that redo has made meanwhile', () => {
    const copies = [copy(1, 120n), copy(3, 40n), copy(4, 60n)];
    const after = [...before, datafile(5, { creationScn: 130n, headerScn: 131n })];

    expect(datafilesLaggingBehindFile({ datafiles: after, copies }, before)).toEqual(['datafile 2 has no image copy']);
  });
});
