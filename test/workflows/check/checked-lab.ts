import { readFileSync, writeFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { join } from 'node:path';
import { run } from '#commands/check.ts';
import type { CheckChanges, CheckOptions } from '#commands/check.ts';
import type { MountWithOptions } from '#core/mount-table.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { openTestLab } from '../../end-to-end/test-lab.ts';
import type { TestLab } from '../../end-to-end/test-lab.ts';

/** As `icb check orcl --json` shows it. */
export interface ShownCheck {
  readonly name: string;
  readonly status: string;
  readonly finding: string;
  readonly remedy: string | null;
}

/** A lab with a database that is set up, scheduled, and has been backed up twice. */
export async function openCheckedLab(): Promise<TestLab> {
  const lab = await openTestLab();
  const file = join(lab.directory, 'backup.cfg');
  // A file needs no process to be asked.
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^autorestorecatalog: .*$/mu, 'autorestorecatalog: sqlite:results.db'));
  await lab.icb('autorestore', '--createcatalog');
  const steps = ['config', 'setschedule', 'imagecopywithsnap', 'imagecopywithsnap'];
  for (const action of steps) {
    const { exitCode, stderr } = await lab.icbIn({ env: { OSPASSWORD: 'a password' } }, 'backup', 'orcl', action);
    if (exitCode !== 0) throw new Error(stderr);
    lab.clock.advance(60_000);
  }
  return lab;
}

/** The mount of the lab's area as a real host would show it. */
export function nfsMount({ area }: Pick<TestLab, 'area'>, changes: Partial<MountWithOptions> = {}): MountWithOptions {
  const options = ['rw', 'vers=3', 'rsize=32768', 'wsize=32768', 'hard', 'proto=tcp'];
  return { mountPoint: area, fileSystem: 'nfs', source: '127.0.0.1:/export/demo-backup/orcl', options, ...changes };
}

/** What every check of that database and of the configuration comes to, on a host that has the area mounted by NFS. */
export async function checkLab(lab: TestLab, changes: CheckChanges = {}, { restoreHost = false }: CheckOptions = {}): Promise<readonly ShownCheck[]> {
  let text = '';
  const stdout = new Writable({ write: (chunk: Buffer, _encoding, done) => done(void (text += chunk.toString())) });
  const root: MountWithOptions = { mountPoint: '/', fileSystem: 'ext4', source: '/dev/vda', options: ['rw'] };
  const host = {
    mounts: () => [root, nfsMount(lab)],
    fstab: () => `# a comment\nfiler:/export/demo-backup/orcl ${lab.area}/ nfs rw 0 0\n`,
    space: async () => ({ totalBytes: 1000, availableBytes: 500 }),
  };
  const world = {
    env: { TMPDIR: join(lab.directory, 'run-folders') },
    cwd: '/',
    stdin: Readable.from([]),
    stdout,
    stderr: stdout,
    clock: lab.clock,
    launchTool: labLauncher(lab.directory, lab.clock),
    effectiveUid: process.geteuid?.(),
    signal: new AbortController().signal,
  };
  const options = { config: join(lab.directory, 'backup.cfg'), json: true, quiet: false, verbose: false, color: false };
  await run('orcl', { restoreHost }, { world, options }, { host, ...changes });
  return (JSON.parse(text) as { readonly checks: readonly ShownCheck[] }).checks;
}
