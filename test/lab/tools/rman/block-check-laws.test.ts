import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { RestoreLab } from './restore-lab.ts';

const script = 'backup validate check logical database;\n';

function nameOf(restore: RestoreLab, file: number): string {
  return restore.inInstance((db) => db.sql.one<{ name: string }>('select name from datafile where file = ?', file).name);
}

function corruption(restore: RestoreLab): unknown {
  return restore.inInstance((db) => db.sql.all('select file, block, corruption_type from block_corruption order by file, block'));
}

describe('BACKUP VALIDATE CHECK LOGICAL DATABASE', () => {
  it('law 40: lists every datafile as a real log does', async () => {
    using restore = await RestoreLab.open();
    await restore.switch();

    const output = restore.neutral(await restore.answer(script));

    const { name, blocks } = restore.inInstance((db) => db.sql.one<{ name: string; blocks: number }>('select name, blocks from datafile where file = 1'));
    const second = restore.neutral(nameOf(restore, 2));
    expect(output).toMatch(/^Starting backup at 2016-11-08 21:56:37\nusing target database control file instead of recovery catalog\nallocated channel: ORA_DISK_1\nchannel ORA_DISK_1: SID=46 device type=DISK\nallocated channel: ORA_DISK_2\n/);
    expect(output).toContain(`channel ORA_DISK_1: starting full datafile backup set
channel ORA_DISK_1: specifying datafile(s) in backup set
input datafile file number=00001 name=${restore.neutral(name)}
channel ORA_DISK_2: starting full datafile backup set
channel ORA_DISK_2: specifying datafile(s) in backup set
input datafile file number=00002 name=${second}
channel ORA_DISK_1: backup set complete, elapsed time: 00:00:00
List of Datafiles
=================
File Status Marked Corrupt Empty Blocks Blocks Examined High SCN
---- ------ -------------- ------------ --------------- ----------
1    OK     0              `);
    expect(output).toMatch(new RegExp(`\\n1    OK     0 {14}\\d+ +${blocks} +\\d+ +\\n  File Name: /lab/clone/data_\\S+\\n  Block Type Blocks Failing Blocks Processed\\n  -{10} -{14} -{16}\\n  Data       0 {14}\\d+ +\\n  Index      0              0 {15}\\n  Other      0              1 {15}\\n\\n`));
    expect(output.match(/^\d +OK /gm)).toHaveLength(5);
    expect(output).toMatch(/\nFinished backup at 2016-11-08 21:56:37\n$/);
  });

  it('law 40: corrupt blocks are listed and recorded, and no failure', async () => {
    using restore = await RestoreLab.open();
    await restore.switch();
    damageBlock(nameOf(restore, 4), 3);
    damageBlock(nameOf(restore, 4), 5);

    const output = await restore.answer(script);

    expect(output).toMatch(/\n4    FAILED 0 /);
    expect(output).toMatch(/\n  Data       2 {14}\d+ +\n/);
    expect(output).toContain('\nvalidate found one or more corrupt blocks\n');
    expect(corruption(restore)).toEqual([3, 5].map((block) => ({ file: 4, block, corruption_type: 'CHECKSUM' })));
  });

  it('law 40: what is no longer corrupt is forgotten', async () => {
    using restore = await RestoreLab.open();
    await restore.switch();
    restore.inInstance((db) => db.sql.run("insert into block_corruption values (4, 3, 1, 0, 'CHECKSUM')"));

    await restore.answer(script);

    expect(corruption(restore)).toEqual([]);
  });

  it('law 40: a file that is not there is a failure before anything is read', async () => {
    using restore = await RestoreLab.open();
    await restore.switch();
    rmSync(nameOf(restore, 3));

    const failure = await restore.failureOf(script);

    expect(failure).toMatch(/^RMAN-03002: failure of backup command at .*\nRMAN-06056: could not access datafile 3$/);
  });
});
