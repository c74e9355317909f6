import { expect, it } from 'vitest';
import { readErrorStack } from '#oracle/programs/error-stack.ts';

it.each([
  [
    'a log that cannot be archived',
    ['ORA-16038: log 3 sequence# 40 cannot be archived', 'ORA-19809: limit exceeded for recovery files', "ORA-00312: online log 3 thread 1: '/u01/redo03.log'"],
    "ORA-19809: limit exceeded for recovery files ORA-00312: online log 3 thread 1: '/u01/redo03.log'",
  ],
  [
    'a file that needs recovery',
    ['ORA-01194: file 1 needs more recovery to be consistent', "ORA-01110: data file 1: '/u02/system01.dbf'"],
    "ORA-01194: file 1 needs more recovery to be consistent ORA-01110: data file 1: '/u02/system01.dbf'",
  ],
  [
    'a block, where the innermost error still is the cause',
    ['ORA-01578: ORACLE data block corrupted (file # 4, block # 7)', "ORA-01110: data file 4: '/u02/users01.dbf'", 'ORA-26040: Data block was loaded using the NOLOGGING option'],
    'ORA-26040: Data block was loaded using the NOLOGGING option',
  ],
])('the line that names a file is no cause, and goes with the error it belongs to: %s', (_what, lines, cause) => {
  expect(readErrorStack(lines).cause).toBe(cause);
});
