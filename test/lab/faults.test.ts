import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearFault, listFaults, setFault, takeFault } from '#lab/faults.ts';

describe('faults', () => {
  let labDir = '';
  beforeEach(() => {
    labDir = mkdtempSync(join(tmpdir(), 'icb-faults-'));
    mkdirSync(join(labDir, 'world'));
  });
  afterEach(() => rmSync(labDir, { recursive: true }));

  it('are none in a new lab', () => {
    expect(takeFault(labDir, 'rman-die')).toBeUndefined();
  });

  it('happen as often as they say', () => {
    setFault(labDir, { name: 'rman-die', at: 'backup', times: 2 });

    const taken = [1, 2, 3].map(() => takeFault(labDir, 'rman-die')?.['at']);

    expect(taken).toEqual(['backup', 'backup', undefined]);
    expect(listFaults(labDir)).toEqual([]);
  });

  it('happen until cleared when they do not say how often', () => {
    setFault(labDir, { name: 'rman-die' });
    setFault(labDir, { name: 'other' });
    takeFault(labDir, 'rman-die');

    expect(takeFault(labDir, 'rman-die')).toBeDefined();
    clearFault(labDir, 'rman-die');
    expect(takeFault(labDir, 'rman-die')).toBeUndefined();
    expect(takeFault(labDir, 'other')).toBeDefined();
  });

  it.each(['production-visible', undefined])('show production where the restore host looks until %s is cleared', (cleared) => {
    mkdirSync(join(labDir, 'dbhost/oradata/ORCL'), { recursive: true });
    writeFileSync(join(labDir, 'dbhost/oradata/ORCL/system.dbf'), 'production');
    const name = join(labDir, 'oradata/ORCL/system.dbf');

    const before = existsSync(name);
    setFault(labDir, { name: 'production-visible' });
    setFault(labDir, { name: 'production-visible' });
    const seen = readFileSync(name, 'utf8');
    clearFault(labDir, 'rman-die');
    const still = existsSync(name);
    clearFault(labDir, cleared);

    expect([before, seen, still, existsSync(name)]).toEqual([false, 'production', true, false]);
    expect(existsSync(join(labDir, 'dbhost/oradata/ORCL/system.dbf'))).toBe(true);
  });

  it('are left alone by whoever does not match them', () => {
    setFault(labDir, { name: 'archive-dest-error', dest: 2, times: 1 });

    expect(takeFault(labDir, 'archive-dest-error', ({ dest }) => dest === 1)).toBeUndefined();
    expect(takeFault(labDir, 'archive-dest-error', ({ dest }) => dest === 2)).toBeDefined();
  });
});
