import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { buildCertificate, formatCertificate } from '#reports/restore-certificate.ts';
import { parseCertificate, parseChainLink } from '#reports/restore-certificate/parse-certificate.ts';
import type { RestoreTestResult } from '#reports/restore-test-result.ts';
import { checkedTest, failedTest, passedTest } from '../restore-test-results.ts';
import { schemaViolations } from './json-schema.ts';
import type { Schema } from './json-schema.ts';

const schema = JSON.parse(readFileSync(join(installationRoot, 'docs/restore-certificate.schema.json'), 'utf8')) as Schema;
const previous = { number: 41, sha256: 'ab'.repeat(32) };

const untouchedTest: RestoreTestResult = { ...failedTest, snapshot: undefined, target: undefined, phases: [], versions: { icb: '1.0.0', oracle: undefined } };
const damagedTest: RestoreTestResult = {
  ...checkedTest,
  failure: { step: 'check every block', message: 'corrupt blocks', errorStack: [] },
  blockCheck: { reason: 'made up', files: 7, blocks: 1000, corrupt: [{ file: 4, block: 7, blocks: 3, type: 'CHECKSUM' }], canary: { file: 5, block: 9, found: true } },
};
const scnTest: RestoreTestResult = { ...passedTest, target: { localTime: undefined, scn: 123n, time: passedTest.startedAt, zone: 'UTC' } };
const containerTest = { ...passedTest, reached: { ...passedTest.reached, pluggableDatabases: [{ name: 'SALES', openMode: 'READ ONLY' }] } } as RestoreTestResult;
const results = { containerTest, passedTest, checkedTest, failedTest, untouchedTest, damagedTest, scnTest };

describe.each(Object.entries(results))('the certificate of the %s', (_name, result) => {
  it('is as the schema documents it, and the schema knows all of it', () => {
    expect(schemaViolations(JSON.parse(formatCertificate(buildCertificate(result, previous))), schema)).toEqual([]);
    expect(schemaViolations(JSON.parse(formatCertificate(buildCertificate(result, null))), schema)).toEqual([]);
  });

  it('is read as it was written', () => {
    const certificate = buildCertificate(result, previous);

    expect(parseCertificate(formatCertificate(certificate))).toEqual(certificate);
  });
});

it('has its fields in the order of the schema, SCNs as strings and times in UTC', () => {
  const text = formatCertificate(buildCertificate(passedTest, null));

  expect(Object.keys(JSON.parse(text) as object)).toEqual(schema['required']);
  expect(text).toContain('"startedAt": "2026-11-21T02:10:00.250Z"');
  expect(text).toContain('"scn": "12345678901234567890"');
  expect(text.endsWith('}\n')).toBe(true);
});

it('counts from 1, or from the one before', () => {
  expect(buildCertificate(passedTest, null)).toMatchObject({ number: 1, previous: null });
  expect(buildCertificate(passedTest, previous)).toMatchObject({ number: 42, previous });
});

it('stays small, and says what it leaves out', () => {
  const corrupt = Array.from({ length: 100_000 }, (_, index) => ({ file: 5, block: 2 * index, blocks: 2, type: 'ALL ZERO' }));
  const errorStack = Array.from({ length: 5000 }, (_, index) => `ORA-0${index}: ${'x'.repeat(9000)}`);
  const result = { ...damagedTest, failure: { step: 's', message: 'm'.repeat(1e6), errorStack }, blockCheck: { reason: 'chance' as const, files: 7, blocks: 1e6, corrupt, canary: undefined } };

  const certificate = buildCertificate(result, null);

  expect(certificate.blockCheck).toMatchObject({ passed: false, corruptBlocks: 200_000 });
  expect(certificate.blockCheck?.corrupt).toHaveLength(200);
  expect(certificate.failure?.errorStack.at(-1)).toBe('(4900 more lines in the session log)');
  expect(formatCertificate(certificate).length).toBeLessThan(1024 * 1024);
});

it('shows what a terminal would obey in what tools printed, line by line', () => {
  const failure = { step: 's', message: 'one\ntwo \u001b[2J', errorStack: ['ORA-00942: \u202e'] };

  expect(buildCertificate({ ...failedTest, failure }, null).failure).toEqual({ step: 's', message: 'one\ntwo \\u001b[2J', errorStack: ['ORA-00942: \\u202e'] });
});

describe('the block check passed', () => {
  const check = { reason: 'chance', files: 7, blocks: 1000, corrupt: [], canary: undefined } as const;
  it.each([
    ['when all files were read and all blocks are good', {}, true],
    ['not with a corrupt block', { corrupt: [{ file: 1, block: 2, blocks: 1, type: 'CHECKSUM' }] }, false],
    ['not when a file was left out', { files: 6 }, false],
    ['not when nothing was read', { files: 0 }, false],
    ['when the canary was found', { canary: { file: 1, block: 2, found: true } }, true],
    ['not when the canary was not found', { canary: { file: 1, block: 2, found: false } }, false],
  ])('%s', (_when, change, passed) => {
    expect(buildCertificate({ ...passedTest, blockCheck: { ...check, ...change } }, null).blockCheck?.passed).toBe(passed);
  });

  it('never when nothing was read, though nobody counted the datafiles', () => {
    expect(buildCertificate({ ...passedTest, reached: undefined, blockCheck: { ...check, files: 0 } }, null).blockCheck?.passed).toBe(false);
  });
});

describe('what a certificate says was proven', () => {
  it('of a test without block check: the restore, and no word of blocks', () => {
    const { is, not } = textOf(passedTest);

    expect(is).toContain('Database orcl was restored from snapshot orcl-20261120T220014 on host restore1.example.com, recovered until 2026-11-20 21:00:11 UTC and opened read only.');
    expect(is).toContain('0:00:04 older than the target, within the tolerance of 0:05:00');
    expect(is).not.toContain('block');
    expect(not).toContain('the blocks were not read one by one');
    expect(not).not.toContain('simulation');
  });

  it('of a test with block check: the blocks too', () => {
    const { is, not } = textOf(checkedTest);

    expect(is).toContain('All 1234567 blocks of 7 datafiles were read and checked, physically and logically: none is corrupt.');
    expect(not).not.toContain('one by one');
  });

  it('with a canary: that the check finds damage', () => {
    const { is } = textOf({ ...checkedTest, blockCheck: { reason: 'canary', files: 7, blocks: 100, corrupt: [], canary: { file: 5, block: 9, found: true } } });

    expect(is).toContain('none is corrupt but the canary.');
    expect(is).toContain('block 9 of datafile 5 had been damaged on purpose');
  });

  it('of a failed test: nothing, even when it came far', () => {
    expect(textOf(damagedTest)).toEqual({ is: '', not: 'That this backup can be restored: the test failed.' });
  });

  it('of a simulation: first of all that it is one', () => {
    const oracle = 'Oracle Database 19c Enterprise Edition Release 19.0.0.0.0 - Simulation';
    const certificate = buildCertificate({ ...passedTest, versions: { icb: '1.0.0', oracle } }, null);

    expect(certificate.simulation).toBe(true);
    expect(certificate.notProven[0]).toBe('The Oracle software was a simulation: nothing is said about a real database.');
    expect(buildCertificate(passedTest, null).simulation).toBe(false);
  });
});

describe('a text that is no certificate', () => {
  const text = formatCertificate(buildCertificate(damagedTest, previous));
  const change = (edit: (fields: Record<string, unknown>) => void): string => {
    const fields = JSON.parse(text) as Record<string, unknown>;
    edit(fields);
    return JSON.stringify(fields);
  };

  it.each([
    ['cut off', text.slice(0, -3), 'it is not JSON, or cut off'],
    ['empty', '', 'it is not JSON, or cut off'],
    ['a list', '[]', 'it is no object'],
    ['null', 'null', 'it is no object'],
    ['without a number', change((fields) => delete fields['number']), 'number is no number'],
    ['number 0', change((fields) => (fields['number'] = 0)), 'number is not 1 or more'],
    ['number 1.5', change((fields) => (fields['number'] = 1.5)), 'number is no count'],
    ['of version 0', change((fields) => (fields['formatVersion'] = 0)), 'formatVersion is not 1 or more'],
    ['with a short hash', change((fields) => (fields['previous'] = { number: 41, sha256: 'ab' })), 'sha256 is no SHA-256 in hexadecimal digits'],
    ['of a newer icb', change((fields) => (fields['formatVersion'] = 2)), 'formatVersion 2 is of a newer icb'],
    ['of another verdict', change((fields) => (fields['verdict'] = 'maybe')), 'verdict is none of passed, failed'],
    ['with a local time', change((fields) => (fields['startedAt'] = '2026-11-21T03:10:00+01:00')), 'startedAt is no time in UTC'],
    ['with a time that does not exist', change((fields) => (fields['finishedAt'] = '2026-13-21T03:10:00Z')), 'finishedAt is no time in UTC'],
    ['with phases that are no list', change((fields) => (fields['phases'] = {})), 'phases is no list'],
    ['with a sentence that is no text', change((fields) => (fields['proven'] = [1])), 'a line is no text'],
    ['with a flag that is none', change((fields) => (fields['simulation'] = 'no')), 'simulation is neither true nor false'],
    ['with a snapshot that is a text', change((fields) => (fields['snapshot'] = 'orcl-20261120T220014')), 'snapshot is no object'],
  ])('%s is refused in one sentence', (_what, damaged, message) => {
    expect(() => parseCertificate(damaged)).toThrow(message);
  });

  it('but of a newer icb is a link of the chain all the same', () => {
    const newer = change((fields) => {
      fields['formatVersion'] = 7;
      fields['verdict'] = 'undecided';
    });

    expect(parseChainLink(newer)).toEqual({ formatVersion: 7, number: 42, previous, log: damagedTest.logFile });
  });
});

function textOf(result: RestoreTestResult): { readonly is: string; readonly not: string } {
  const { proven, notProven } = buildCertificate(result, null);
  return { is: proven.join('\n'), not: notProven.join('\n') };
}
