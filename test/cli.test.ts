import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { World } from '#commands/context.ts';
import { version } from '#core/version.ts';
import { databaseKinds } from '#lab/database-kind.ts';
import { runCommandLine } from '#cli.ts';
import { bareWorld } from './bare-world.ts';
import { temporaryFolder } from './core/temporary-folder.ts';

/** Runs a command line in a folder without a configuration. */
async function icb(...args: string[]) {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'own.cfg'), '[generic]\nlogretention: 3\n');
  const { world, stdout, printed } = bareWorld(folder.path);
  let worldsOpened = 0;
  const openWorld = async (): Promise<World> => {
    worldsOpened += 1;
    return world;
  };
  const exitCode = await runCommandLine(args, { stdout, openWorld });
  return { exitCode, stdout: printed(), worldsOpened };
}

describe('asking what there is', () => {
  it('lists the commands', async () => {
    const { exitCode, stdout, worldsOpened } = await icb('--help');

    expect([exitCode, worldsOpened]).toEqual([0, 0]);
    expect([...stdout.matchAll(/^ {2}([a-z][a-z-]*) /gmu)].map(([, name]) => name)).toEqual(['backup', 'autorestore', 'restore', 'snapper', 'volume', 'report', 'exec-all', 'check', 'dbinfo', 'config', 'completion', 'man', 'demo', 'lab']);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('lists the words of a command with what they may be', async () => {
    const { exitCode, stdout } = await icb('backup', '--help');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: icb backup [options] <db> <action>');
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain('config | setschedule | imagecopywithsnap | backupimagecopy | missingarchlog | report | validatebackup | generaterestore');
  });

  it('lists the words of each action of a lab, and every kind of database', async () => {
    const { stdout } = await icb('lab', '--help');
    const [, kinds = ''] = /KIND is one of([^]*?)\n {2}serve/u.exec(stdout) ?? [];

    expect(kinds.match(/[\d.]+[a-z]*(?:-\w+)?/gu)?.toSorted()).toEqual(Object.keys(databaseKinds).toSorted());
    expect([...stdout.matchAll(/^ {2}([a-z]+) DIR/gmu)].map(([, action]) => action)).toEqual(['create', 'serve', 'workload', 'job', 'fault', 'fault']);
    expect(stdout).not.toContain('--json');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('prints the version', async () => {
    expect(await icb('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, worldsOpened: 0 });
  });
});

describe('a global option', () => {
  it.each([
    ['before the command', ['--config', 'own.cfg', '--json', 'config', 'show']],
    ['after the command', ['config', '--config', 'own.cfg', '--json', 'show']],
    ['at the end', ['config', 'show', '--json', '--config=own.cfg']],
    ['on both sides', ['--json', 'config', 'show', '--config', 'own.cfg']],
    ['on both sides, where the last one counts', ['--config', 'other.cfg', 'config', 'show', '--json', '--config', 'own.cfg']],
  ])('counts %s', async (_, args) => {
    const { exitCode, stdout } = await icb(...args);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sections: { generic: { logretention: '3' } } });
  });
});

describe('wrong usage', () => {
  it.each([
    [[], 'no command given; allowed: backup, autorestore, restore, snapper, volume, report, exec-all, check, dbinfo, config, completion, man, demo, lab'],
    [['snaper', 'orcl', 'list'], 'unknown command snaper (did you mean snapper?); allowed: backup, autorestore, restore, snapper, volume, report, exec-all, check, dbinfo, config, completion, man, demo, lab'],
    [['--json', '--config', 'x', 'frobnicate'], 'unknown command frobnicate; allowed: backup, autorestore, restore, snapper, volume, report, exec-all, check, dbinfo, config, completion, man, demo, lab'],
    [['--jsno', 'config', 'show'], 'unknown option --jsno (did you mean --json?); allowed: --config, --json, --quiet, --verbose, --no-color, --version, --help'],
    [['config', 'show', '--verbos'], 'config: unknown option --verbos (did you mean --verbose?); allowed: --config, --json, --quiet, --verbose, --no-color, --help'],
    [['--dry-run', 'snapper', 'orcl', 'clean'], '--dry-run is an option of snapper; usage: icb snapper <db> <action> [name] --dry-run'],
    [['backup'], 'backup: <db> is missing (database: a section of the configuration file); usage: icb backup <db> <action>'],
    [['backup', 'orcl'], 'backup: <action> is missing (config | setschedule | imagecopywithsnap | backupimagecopy | missingarchlog | report | validatebackup | generaterestore); usage: icb backup <db> <action>'],
    [['restore'], 'restore: <db> is missing (database: a section of the configuration file, which may be named before it); usage: icb restore [FILE] <db>'],
    [['--config', 'x', 'config'], 'config: <action> is missing (show | check | reference); usage: icb config <action>'],
    [['lab', 'create'], 'lab: <dir> is missing (folder of the lab); usage: icb lab <action> <dir> [words...]'],
    [['--json', 'config', 'show', 'more', 'words'], 'config: too many words: more words; usage: icb config <action>'],
    [['config', 'show', '--config'], 'option --config <file> needs a value'],
    [['config', 'shw'], 'unknown action shw (did you mean show?); allowed: show, check, reference'],
  ])('%j is refused, saying what is wrong and what is allowed', async (args, message) => {
    await expect(icb(...args)).rejects.toMatchObject({ name: 'UsageError', exitCode: 2, message });
  });

  it('is told where to read more', async () => {
    await expect(icb('snaper')).rejects.toMatchObject({ hint: 'icb --help lists the commands, icb <command> --help what each one takes' });
  });
});
