import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hangObstacle, inPrivateMounts, mountObstacle } from './private-mounts.ts';
import { temporaryFolder } from './temporary-folder.ts';

const areaUser = new URL('area-user.ts', import.meta.url).pathname;

/** Mounts `$1` as a small file system, runs `prepare` in it, lets the steps `$3` happen and shows what is there then. */
function onTmpfs(prepare: string, { as = '' }: { as?: string } = {}): string {
  return `
    mount -t tmpfs -o size=64k,mode=0755 icb-test "$1"
    cd "$1"; ${prepare}; cd /
    ${as} "$4" "$2" "$1" "$3"
    echo; cd "$1"; ls -A; cat autorestore.cfg snapshots.jsonl 2>/dev/null || true
  `;
}

const asStranger = 'setpriv --reuid 4711 --regid 4711 --clear-groups';

/** Why nobody but root can run the sources here; `undefined` when others can. */
function findStrangerObstacle(): string | undefined {
  if (mountObstacle !== undefined) return mountObstacle;
  try {
    execFileSync('/bin/sh', ['-c', `${asStranger} test -r ${areaUser} && ${asStranger} test -x ${process.execPath}`]);
    return undefined;
  } catch {
    return 'needs a clone that other users can read';
  }
}

async function useArea(script: string, steps: readonly string[]): Promise<{ outcomes: unknown; files: readonly string[] }> {
  using folder = temporaryFolder();
  const output = await inPrivateMounts(script, [folder.path, areaUser, steps.join(','), process.execPath]);
  const [outcomes = '', ...files] = output.trimEnd().replaceAll(folder.path, '/area').split('\n');
  return { outcomes: JSON.parse(outcomes) as unknown, files };
}

describe('a full area', () => {
  it('ends in one sentence for each thing that needs room, and no empty file stays', async ({ skip }) => {
    skip(mountObstacle !== undefined, mountObstacle);
    const script = onTmpfs('printf old > autorestore.cfg; printf "one\\n" > snapshots.jsonl; dd if=/dev/zero of=filler bs=4k 2>/dev/null || true');

    const { outcomes, files } = await useArea(script, ['probe', 'lock', 'replace', 'append']);

    expect(outcomes).toMatchObject({
      probe: { exitCode: 2, message: 'the backup area /area is full', hint: expect.stringContaining('enlarge the volume') },
      lock: { exitCode: 2, message: 'cannot create the lock /area/backup.lck: no space left on device', hint: expect.stringContaining('make room') },
      replace: { exitCode: 1, message: 'cannot write /area/autorestore.cfg: no space left on device' },
      append: { exitCode: 1, message: 'cannot append to /area/snapshots.jsonl: no space left on device' },
    });
    expect(files).toEqual(['autorestore.cfg', 'filler', 'snapshots.jsonl', 'oldone']);
  });

  it('keeps the old file and the whole lines when a new one fits in part', async ({ skip }) => {
    skip(mountObstacle !== undefined, mountObstacle);
    const prepare = 'printf old > autorestore.cfg; printf "one\\n" > snapshots.jsonl; dd if=/dev/zero of=filler bs=4k count=8 2>/dev/null';

    const { outcomes, files } = await useArea(onTmpfs(prepare), ['probe', 'lock', 'append', 'replace']);

    expect(outcomes).toMatchObject({ probe: { done: 'tmpfs' }, lock: { done: ['autorestore.cfg', 'backup.lck', 'filler', 'snapshots.jsonl'] }, append: { exitCode: 1 }, replace: { exitCode: 1 } });
    expect(files).toEqual(['autorestore.cfg', 'filler', 'snapshots.jsonl', 'oldone']);
  });

  it('that fills up in the middle of a run costs the rest of the log file, with one warning, and not the backup', async ({ skip }) => {
    skip(mountObstacle !== undefined, mountObstacle);

    const { outcomes } = await useArea(onTmpfs('true'), ['log']);

    const failure = 'cannot write the log /area/backup_logs/orcl.log: no space left on device';
    expect(outcomes).toEqual({
      log: {
        done: {
          failure,
          screen: `02:00:00 INFO     orcl            begin\n02:00:00 WARNING  orcl            ${failure}; going on without it\n02:00:00 INFO     orcl            end\n`,
        },
      },
    });
  });
});

describe('a read-only area', () => {
  it('ends in one sentence each', async ({ skip }) => {
    skip(mountObstacle !== undefined, mountObstacle);

    const { outcomes } = await useArea(onTmpfs('mount -o remount,ro "$1"'), ['probe', 'lock', 'replace', 'append', 'log']);

    expect(outcomes).toMatchObject({
      probe: { exitCode: 2, message: 'the backup area /area is mounted read-only', hint: 'mount it read-write and run again' },
      lock: { exitCode: 2, message: 'cannot create the lock /area/backup.lck: read-only file system', hint: 'mount the backup area read-write' },
      replace: { message: 'cannot write /area/autorestore.cfg: read-only file system' },
      append: { message: 'cannot append to /area/snapshots.jsonl: read-only file system' },
      log: { exitCode: 2, message: 'cannot create a session log in /area/backup_logs: read-only file system' },
    });
  });
});

describe('a share that no longer answers', () => {
  it('is given up after the time limit, and the process ends by itself', async ({ skip }) => {
    skip(hangObstacle !== undefined, hangObstacle);
    using folder = temporaryFolder();
    for (const name of ['source', 'share']) mkdirSync(join(folder.path, name));
    const script = `
      bindfs -f -o attr_timeout=0,entry_timeout=0,negative_timeout=0 "$1/source" "$1/share" >/dev/null 2>&1 & server=$!
      trap 'umount -l "$1/share"; kill -KILL $server' EXIT
      until mountpoint -q "$1/share"; do sleep 0.01; done
      mkdir "$1/share/orcl"
      kill -STOP $server
      "$3" "$2" "$1/share/orcl" probe 300
    `;

    const output = await inPrivateMounts(script, [folder.path, areaUser, process.execPath]);

    expect(JSON.parse(output)).toMatchObject({
      probe: { exitCode: 2, message: `the backup area ${folder.path}/share/orcl does not answer within 0.3 seconds`, hint: expect.stringContaining('stale') },
    });
    expect(readdirSync(join(folder.path, 'source'))).toEqual(['orcl']);
  });

  it('whose server has died is a dead mount', async ({ skip }) => {
    skip(hangObstacle !== undefined, hangObstacle);
    using folder = temporaryFolder();
    for (const name of ['source', 'share']) mkdirSync(join(folder.path, name));
    const script = `
      bindfs -f "$1/source" "$1/share" >/dev/null 2>&1 & server=$!
      until mountpoint -q "$1/share"; do sleep 0.01; done
      kill -KILL $server; wait $server || true
      trap 'umount -l "$1/share"' EXIT
      "$3" "$2" "$1/share/orcl" probe
    `;

    const output = await inPrivateMounts(script, [folder.path, areaUser, process.execPath]);

    expect(JSON.parse(output)).toMatchObject({ probe: { exitCode: 2, message: `the backup area ${folder.path}/share/orcl is a dead mount`, hint: 'unmount and mount its share again' } });
  });
});

describe('another user', () => {
  it('is told that the area is not his', async ({ skip }) => {
    const obstacle = findStrangerObstacle();
    skip(obstacle !== undefined, obstacle);

    const { outcomes } = await useArea(onTmpfs('true', { as: asStranger }), ['probe', 'lock']);

    expect(outcomes).toMatchObject({
      probe: { exitCode: 2, message: 'the backup area /area cannot be read and written by the user icb runs as' },
      lock: { exitCode: 2, message: 'cannot create the lock /area/backup.lck: permission denied', hint: expect.stringContaining('owner of the backup area') },
    });
  });
});
