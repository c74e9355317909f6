// What a runbook says of databases that the lab cannot hold, and of those of which little is known. That its commands work is shown
// by test/end-to-end/restore-runbook.test.ts.

import { describe, expect, it } from 'vitest';
import { DateTime } from 'luxon';
import { composeRunbook } from '#workflows/restore-runbook/compose-runbook.ts';
import type { RunbookValues } from '#workflows/restore-runbook/runbook-values.ts';

const settings: RunbookValues['settings'] = {
  name: 'sales',
  dbid: '4711',
  area: '/nfs/backup/sales',
  oracleHome: '/u01/app/oracle/product/19/dbhome_1',
  parallel: 8,
  recoveryCatalog: undefined,
  hasDataGuard: false,
  registerCatalog: false,
  templateDir: undefined,
  file: '/etc/icb/backup.cfg',
  program: '/opt/icb/bin/icb',
  makesClones: true,
};

const snapshot = {
  snapshotId: 'sales-20261120T020000',
  dbid: '4711',
  resetlogsId: '1000',
  redoLost: false,
  lowerScn: 100n,
  upperScn: 200n,
  lowerTime: DateTime.fromISO('2026-11-19T02:10:00Z', { zone: 'utc' }),
  upperTime: DateTime.fromISO('2026-11-20T02:00:00Z', { zone: 'utc' }),
};

/** Two instances, all in ASM. */
const cluster: RunbookValues = {
  settings,
  source: 'made up',
  snapshots: [snapshot],
  parameters: ['timezone: Europe/Helsinki'],
  layout: {
    version: '19.0.0.0.0',
    enterpriseEdition: true,
    role: 'PRIMARY',
    resetlogsId: '1000',
    dbName: 'SALES',
    flashbackOn: true,
    characterSet: 'WE8ISO8859P15',
    changeTrackingFile: '+DATA/SALES/CHANGETRACKING/ctf.270.1',
    parameters: { compatible: '19.0.0', db_block_size: '8192', db_create_file_dest: '+DATA', db_name: 'SALES', db_recovery_file_dest: '+RECO', db_recovery_file_dest_size: '1000', sga_target: '0', memory_target: '8589934592', spfile: '+DATA/SALES/PARAMETERFILE/spfile.1.1' },
    instances: [
      { name: 'sales1', host: 'db1', thread: 1, undoTablespace: 'UNDOTBS1' },
      { name: 'sales2', host: 'db2', thread: 2, undoTablespace: 'UNDOTBS2' },
    ],
    threads: [
      { thread: 1, status: 'OPEN', instance: 'sales1' },
      { thread: 2, status: 'OPEN', instance: 'sales2' },
    ],
    onlineLogs: [
      { group: 1, thread: 1, bytes: 1_073_741_824, name: '+DATA/SALES/ONLINELOG/group_1.257.1' },
      { group: 2, thread: 2, bytes: 1_073_741_824, name: '+DATA/SALES/ONLINELOG/group_2.258.1' },
    ],
    datafiles: [{ file: 1, bytes: 1_073_741_824, name: '+DATA/SALES/DATAFILE/system.256.1' }],
    tempfiles: [{ file: 1, bytes: 1_073_741_824, name: '+DATA/SALES/TEMPFILE/temp.259.1' }],
    controlFiles: ['+DATA/SALES/CONTROLFILE/current.260.1'],
    pluggableDatabases: [],
    encryptedTablespaces: 0,
  },
};

function withLayout(layout: Partial<RunbookValues['layout']>): RunbookValues {
  return { ...cluster, layout: { ...cluster.layout, ...layout } };
}

describe('a runbook', () => {
  it('of a cluster in ASM names instances, threads, undo tablespaces and disk groups, and how to get there', async () => {
    const text = await composeRunbook(cluster);

    expect(text).toContain('#   instance sales2  thread 2, undo tablespace UNDOTBS2\n');
    expect(text).toContain('# Its files lived in ASM (+DATA): 1 datafile, 1GB together; DB_CREATE_FILE_DEST was +DATA.\n');
    expect(text).toContain("#|  alter system set db_create_file_dest='+DATA';\n#|  alter database add logfile thread 1 ('+DATA') size 1073741824;\n#|  alter database add logfile thread 2 ('+DATA') size 1073741824;\n");
    expect(text).toContain('export ORACLE_SID=sales1\n');
    expect(text).toContain("*.memory_target=8589934592\n");
    expect(text).not.toContain('*.sga_target');
    expect(text).toContain('create spfile from pfile=');
    expect(text).toContain("set until time \"to_date('2026-11-20 04:00:00'");
  });

  it('makes a control file, when there is none, in the character set of the database', async () => {
    expect(await composeRunbook(cluster)).toContain("#|  echo 'CHARACTER SET WE8ISO8859P15;'\n");
    expect((await composeRunbook(withLayout({ characterSet: '' }))).replaceAll('\n# ', ' ')).toContain('CHARACTER SET must be that of the lost database');
  });

  it('leaves nothing to be filled in', async () => {
    const text = await composeRunbook(cluster);

    expect(text).not.toMatch(/YYYY|undefined|\[object|\bNaN\b|<[a-z]+>|\$\{(?!SNAPSHOT|UNTIL_SCN)/);
  });

  it.each([
    ['11.2', { version: '11.2.0.4.0' }],
    ['Standard Edition', { enterpriseEdition: false }],
    ['unknown', { enterpriseEdition: undefined }],
  ])('copies the datafiles to production storage when they cannot be moved there online: %s', async (_, layout) => {
    const text = await composeRunbook(withLayout(layout as Partial<RunbookValues['layout']>));

    expect(text).not.toContain('move datafile');
    expect(text).toContain("backup incremental level 1 for recover of copy with tag 'to_production' database format '/restore/sales/new/%U';");
    expect(text).toContain('startup mount pfile=/restore/sales/work/init.ora\n');
  });

  it('speaks of the keystore before anything starts, when there are encrypted tablespaces', async () => {
    const text = await composeRunbook(withLayout({ encryptedTablespaces: 2, parameters: { ...cluster.layout.parameters, wallet_root: '/u01/keystore' } }));

    expect(text).toContain('# THE DATABASE HAS ENCRYPTED TABLESPACES. Put its keystore into /u01/keystore/tde');
    expect(text).toContain("*.tde_configuration='KEYSTORE_CONFIGURATION=FILE'\n*.wallet_root='/u01/keystore'\n");
    expect(text.indexOf('ENCRYPTED TABLESPACES.')).toBeLessThan(text.indexOf('startup nomount'));
  });

  it('speaks of the standby and of the recovery catalog where there are any', async () => {
    const text = await composeRunbook({ ...cluster, settings: { ...settings, hasDataGuard: true, recoveryCatalog: '/@rman' } });

    expect(text).toContain('There is a standby (hasdataguard)');
    expect(text).toContain('Recovery catalog /@rman');
    expect(text).not.toContain('A recovery catalog is not used');
  });

  it('goes over a copy of the area where the storage system makes no clones', async () => {
    const text = await composeRunbook({ ...cluster, settings: { ...settings, makesClones: false } });

    expect(text).toContain('cp -a /nfs/backup/sales/[!.]* /restore/sales/clone/\n#<< 3.3');
    expect(text).toContain('rm -r /restore/sales/clone/*\n#<< 10.4');
    expect(text).toContain('# 3. SAFETY SNAPSHOT, COPY\n');
    expect(text).not.toMatch(/snapper sales (?:clone|dropclone|listclones)|icb\/backup.cfg autorestore|^mount /mu);
  });

  it('keeps the quotes of a shell and of Oracle when names have blanks', async () => {
    const text = await composeRunbook({ ...cluster, settings: { ...settings, area: '/nfs/back up/sales', file: '/etc/icb/back up.cfg', oracleHome: '/u01/ora home' } });

    expect(text).toContain("export ORACLE_HOME='/u01/ora home'\n");
    expect(text).toContain("/opt/icb/bin/icb --config '/etc/icb/back up.cfg' snapper sales create");
    expect(text).toContain("grep -qs '^lasttime' '/nfs/back up/sales/autorestore.cfg'");
  });
});
