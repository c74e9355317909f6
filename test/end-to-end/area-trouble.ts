// Runs icb in a lab whose backup area is a small file system of its own, which then becomes read-only, full, full half-way,
// and dead. Started in a mount namespace of its own; prints what came of each as JSON.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { run } from '#commands/backup.ts';
import { describeFailure } from '#failure.ts';
import { proveSnapshots } from '#lab/proof.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { runWorkload } from '#lab/workload.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import { openTestLab } from './test-lab.ts';
import type { Outcome } from './test-lab.ts';

const [trouble = ''] = process.argv.slice(2);
await using lab = await openTestLab();
const filler = join(lab.area, 'filler');

const troubles: Readonly<Record<string, () => Promise<unknown>>> = { small: smallFileSystem, dead: deadShare };
process.stdout.write(JSON.stringify(await troubles[trouble]?.()));

async function smallFileSystem(): Promise<unknown> {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'icb-test', lab.area]);
  try {
    const prepared = [await lab.icb('backup', 'orcl', 'config'), await backup(), await backup()];
    execFileSync('mount', ['-o', 'remount,ro', lab.area]);
    const readOnly = await backup();
    execFileSync('mount', ['-o', 'remount,rw', lab.area]);
    fillUp();
    const full = { ...(await backup()), leftovers: leftovers() };
    rmSync(filler);
    const fullHalfWay = { ...(await backup(fillingUp())), leftovers: leftovers() };
    rmSync(filler);
    const next = await backup();
    const differences = proveSnapshots(lab.directory, lab.area).map((proof) => proof.differences);
    return { prepared: prepared.map(({ exitCode }) => exitCode), readOnly, full, fullHalfWay, next, differences };
  } finally {
    execFileSync('umount', ['-l', lab.area]);
  }
}

async function backup(launchTool: ToolLauncher = labLauncher(lab.directory, lab.clock)): Promise<Outcome> {
  runWorkload(lab.directory, { transactions: 20, switchEvery: 10, clock: lab.clock });
  lab.clock.advance(60_000);
  return lab.icbIn({ launchTool }, 'backup', 'orcl', 'imagecopywithsnap');
}

/** Fills the area the moment RMAN is to make the level 1 incremental. */
function fillingUp(): ToolLauncher {
  const launch = labLauncher(lab.directory, lab.clock);
  return async (invocation) => {
    const commandFile = invocation.args.find((word) => word.startsWith('cmdfile='))?.slice('cmdfile='.length);
    if (commandFile !== undefined && readFileSync(commandFile, 'utf8').includes('for recover of copy')) fillUp();
    return launch(invocation);
  };
}

function fillUp(): void {
  const { bavail, bsize } = statfsSync(lab.area);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
}

function leftovers(): readonly string[] {
  return readdirSync(lab.area).filter((name) => /lck|tmp|probe/.test(name));
}

/** A share whose server stops answering. In the end first the mount goes, then the server: waiting calls are freed so. */
async function deadShare(): Promise<unknown> {
  const source = join(lab.directory, 'source');
  mkdirSync(source);
  const server = spawn('bindfs', ['-f', '-o', 'attr_timeout=0,entry_timeout=0,negative_timeout=0', source, lab.area], { stdio: 'ignore' });
  try {
    while (!isMounted()) await new Promise((resolve) => setTimeout(resolve, 10));
    server.kill('SIGSTOP');
    return await backupWithin(300);
  } finally {
    execFileSync('umount', ['-l', lab.area]);
    server.kill('SIGKILL');
  }
}

function isMounted(): boolean {
  return execFileSync('cat', ['/proc/self/mounts'], { encoding: 'utf8' }).includes(` ${lab.area} fuse`);
}

async function backupWithin(areaTimeLimitMs: number): Promise<Outcome> {
  let stdout = '';
  const screen = new Writable({
    write(chunk, _encoding, done) {
      stdout += String(chunk);
      done();
    },
  });
  const { signal } = new AbortController();
  const launchTool = labLauncher(lab.directory, lab.clock);
  const world = { env: {}, cwd: '/', stdin: Readable.from([]), stdout: screen, stderr: screen, clock: lab.clock, launchTool, effectiveUid: 1000, signal };
  const options = { config: join(lab.directory, 'backup.cfg'), json: false, quiet: false, verbose: false, color: false };
  try {
    await run('orcl', 'imagecopywithsnap', { world, options }, { areaTimeLimitMs });
    return { exitCode: 0, stdout, stderr: '' };
  } catch (error) {
    const { exitCode, text } = describeFailure(error, signal);
    return { exitCode, stdout, stderr: text };
  }
}
