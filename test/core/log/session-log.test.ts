import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { backupLogNaming } from '#core/log/log-names.ts';
import { openSessionLog, type SessionLogOptions } from '#core/log/session-log.ts';
import { fakeClock } from '../fake-clock.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { SlowScreen } from './slow-screen.ts';

const naming = backupLogNaming('orcl', 'imagecopywithsnap');

function options(area: string, screen: Writable, changes: Partial<SessionLogOptions> = {}): SessionLogOptions {
  return {
    file: { folder: join(area, 'backup_logs'), name: naming.name },
    database: 'orcl',
    clock: fakeClock('2016-11-08T20:53:35.592Z'),
    timeZone: 'Europe/Berlin',
    screen,
    streamToScreen: false,
    format: 'text',
    quiet: false,
    verbose: false,
    color: false,
    ...changes,
  };
}

function readLog(area: string): string {
  const [name = ''] = readdirSync(join(area, 'backup_logs'));
  return readFileSync(join(area, 'backup_logs', name), 'utf8');
}

function readJsonLog(area: string): unknown[] {
  return readLog(area).trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
}

describe('the folder of the logs', () => {
  it.each([0o000, 0o077])('is for its owner and group, with the umask %i too', async (umask) => {
    using area = temporaryFolder();
    const before = process.umask(umask);
    try {
      await using _log = openSessionLog(options(area.path, new SlowScreen({ isReading: true })));
    } finally {
      process.umask(before);
    }

    expect(statSync(join(area.path, 'backup_logs')).mode & 0o777).toBe(0o750);
  });
});

describe('the text layout', () => {
  it('writes everything to a file of its own, and what matters to the screen, in local time', async () => {
    using area = temporaryFolder();
    const screen = new SlowScreen({ isReading: true });
    {
      await using log = openSessionLog(options(area.path, screen));
      log.debug('SQL*Plus execution starts');
      log.toolOutput('\nSystem altered.\n\n');
      log.info('Snap the current backup area', { snapshotId: 'orcl-20161108T215335', scn: 799_175n });
      log.warn('odd');
      log.error('bad');
    }

    expect(readdirSync(join(area.path, 'backup_logs'))).toEqual(['orcl_20161108T215335_imagecopywithsnap.log']);
    expect(readLog(area.path)).toBe(`2016-11-08 21:53:35,592 DEBUG    orcl            SQL*Plus execution starts

System altered.

2016-11-08 21:53:35,592 INFO     orcl            Snap the current backup area snapshotId=orcl-20161108T215335 scn=799175
2016-11-08 21:53:35,592 WARNING  orcl            odd
2016-11-08 21:53:35,592 ERROR    orcl            bad
`);
    expect(screen.text).toBe(`21:53:35 INFO     orcl            Snap the current backup area snapshotId=orcl-20161108T215335 scn=799175
21:53:35 WARNING  orcl            odd
21:53:35 ERROR    orcl            bad
`);
  });

  it('starts its own lines in the first column, wherever a tool stopped, and adds nothing to what a tool prints', async () => {
    using area = temporaryFolder();
    {
      await using log = openSessionLog(options(area.path, new SlowScreen({ isReading: true })));
      log.toolOutput('RMAN');
      log.toolOutput('> \r\n  channel');
      log.toolOutput('');
      log.toolOutput(' ORA_DISK_1');
      log.debug('next');
      log.toolOutput('done');
    }

    expect(readLog(area.path)).toBe('RMAN> \r\n  channel ORA_DISK_1\n2016-11-08 21:53:35,592 DEBUG    orcl            next\ndone\n');
  });

  it.each([
    ['2026-10-25T00:30:00Z', '2026-10-25 02:30:00,000'],
    ['2026-10-25T01:30:00Z', '2026-10-25 02:30:00,000'],
    ['2026-03-29T01:00:00Z', '2026-03-29 03:00:00,000'],
  ])('tells the local time of %s on the days the clocks change', async (instant, local) => {
    using area = temporaryFolder();
    {
      await using log = openSessionLog(options(area.path, new SlowScreen({ isReading: true }), { clock: fakeClock(instant) }));
      log.info('tick');
    }

    expect(readLog(area.path)).toBe(`${local} INFO     orcl            tick\n`);
  });

  it('lets nobody forge a line or command the terminal', async () => {
    using area = temporaryFolder();
    const screen = new SlowScreen({ isReading: true });
    {
      await using log = openSessionLog(options(area.path, screen));
      log.info('answer: a\r\n21:53:35 INFO     orcl            backup is fine\u001b[2J\rx\u202e', { 'name': 'a\n21:53:35 INFO b\u009b' });
    }

    const first = '21:53:35 INFO     orcl            answer: a\n';
    expect(screen.text).toBe(`${first}    21:53:35 INFO     orcl            backup is fine\\u001b[2J\\rx\\u202e name="a\\n21:53:35 INFO b\\u009b"\n`);
  });

  it('shows values so that one can tell where they end', async () => {
    using area = temporaryFolder();
    const screen = new SlowScreen({ isReading: true });
    {
      await using log = openSessionLog(options(area.path, screen));
      log.info('values', { path: '/u01/a', empty: '', blank: 'a b', equals: 'a=b', count: 3, yes: true, list: [1, 'x'], missing: undefined, cause: new Error('no room') });
    }

    expect(screen.text).toContain('values path=/u01/a empty="" blank="a b" equals="a=b" count=3 yes=true list=[1,"x"] cause="no room"\n');
  });

  it('never shows a secret handed over by mistake', async () => {
    using area = temporaryFolder();
    const screen = new SlowScreen({ isReading: true });
    {
      await using log = openSessionLog(options(area.path, screen, { verbose: true }));
      log.debug('request', { password: 'tiger', headers: { 'Authorization': 'Basic dGlnZXI=', 'X-Auth-Key': 'tiger' }, request: { headers: { authorization: 'tiger' } } });
    }

    expect(screen.text + readLog(area.path)).not.toMatch(/tiger|dGlnZXI/);
    expect(screen.text).toContain('password=***');
  });

  it('colours the level on a terminal and nowhere else', async () => {
    using area = temporaryFolder();
    const screen = new SlowScreen({ isReading: true });
    {
      await using log = openSessionLog(options(area.path, screen, { color: true }));
      log.warn('odd');
    }

    expect(screen.text).toBe('21:53:35 \u001b[33mWARNING \u001b[0m orcl            odd\n');
    expect(readLog(area.path)).not.toContain('\u001b');
  });

  it('takes the next free second when two runs start in one', async () => {
    using area = temporaryFolder();
    const screen = new SlowScreen({ isReading: true });
    await openSessionLog(options(area.path, screen))[Symbol.asyncDispose]();

    await openSessionLog(options(area.path, screen))[Symbol.asyncDispose]();

    expect(readdirSync(join(area.path, 'backup_logs'))).toEqual(['orcl_20161108T215335_imagecopywithsnap.log', 'orcl_20161108T215336_imagecopywithsnap.log']);
  });

  it('does without a file for commands that keep none', async () => {
    const screen = new SlowScreen({ isReading: true });
    const { file: _, ...withoutFile } = options('', screen, { database: 'icb', streamToScreen: true });
    const log = openSessionLog(withoutFile);
    log.info('hello');
    log.toolOutput('output');
    await log[Symbol.asyncDispose]();

    expect(log.filePath).toBeUndefined();
    expect(screen.text).toBe('21:53:35 INFO     icb             hello\noutput\n');
  });
});

describe('what the screen shows', () => {
  it.each([
    ['by default', {}, ['INFO', 'WARNING']],
    ['quiet', { quiet: true }, ['WARNING']],
    ['verbose', { verbose: true }, ['DEBUG', 'INFO', 'WARNING']],
    ['streaming', { streamToScreen: true }, ['DEBUG', 'tool', 'INFO', 'WARNING']],
    ['streaming but quiet', { streamToScreen: true, quiet: true }, ['WARNING']],
  ])('%s', async (_, changes, shown) => {
    using area = temporaryFolder();
    const screen = new SlowScreen({ isReading: true });
    {
      await using log = openSessionLog(options(area.path, screen, changes));
      log.debug('DEBUG');
      log.toolOutput('tool\n');
      log.info('INFO');
      log.warn('WARNING');
    }

    expect(screen.text.trimEnd().split('\n').map((line) => line.split(' ').at(-1))).toEqual(shown);
  });
});

describe('the JSON layout', () => {
  it('is one JSON line for each of ours and each of a tool, in file and screen alike', async () => {
    using area = temporaryFolder();
    const screen = new SlowScreen({ isReading: true });
    {
      await using log = openSessionLog(options(area.path, screen, { format: 'json', streamToScreen: true }));
      log.toolOutput('RMAN> show');
      log.toolOutput(' all;\n\nusing target');
      log.info('level 1 is done', { database: 'orcl', scn: 12n, msg: 'x' });
    }

    const common = { time: '2016-11-08T20:53:35.592Z', database: 'orcl' };
    expect(readJsonLog(area.path)).toEqual([
      { level: 20, ...common, source: 'tool', msg: 'RMAN> show all;' },
      { level: 20, ...common, source: 'tool', msg: '' },
      { level: 20, ...common, source: 'tool', msg: 'using target' },
      { level: 30, ...common, scn: '12', msg_: 'x', msg: 'level 1 is done' },
    ]);
    expect(screen.text).toBe(readLog(area.path));
  });

  it('keeps the tools off the screen unless they are asked for', async () => {
    using area = temporaryFolder();
    const screen = new SlowScreen({ isReading: true });
    {
      await using log = openSessionLog(options(area.path, screen, { format: 'json', verbose: true }));
      log.toolOutput('RMAN>\n');
      log.debug('values');
    }

    expect(screen.text.trimEnd().split('\n')).toHaveLength(1);
    expect(readJsonLog(area.path)).toHaveLength(2);
  });

  it('cuts a line without end, so that it needs no memory without end', async () => {
    using area = temporaryFolder();
    {
      await using log = openSessionLog(options(area.path, new SlowScreen({ isReading: true }), { format: 'json' }));
      for (let chunk = 0; chunk < 10; chunk += 1) log.toolOutput('x'.repeat(40_000));
    }

    const lengths = readJsonLog(area.path).map((record) => (record as { msg: string }).msg.length);
    expect(lengths).toEqual([80_000, 80_000, 80_000, 80_000, 80_000]);
  });
});

describe('a log that cannot be opened', () => {
  it('says why, and creates nothing above its folder', () => {
    using area = temporaryFolder();
    const folder = join(area.path, 'orcl', 'backup_logs');

    const opening = () => openSessionLog(options(join(area.path, 'orcl'), new SlowScreen({ isReading: true })));

    expect(opening).toThrow(expect.objectContaining({ exitCode: 2, message: `cannot create a session log in ${folder}: no such file or directory` }));
    expect(readdirSync(area.path)).toEqual([]);
  });

  it('says so when its folder is a file', () => {
    using area = temporaryFolder();
    writeFileSync(join(area.path, 'backup_logs'), '');

    const opening = () => openSessionLog(options(area.path, new SlowScreen({ isReading: true })));

    expect(opening).toThrow('not a directory');
  });
});
