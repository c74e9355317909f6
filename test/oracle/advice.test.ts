import { expect, it } from 'vitest';
import { adviceFor } from '#oracle/advice.ts';
import { readErrorStack } from '#oracle/programs/error-stack.ts';
import { knownErrors } from '#oracle/known-errors.ts';

it('goes for the innermost error it knows', () => {
  const advice = adviceFor(readErrorStack(['RMAN-04005: error from target database:', 'ORA-01031: insufficient privileges', 'ORA-12154: TNS:could not resolve', 'ORA-99999: unheard of']));

  expect(advice).toBe(knownErrors['ORA-12154']?.advice);
});

it('prefers what the operating system says', () => {
  const advice = adviceFor(readErrorStack(['ORA-27040: file create error', 'Linux-x86_64 Error: 30: Read-only file system', 'Additional information: 1']));

  expect(advice).toContain('mounted read-only');
});

it('understands the system error of arm64 as well', () => {
  expect(adviceFor(readErrorStack(['ORA-19502: write error', 'Linux-aarch64 Error: 28: No space left on device']))).toContain('is full');
});

it('says nothing about errors it does not know', () => {
  expect(adviceFor(readErrorStack(['ORA-99999: unheard of', 'Linux-x86_64 Error: 999: ?']))).toBeUndefined();
});

it.each(Object.entries(knownErrors))('%s has advice of one line, and a source', (code, { advice, source }) => {
  expect(code).toMatch(/^(ORA|RMAN|SP2)-\d{4,5}$/);
  expect(advice).toMatch(/^[^\n]{10,170}[^.\n]$/);
  expect(source).not.toBe('');
});
