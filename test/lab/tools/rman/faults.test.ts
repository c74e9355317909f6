import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { setBusy } from '#lab/workload.ts';
import { configureScript, refreshScript, RmanLab, tag } from './rman-lab.ts';

const backup = `backup incremental level 1 for recover of copy with tag '${tag}' database;`;

async function labWithCopies(): Promise<RmanLab> {
  const lab = new RmanLab();
  await lab.runFile(configureScript(lab.area));
  await lab.runFile(refreshScript(lab.area));
  return lab;
}

function checkpoints(lab: RmanLab): readonly unknown[] {
  return lab.inDatabase((db) => db.sql.all("select checkpoint_change from datafile_copy where deleted = 'NO' order by recid"));
}

function pieceCount(lab: RmanLab): number {
  return lab.inDatabase((db) => db.sql.all("select 1 from backup_piece where kind = 'incremental' and deleted = 'NO'")).length;
}

async function nextTurns(count: number): Promise<string> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
  return 'still waiting';
}

describe('faults', () => {
  it('rman-die: what was finished is recorded, what was not is not', async () => {
    using lab = await labWithCopies();
    setFault(lab.dir, { name: 'rman-die', at: 'backup', afterBlocks: 250, times: 1 });

    const killed = await lab.runFile(backup);
    const pieces = pieceCount(lab);
    const again = await lab.runFile(refreshScript(lab.area));

    expect(killed.exitCode).toBe('SIGKILL');
    expect(killed.output).not.toContain('Finished backup');
    expect(pieces).toBeGreaterThan(0);
    expect(pieces).toBeLessThan(5);
    expect(again.exitCode).toBe(0);
    expect(lab.inDatabase((db) => db.sql.all("select operation from rman_status where status = 'RUNNING' order by recid"))).toMatchObject([{ operation: 'RMAN' }, { operation: 'BACKUP' }]);
  });

  it('rman-error: prints the stack it is given; with rman-exit-0 nobody can tell by the exit code', async () => {
    using lab = await labWithCopies();
    setFault(lab.dir, { name: 'rman-error', at: 'recover-copy', stack: ['RMAN-03002: failure of recover command at now', 'ORA-00600: internal error code'] });

    const plain = await lab.runFile(refreshScript(lab.area));
    setFault(lab.dir, { name: 'rman-exit-0' });
    const silent = await lab.runFile(refreshScript(lab.area));

    expect(plain.output).toContain('RMAN-00571: ===========================================================\nRMAN-03002: failure of recover command at now\nORA-00600: internal error code\n');
    expect(plain.output).not.toContain('deleted backup piece');
    expect([plain.exitCode, silent.exitCode]).toEqual([1, 0]);
    expect(silent.output).toContain('ORA-00600');
  });

  it('rman-error: without a stack it is a broken connection', async () => {
    using lab = await labWithCopies();
    setFault(lab.dir, { name: 'rman-error', at: 'recover' });

    const { output, exitCode } = await lab.runFile(refreshScript(lab.area));

    expect(output).toContain('\nORA-03113: end-of-file on communication channel\n');
    expect(exitCode).toBe(1);
  });

  it('rman-merge-nothing: RECOVER COPY is content and changes nothing', async () => {
    using lab = await labWithCopies();
    lab.commit(20);
    const before = checkpoints(lab);
    setFault(lab.dir, { name: 'rman-merge-nothing', times: 1 });

    const { output, exitCode } = await lab.runFile(refreshScript(lab.area));

    expect(output.match(/no copy of datafile \d found to recover/g)).toHaveLength(5);
    expect(checkpoints(lab)).toEqual(before);
    expect(exitCode).toBe(0);
  });

  it('rman-hang: waits until it is told to end', async () => {
    using lab = await labWithCopies();
    setFault(lab.dir, { name: 'rman-hang', at: 'backup', times: 1 });
    const ending = new AbortController();

    const run = lab.runFile(backup, { signal: ending.signal });
    const before = await Promise.race([run, nextTurns(50)]);
    ending.abort();

    expect(before).toBe('still waiting');
    expect((await run).exitCode).toBe('SIGTERM');
  });

  it('rman-chatty: prints as much as it is told, bit by bit', async () => {
    using lab = await labWithCopies();
    setFault(lab.dir, { name: 'rman-chatty', megabytes: 3, times: 1 });
    let bytes = 0;
    let largest = 0;

    await lab.runFile('show all;', {
      onOutput: (chunk) => {
        bytes += chunk.length;
        largest = Math.max(largest, chunk.length);
      },
    });

    expect(bytes).toBeGreaterThan(3 * 1024 ** 2);
    expect(largest).toBeLessThan(128 * 1024);
  });
});

describe('a session that is told to end', () => {
  it('law 47: its channels finish their pieces, nothing else happens', async () => {
    using lab = await labWithCopies();
    lab.commit(50);
    const ending = new AbortController();
    let output = '';

    const { exitCode } = await lab.runFile(refreshScript(lab.area), {
      signal: ending.signal,
      onOutput: (chunk) => {
        output += chunk;
        if (chunk.includes('ORA_DISK_2: starting piece 1')) ending.abort();
      },
    });

    expect(exitCode).toBe('SIGTERM');
    expect(output).not.toContain('finished piece');
    expect(pieceCount(lab)).toBe(2);
  });
});

describe('a busy database', () => {
  it('law 7: is written to between two steps, so that its copies are fuzzy', async () => {
    using lab = new RmanLab();
    await lab.runFile(configureScript(lab.area));
    setBusy(lab.dir, 5);

    await lab.runFile(backup);

    const fuzzy = lab.inDatabase((db) => db.sql.all('select file from datafile_copy where fuzzy_change >= checkpoint_change'));
    expect(fuzzy.length).toBeGreaterThan(0);
  });
});
