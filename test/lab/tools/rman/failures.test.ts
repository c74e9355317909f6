import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { inPrivateMounts, mountObstacle } from '../../../core/private-mounts.ts';
import { configureScript, refreshScript, RmanLab } from './rman-lab.ts';

async function configuredLab(parallel?: number): Promise<RmanLab> {
  const lab = new RmanLab();
  await lab.runFile(configureScript(lab.area, parallel));
  return lab;
}

describe('a failing command', () => {
  it('law 43: is reported with its channel and its cause, and ends the block', async () => {
    using lab = await configuredLab(1);

    const { output, exitCode } = await lab.runFile(`run {\n  show all;\n  backup spfile format '${lab.dir}/missing/x' tag 'x';\n  backup spfile tag 'never';\n}\nbackup spfile tag 'never';\n`);

    await expect(lab.neutral(output)).toMatchFileSnapshot('expected/failed-block.log');
    expect(exitCode).toBe(1);
  });

  it('lets the other channels go on, and fails at the end', async () => {
    using lab = await configuredLab(2);
    setFault(lab.dir, { name: 'rman-channel-error', at: 'backup', channel: 'ORA_DISK_2', stack: ['ORA-19502: write error on file "x"'], times: 1 });

    const { output, exitCode } = await lab.runFile(refreshScript(lab.area));

    expect(output).toContain('ORA_DISK_2 channel at 2016-11-08 21:53:37\nORA-19502: write error on file "x"\ncontinuing other job steps, job failed will not be re-run\n');
    expect(output.match(/datafile copy complete/g)).toHaveLength(4);
    expect(output).not.toContain('Starting recover');
    expect(exitCode).toBe(1);
  });

  it('is kept in V$RMAN_STATUS beside what went well', async () => {
    using lab = await configuredLab();
    await lab.runFile(`run { backup spfile tag 'x'; backup spfile format '${lab.dir}/missing/x'; }`);

    const rows = lab.inDatabase((db) => db.sql.all('select operation, status, object_type from rman_status where recid > 1 order by recid'));

    expect(rows).toMatchObject([
      { operation: 'RMAN', status: 'COMPLETED WITH ERRORS' },
      { operation: 'BACKUP', status: 'COMPLETED', object_type: 'SPFILE' },
      { operation: 'BACKUP', status: 'FAILED', object_type: 'SPFILE' },
    ]);
  });
});

it('SET COMMAND ID lets V$RMAN_STATUS tell the commands that follow from those of others', async () => {
  using lab = await configuredLab(1);
  await lab.runFile("backup spfile tag 'x';");

  const { output } = await lab.runFile("set command id to 'icb-1';\nbackup spfile tag 'y';\n");

  const rows = lab.inDatabase((db) => db.sql.all("select operation, command_id from rman_status where command_id = 'icb-1' order by recid"));
  expect(output).toContain('executing command: SET COMMAND ID');
  expect(rows).toMatchObject([{ operation: 'BACKUP' }, { operation: 'CONTROL FILE AND SPFILE AUTOBACK' }]);
});

const entry = join(import.meta.dirname, '../../../../src/lab/tools/main.ts');

describe('the area', () => {
  it('law 14: a folder that is gone cannot take a copy', async () => {
    using lab = await configuredLab();
    rmSync(lab.area, { recursive: true });

    const { output, exitCode } = await lab.runFile(refreshScript(lab.area));

    expect(output).toMatch(/ORA-19504: failed to create file "\S+"\nORA-27040: file create error, unable to create file\nLinux-x86_64 Error: 2: No such file or directory\n/);
    expect(exitCode).toBe(1);
  });

  it('fills up in the middle of a copy, and keeps what was finished', async ({ skip }) => {
    skip(mountObstacle !== undefined, mountObstacle);
    using lab = await configuredLab();
    const commands = join(lab.dir, 'refresh.rman');
    writeFileSync(commands, refreshScript(lab.area));
    const environment = Object.entries(lab.env).map(([name, value]) => `${name}=${value}`);
    const rman = [process.execPath, entry, '--lab', lab.dir, 'rman', 'target', '/@orcl', `cmdfile=${commands}`];

    const output = await inPrivateMounts('mount -t tmpfs -o size=2500k icb-test "$1"; shift; env "$@" || echo "exit $?"', [lab.area, ...environment, ...rman]);

    expect(output).toMatch(/ORA-19502: write error on file "\S+", block number \d+ \(block size=8192\)\nORA-27072: File I\/O error\nLinux-x86_64 Error: 28: No space left on device\n/);
    expect(output).toContain('exit 1\n');
    expect(lab.inDatabase((db) => db.sql.all('select file from datafile_copy')).length).toBe(output.match(/datafile copy complete/g)?.length);
  });

  it('has no room left for the autobackup', async ({ skip }) => {
    skip(mountObstacle !== undefined, mountObstacle);
    using lab = await configuredLab();
    const commands = join(lab.dir, 'spfile.rman');
    writeFileSync(commands, `configure controlfile autobackup format for device type disk to '${lab.area}/%F';\nbackup spfile format '${lab.dir}/spfile' tag 'x';\n`);
    const environment = Object.entries(lab.env).map(([name, value]) => `${name}=${value}`);
    const rman = [process.execPath, entry, '--lab', lab.dir, 'rman', 'target', '/@orcl', `cmdfile=${commands}`];

    const output = await inPrivateMounts('mount -t tmpfs -o size=16k icb-test "$1"; shift; env "$@" || echo "exit $?"', [lab.area, ...environment, ...rman]);

    expect(output).toMatch(/RMAN-03002: failure of backup command at .*\nORA-19502: write error on file "\S+", block number 1 /);
    expect(output).toContain('exit 1\n');
  });
});
