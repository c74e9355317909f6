import { expect, it } from 'vitest';
import { secretLines, withoutSecret } from '#oracle/programs/secret-variable.ts';

const value = 's3\'cr&t"Pw';
const hexadecimal = '73332763722674225077';

it.each([
  ['12.2.0.1.0', [`variable pw varchar2(2000) = '${hexadecimal}'`]],
  ['23.26.0.0.0', [`variable pw varchar2(2000) = '${hexadecimal}'`]],
  ['12.1.0.2.0', ['variable pw varchar2(2000)', 'begin', `  :pw := '${hexadecimal}';`, 'end;', '/']],
])('a secret reaches SQL*Plus %s as the value of a bind variable, in hexadecimal', (version, lines) => {
  expect(secretLines({ name: 'pw', value, version })).toEqual(lines);
});

it('a secret is taken out of what SQL*Plus prints, as it was sent and in clear', () => {
  const secret = { name: 'pw', value, version: '12.1' };

  expect(withoutSecret(`  :pw := '${hexadecimal}'\nPLS-00103\n${value} ${hexadecimal}\n`, secret)).toBe("  :pw := '***'\nPLS-00103\n*** ***\n");
});

it('a short secret spoils no other text', () => {
  const secret = { name: 'pw', value: "'", version: '12.1' };

  expect(withoutSecret("ICB-SCRIPT-BEGINS 9927 '\n  :pw := '27'\n", secret)).toBe("ICB-SCRIPT-BEGINS 9927 '\n  :pw := '***'\n");
});
