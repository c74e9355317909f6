import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '#lab/database-kind.ts';
import { openLabClock } from '#lab/lab-clock.ts';
import { createDatabase } from '#lab/oracle/create-database.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { createKeystore, keystoreState } from '#lab/oracle/keystore.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { readRows } from '#lab/oracle/rows.ts';

const labDir = mkdtempSync(join(tmpdir(), 'icb-keystore-'));
const walletRoot = join(labDir, 'dbhost/keystore/orcl');
let db: LabDatabase;

beforeAll(() => {
  mkdirSync(join(labDir, 'dbhost/fast_recovery_area'), { recursive: true });
  createDatabase(labDir, { name: 'orcl', dbid: 1, kind: databaseKinds['19c-tde'], seed: 1, clock: openLabClock(labDir) });
  db = openDatabase(labDir, 'orcl');
});

afterAll(() => {
  db[Symbol.dispose]();
  rmSync(labDir, { recursive: true });
});

describe('a database with an encrypted tablespace', () => {
  it('law 39: is read while its keystore is open', () => {
    expect(keystoreState(db)).toEqual({ location: join(labDir, 'keystore/orcl/tde'), status: 'OPEN' });
    expect(readRows(db)).toEqual([]);
  });

  it("law 39: is not read without it, nor with another database's", () => {
    createKeystore(walletRoot, 2);
    expect(() => readRows(db)).toThrow('ORA-28365: wallet is not open');
    rmSync(walletRoot, { recursive: true });

    expect(() => readRows(db)).toThrow('ORA-28365: wallet is not open');
    expect(keystoreState(db).status).toBe('NOT_AVAILABLE');
  });
});
