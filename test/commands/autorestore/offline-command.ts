import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { loadConfiguration, type Configuration } from '#core/config/configuration.ts';
import type { CommandContext } from '#commands/context.ts';
import { fakeClock } from '../../core/fake-clock.ts';

/** A configuration of a restore host and a context, for parts of `icb autorestore` that start no program. */
export function offlineCommand(folder: string, { autorestore = '', databases = '[orcl]\ndbid: 1453211232\n', now = '2026-11-21T06:00:00Z', json = false } = {}) {
  const file = join(folder, 'backup.cfg');
  const folders = `autorestoredestination: ${folder}/scratch\nautorestoremountpoint: ${folder}/mnt\nautorestorelogdir: ${folder}/log\n`;
  const generic = `[generic]\nbackupdest: ${folder}/backup\ntnsadmin: tns\noraclehome: ${folder}/dbhome\nstorage: zfssa\n`;
  writeFileSync(file, `${generic}[autorestore]\nautorestoreclonename: autorestore\n${folders}${autorestore}${databases}`);
  const configuration: Configuration = loadConfiguration(file);
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const context: CommandContext = {
    world: {
      env: {},
      cwd: folder,
      stdin: new PassThrough(),
      stdout,
      stderr,
      clock: fakeClock(now),
      launchTool: () => Promise.reject(new Error('no program is started here')),
      effectiveUid: 1000,
      signal: new AbortController().signal,
    },
    options: { json, quiet: false, verbose: false, color: false },
  };
  return { configuration, context, screen: () => ({ stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }) };
}
