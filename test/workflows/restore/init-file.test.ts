import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import type { CloneParameters } from '#workflows/restore/clone-parameters.ts';
import { initFileContent } from '#workflows/restore/init-file.ts';

const settings = { sgaSize: '3G', pgaSize: '2G', instanceNumber: 2, thread: 2 };

function parameters(changes: Readonly<Record<string, string>> = {}): CloneParameters {
  return {
    file: '/mnt/autorestore.cfg',
    initialization: { db_name: 'orcl', compatible: '12.1.0.2.0', db_block_size: '8192', db_files: '200', undo_tablespace: 'UNDOTBS2', enable_pluggable_database: 'FALSE', ...changes },
    zone: 'UTC',
    isZoneKnown: true,
    lower: undefined,
    upper: { scn: 1n, localTime: '2026-02-03 00:00:00', time: DateTime.utc(2026, 2, 3) },
    resetlogsId: undefined,
    resetlogsScn: undefined,
    changeTrackingFile: undefined,
    encryptedTablespaces: 0,
    databaseVersion: undefined,
  };
}

const place = { sid: 'ORCLT1', scratchFolder: '/nfs/autorestore/dest', diagnosticFolder: '/nfs/autorestore/log', keystore: undefined };

it('opens what the source was and reaches nothing of it', () => {
  expect(initFileContent({ settings, parameters: parameters(), ...place })).toBe(`*.compatible='12.1.0.2.0'
*.control_files='/nfs/autorestore/dest/restore.cf'
*.db_block_size='8192'
*.db_create_file_dest='/nfs/autorestore/dest'
*.db_files='200'
*.db_name='orcl'
*.db_unique_name='ORCLT1'
*.diagnostic_dest='/nfs/autorestore/log'
*.filesystemio_options='SETALL'
*.instance_number=2
*.job_queue_processes=0
*.log_archive_dest_1='LOCATION=/nfs/autorestore/dest'
*.pga_aggregate_target='2G'
*.processes=300
*.remote_login_passwordfile='NONE'
*.sga_max_size='3G'
*.sga_target='3G'
*.standby_file_management='AUTO'
*.thread=2
*.undo_management='AUTO'
*.undo_tablespace='UNDOTBS2'
`);
});

it('says that it is a container database only where it is one: the parameter does not exist before 12.1', () => {
  expect(initFileContent({ settings, parameters: parameters({ enable_pluggable_database: 'true' }), ...place })).toContain("*.enable_pluggable_database='TRUE'\n");
});

it('names the keystore of an encrypted database', () => {
  const content = initFileContent({ settings, parameters: parameters(), ...place, keystore: { by: 'wallet_root', folder: '/secure/orcl' } });

  expect(content).toContain("*.tde_configuration='KEYSTORE_CONFIGURATION=FILE'\n*.wallet_root='/secure/orcl'\n");
});

it('refuses a value that would end its line and begin another parameter', () => {
  expect(() => initFileContent({ settings, parameters: parameters({ undo_tablespace: "X'\n*.spfile='/evil" }), ...place })).toThrow(/undo_tablespace in \/mnt\/autorestore\.cfg cannot be written/u);
});
