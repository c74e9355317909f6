import { PassThrough, Readable } from 'node:stream';
import type { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { UsageError } from '#core/errors.ts';
import { Dialogue } from '#commands/restore/dialogue.ts';
import { checkOptions, settleParameters } from '#commands/restore/parameters.ts';
import type { RestoreOptions } from '#commands/restore/parameters.ts';
import { UnservedTimeError } from '#commands/restore/served-target.ts';
import type { ServedTarget } from '#commands/restore/served-target.ts';

const hostZone = 'Europe/Berlin';
const sandbox = { AUTORESTORE_SAFE_SANDBOX: 'TRUE' };
const allGiven: RestoreOptions = { to: '2024-03-01T10:00:00Z', sid: 'copy', mount: '/mnt/pit', yes: true };

const snapshot = { id: 'orcl-1', createdAt: new Date(0), cloneCount: 0 };

async function checkFolder(folder: string): Promise<string> {
  if (folder !== '/mnt/pit') throw new UsageError(`mount folder "${folder}" does not exist`);
  return folder;
}

async function findServing(target: DateTime<true>): Promise<ServedTarget> {
  if (target.year === 2000) throw new UnservedTimeError('orcl cannot be restored to that time', { hint: 'try another' });
  return { target, choice: { kind: 'one', snapshot }, own: [snapshot] };
}

async function settle(options: RestoreOptions, lines: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const output = new PassThrough();
  const input = Readable.from(lines.map((line) => `${line}\n`));
  using dialogue = new Dialogue({ openInput: () => input, output, signal: new AbortController().signal });
  const screen = (): string => String(output.read() ?? '');
  const settled = settleParameters(options, { dialogue, env, checkFolder, describeTimes: async () => 'orcl: some times', findServing, hostZone });
  return await settled.then(
    ({ target, choice: _choice, own: _own, ...rest }) => ({ ...rest, target: target.toUTC().toISO(), screen: screen() }),
    (error: unknown) => ({ error, screen: screen() }),
  );
}

describe('what a restore must be told', () => {
  it('is asked for in the order of the old toolset', async () => {
    const settled = await settle({}, ['y', '/mnt/pit', '2016-12-17 20:40:35', 'n', 'orclrest']);

    expect(settled).toMatchObject({ mountFolder: '/mnt/pit', sid: 'orclrest', target: '2016-12-17T19:40:35.000Z' });
    const questions = settled.screen.split('\n').filter((line) => /[?:)] (?:y|n|\/|2016|orclrest)/.test(line));
    expect(questions).toEqual([
      'Is this host isolated, without access to the storage of production? (y/n) y',
      'Empty folder to mount the clone on: /mnt/pit',
      'Time to restore the database to (yyyy-mm-dd hh:mm:ss): 2016-12-17 20:40:35',
      'Is that time in UTC? (n: local time of this host) (y/n) n',
      'Name (SID) of the instance that opens the copy (at most 8 letters and digits, a letter first): orclrest',
    ]);
    expect(settled.screen).toMatch(/orcl: some times\nTime to restore/);
  });

  it('is not asked for where options say it', async () => {
    const settled = await settle(allGiven, [], sandbox);

    expect(settled).toEqual({ mountFolder: '/mnt/pit', sid: 'copy', examples: [], target: '2024-03-01T10:00:00.000Z', screen: '' });
  });

  it('is asked for again until it is right', async () => {
    const settled = await settle({}, ['perhaps', 'Y', '/wrong', '/mnt/pit', 'noon', '2024-03-01 10:00', 'yes', 'way_too_long', 'copy']);

    expect(settled).toMatchObject({ mountFolder: '/mnt/pit', sid: 'copy', target: '2024-03-01T10:00:00.000Z' });
    expect(settled.screen).toMatch(/answer y or n\n[^]*"\/wrong" does not exist\n[^]*"noon" is not a time\n[^]*"way_too_long" cannot be the name of an instance/);
  });

  it.each([
    ['does not exist in', '2024-03-31 02:30:00'],
    ['exists twice in', '2024-10-27 02:30:00'],
  ])('asks for another time when a local one %s the zone', async (trouble, time) => {
    const settled = await settle({ sid: 'copy', mount: '/mnt/pit' }, ['y', time, 'n', `${time}Z`]);

    expect(settled).toMatchObject({ target: expect.stringContaining(`${time.replace(' ', 'T')}.000Z`) });
    expect(settled.screen).toContain(`local time "${time}" ${trouble} Europe/Berlin`);
  });

  it.each([
    ['AUTORESTORE_SAFE_SANDBOX=TRUE in the environment', [], {}, {}],
    ['--mount DIR', [], {}, sandbox],
    ['--to TIME', ['/mnt/pit'], {}, sandbox],
    ['--sid SID', ['/mnt/pit', '2024-03-01 10:00:00Z'], {}, sandbox],
    ['--sid SID', [], { ...allGiven, sid: undefined }, sandbox],
  ])('is %s by name when nobody answers', async (option, lines, options, env) => {
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

    const { error } = (await settle(given, lines, env)) as { error?: unknown };

    expect(error).toMatchObject({ exitCode: 2, message: `${option} is missing, and nobody answers the question for it` });
  });

  it.each([
    ['answered with no', {}, ['n'], {}],
    ['not in the environment of --yes', allGiven, [], {}],
    ['written otherwise in the environment', allGiven, [], { AUTORESTORE_SAFE_SANDBOX: 'true' }],
  ])('is refused with the danger when isolation is %s', async (_, options, lines, env) => {
    const { error } = (await settle(options, lines, env)) as { error?: unknown };

    expect(error).toMatchObject({ exitCode: 3, hint: expect.stringMatching(/may overwrite or delete/) });
  });

  it('is not asked about isolation where the environment says it', async () => {
    const { yes: _, ...rest } = allGiven;

    expect(await settle(rest, [], sandbox)).toMatchObject({ sid: 'copy', screen: '' });
  });

  it('is complete without a word about isolation when nothing will be changed', async () => {
    expect(await settle({ ...allGiven, yes: false, dryRun: true })).toMatchObject({ sid: 'copy', screen: '' });
  });

  it('is only a time when nothing will be changed: the rest are examples, and named as such', async () => {
    const settled = await settle({ to: '2024-03-01T10:00:00Z', dryRun: true });

    expect(settled).toMatchObject({ mountFolder: '/path/to/mount/folder', sid: 'COPY', examples: ['mountFolder', 'sid'], screen: '' });
  });

  it('asks for another time when nothing serves the one that was typed, and not when an option said it', async () => {
    const typed = await settle({ sid: 'copy', mount: '/mnt/pit' }, ['2000-01-01 00:00:00Z', '2024-03-01 10:00:00Z'], sandbox);
    const told = await settle({ ...allGiven, to: '2000-01-01 00:00:00Z' }, [], sandbox);

    expect(typed).toMatchObject({ target: '2024-03-01T10:00:00.000Z', screen: expect.stringContaining('cannot be restored to that time\n  try another\n') });
    expect(told).toMatchObject({ error: { name: 'UnservedTimeError' } });
  });

  it('is given up when a signal comes instead of an answer', async () => {
    const abort = new AbortController();
    using dialogue = new Dialogue({ openInput: () => new PassThrough(), output: new PassThrough(), signal: abort.signal });
    const answer = dialogue.confirm('Well?', '--yes');

    abort.abort(new Error('interrupted'));

    await expect(answer).rejects.toThrow('interrupted');
  });
});

describe('the options by themselves', () => {
  it.each([
    [{}, 'read only'],
    [{ open: 'readonly' }, 'read only'],
    [{ open: 'resetlogs' }, 'resetlogs'],
  ])('%o: %s', (options, opening) => {
    expect(checkOptions(options, hostZone)).toBe(opening);
  });

  it.each([
    [{ open: 'wide' }, '--open wide is unknown; allowed: readonly, resetlogs'],
    [{ open: 'constructor' }, '--open constructor is unknown'],
    [{ sid: 'a-b' }, '"a-b" cannot be the name of an instance'],
    [{ to: 'yesterday' }, '"yesterday" is not a time'],
    [{ to: '2024-03-31 02:30:00' }, 'does not exist in Europe/Berlin'],
    [{ to: '2024-10-27 02:30:00' }, 'exists twice in Europe/Berlin'],
    [{ to: '2024-03-01T10:00:00+02:00', utc: true }, '--utc contradicts the offset of "2024-03-01T10:00:00+02:00"'],
    [{ to: '2024-03-01' }, '"2024-03-01" is not a time but a date'],
  ])('are refused: %o', (options, message) => {
    expect(() => checkOptions(options, hostZone)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) }));
  });

  it('may say twice that a time is in UTC', () => {
    expect(checkOptions({ to: '2024-03-01T10:00:00Z', utc: true }, hostZone)).toBe('read only');
  });

  it('may give a time in UTC that does not exist here', () => {
    expect(checkOptions({ to: '2024-03-31 02:30:00', utc: true }, hostZone)).toBe('read only');
  });
});
