import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFault, faultNames, faultParameters } from '#lab/known-faults.ts';

const labFolder = join(import.meta.dirname, '../../src/lab');

describe('a fault on the command line', () => {
  it.each([
    ['rman-error', ['at=recover'], { at: 'recover' }],
    ['rman-error', ['at=recover-copy', 'stack=ORA-00600: 1=2', 'times=2'], { at: 'recover-copy', stack: ['ORA-00600: 1=2'], times: 2 }],
    ['rman-error', ['stack=["RMAN-03002: a", "ORA-00600: b"]'], { stack: ['RMAN-03002: a', 'ORA-00600: b'] }],
    ['archive-dest-error', ['dest=2'], { dest: 2 }],
    ['sqlplus-error', ['match=123', 'lines=ORA-1', 'exitCode=0'], { match: '123', lines: ['ORA-1'], exitCode: 0 }],
    ['tool-error', ['tool=opatch', 'hang=true'], { tool: 'opatch', hang: true }],
    ['zfssa', ['pathMatch=/snapshots$', 'fault={"code":404}', 'nonJson=true'], { pathMatch: '/snapshots$', fault: { code: 404 }, nonJson: true }],
  ])('is understood: %s %j', (name, words, expected) => {
    expect(describeFault(name, words)).toEqual({ name, ...expected });
  });

  it.each([
    ['rman-eror', [], 'there is no fault rman-eror (did you mean rman-error?); there are: archive-dest-error,'],
    ['toString', [], 'there is no fault toString'],
    ['rman-error', ['att=backup'], 'rman-error has no parameter att (did you mean at?); it takes at, stack, times'],
    ['rman-error', ['at'], 'a parameter of a fault is key=value, not at'],
    ['rman-error', ['at=recovr-copy'], 'at of rman-error must be one of'],
    ['rman-error', ['stack=[1]'], 'stack of rman-error must be a line, or a JSON list of lines, not "[1]"'],
    ['rman-error', ['times=0'], 'times of rman-error must be a whole number, 1 or more, not "0"'],
    ['archive-dest-error', [], 'archive-dest-error needs dest=..., a whole number, 1 or more'],
    ['archive-dest-error', ['dest=two'], 'dest of archive-dest-error must be a whole number, 1 or more, not "two"'],
    ['sqlplus-error', ['match=dual'], 'sqlplus-error needs lines=..., a line, or a JSON list of lines'],
    ['zfssa', ['pathMatch=('], 'pathMatch of zfssa must be a regular expression, not "("'],
    ['zfssa', ['reset=yes'], 'reset of zfssa must be true, not "yes"'],
  ])('is refused: %s %j', (name, words, message) => {
    expect(() => describeFault(name, words)).toThrow(expect.objectContaining({ name: 'UsageError', exitCode: 2, message: expect.stringContaining(message) }));
  });
});

describe('the list of faults', () => {
  it('is the table in the README', () => {
    const readme = readFileSync(join(labFolder, 'README.md'), 'utf8').split('\n## Faults\n')[1]?.split('\n## ')[0] ?? '';

    const rows = [...readme.matchAll(/^\| `([\w-]+)` \| ([^|]*)\| [^|]+ \|$/gmu)].map(([, name, parameters = '']) => [name, parameters.match(/[\w?]+/gu) ?? []]);

    expect(rows).toEqual(faultNames.map((name) => [name, faultParameters(name)]));
  });

  it('names each fault that some program of the lab looks for', () => {
    const files = readdirSync(labFolder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const taken = files.flatMap((file) => [...readFileSync(join(labFolder, file), 'utf8').matchAll(/(?:(?:takeFault|RequestFaults)\([^,)]+, |runSystem\(system, \{ name: )'([\w-]+)'/gu)].map(([, name]) => name));

    // What shows production to the restore host is there as long as the fault is, and a clock is wrong; nobody takes them.
    expect(new Set([...taken, 'production-visible', 'clock-skew'])).toEqual(new Set(faultNames));
  });
});
