import { describe, expect, it } from 'vitest';
import { SqlplusOutputReader } from '#oracle/programs/sqlplus-output.ts';
import type { SqlplusOutput } from '#oracle/programs/sqlplus-output.ts';

const begin = 'ICB-SCRIPT-BEGINS 4f2a';
const complete = 'ICB-SCRIPT-COMPLETE 4f2a';

function read(...lines: string[]): SqlplusOutput {
  const reader = new SqlplusOutputReader({ begin, complete });
  reader.push(`${lines.join('\n')}\n`);
  return reader.end();
}

it('sorts rows by kind, in the order printed', () => {
  const output = read(begin, 'ICB|log|1|7', 'ICB|destination|2|', 'ICB|log|1|8|a|b', complete);

  expect(output.failure).toBeUndefined();
  expect(output.linesByKind).toEqual(new Map([['log', ['1|7', '1|8|a|b']], ['destination', ['2|']]]));
});

it('takes no row from before or after the script, as a glogin.sql could print', () => {
  const output = read('ICB|copy|1', begin, 'ICB|copy|2', complete, 'ICB|copy|3');

  expect(output.failure).toBeUndefined();
  expect(output.linesByKind).toEqual(new Map([['copy', ['2']]]));
});

it('believes nothing without the last line of the script', () => {
  const output = read(begin, 'ICB|log|1|7');

  expect(output.failure).toEqual({ codes: [], lines: [], cause: undefined });
});

it('does not take the last line of another run for its own', () => {
  const output = read(begin, 'ICB-SCRIPT-COMPLETE 9999');

  expect(output.failure).toBeDefined();
});

describe('an error in the script', () => {
  it('is found with its code and position, and without the echo of the statement', () => {
    const output = read(begin, 'select x from dula', '              *', 'ERROR at line 1:', 'ORA-00942: table or view does not exist', '', complete);

    expect(output.failure).toEqual({
      codes: ['ORA-00942'],
      lines: ['ORA-00942: table or view does not exist'],
      cause: 'ORA-00942: table or view does not exist',
    });
  });

  it('of PL/SQL names what went wrong, not where', () => {
    const output = read(begin, 'ERROR at line 1:', 'ORA-20001: no slot is free', 'ORA-06512: at "SYS.X", line 12', 'ORA-06512: at line 1', '');

    expect(output.failure?.cause).toBe('ORA-20001: no slot is free');
    expect(output.failure?.codes).toEqual(['ORA-20001', 'ORA-06512']);
  });

  it('of SQL*Plus itself fails the run although WHENEVER does not see it', () => {
    const output = read(begin, 'SP2-0734: unknown command beginning "slect 1 fr..." - rest of line ignored.', complete);

    expect(output.failure?.codes).toEqual(['SP2-0734']);
  });

  it('fails the run although the script went on to its end', () => {
    const output = read(begin, 'ERROR at line 1:', 'ORA-01722: invalid number', '', 'ICB|log|1|7', complete);

    expect(output.failure?.codes).toEqual(['ORA-01722']);
  });

  it('keeps what is printed below a code', () => {
    const output = read(begin, 'ERROR at line 1:', 'ORA-03113: end-of-file on communication channel', 'Process ID: 4711', 'Session ID: 12 Serial number: 3', '');

    expect(output.failure?.lines).toEqual(['ORA-03113: end-of-file on communication channel', 'Process ID: 4711', 'Session ID: 12 Serial number: 3']);
  });
});

describe('a login', () => {
  it('that fails leaves the error of the database, not the farewell of SQL*Plus', () => {
    const output = read(
      'ERROR:',
      'ORA-01017: invalid username/password; logon denied',
      'Help: https://docs.oracle.com/error-help/db/ora-01017/',
      '',
      '',
      'SP2-0751: Unable to connect to Oracle.  Exiting SQL*Plus',
    );

    expect(output.failure?.codes).toEqual(['ORA-01017', 'SP2-0751']);
    expect(output.failure?.cause).toBe('ORA-01017: invalid username/password; logon denied');
  });

  it('with a password about to expire is a login, with a warning', () => {
    const output = read('ERROR:', 'ORA-28002: the password will expire within 5 days', '', begin, 'ICB|now|x', complete);

    expect(output.failure).toBeUndefined();
    expect(output.warnings).toEqual(['ORA-28002: the password will expire within 5 days']);
  });

  it('with a glogin.sql that complains is a login, with a warning', () => {
    const output = read('SP2-0310: unable to open file "site.sql"', begin, complete);

    expect(output).toMatchObject({ failure: undefined, warnings: ['SP2-0310: unable to open file "site.sql"'] });
  });
});

it('takes what SHUTDOWN and STARTUP say when all is well for a warning', () => {
  const output = read(begin, 'ORA-01109: database not open', '', 'Database dismounted.', 'ORA-32004: obsolete or deprecated parameter(s) specified', complete);

  expect(output.failure).toBeUndefined();
  expect(output.warnings).toHaveLength(2);
});

it('does not take a value for an error', () => {
  const output = read(begin, 'ICB|destination|2|ORA-19504: failed to create file', 'checked, no ORA-00600 found', complete);

  expect(output.failure).toBeUndefined();
});

it('keeps only the last lines of endless text', () => {
  const output = read(begin, ...Array.from({ length: 10_000 }, (_, index) => `line ${index}`), complete);

  expect(output.tail).toHaveLength(20);
  expect(output.tail.at(-1)).toBe('line 9999');
});
