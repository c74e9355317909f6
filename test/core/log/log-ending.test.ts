import { expect, it } from 'vitest';
import { readLogEnding } from '#core/log/log-ending.ts';

const good = `RMAN output\n2026-02-06 13:02:29,100 WARNING  orcl            something\n2026-02-06 13:02:30,720 INFO     orcl            done\n`;
const bad = `2026-02-06 13:02:29,100 ERROR    orcl            ORA-19502: write error\n2026-02-06 13:02:30,720 ERROR    orcl            refresh failed\n2026-02-06 13:02:30,800 INFO     orcl            look there\n    or there\n`;
const cut = `Starting backup at 06-FEB-26\nchannel ORA_DISK_1: starting\n2026-02-06 13:02:29,100 INFO     orcl            step 5\n`;
const json = (level: number, msg: string): string => `{"level":${level},"time":"2026-02-06T12:02:30.720Z","database":"orcl","msg":${JSON.stringify(msg)}}\n`;

it.each([
  [good, '2026-02-06T12:02:30.720Z', true, undefined],
  [bad, '2026-02-06T12:02:30.800Z', false, 'refresh failed'],
  [cut, '2026-02-06T12:02:29.100Z', false, undefined],
  [json(30, 'step') + json(30, 'done'), '2026-02-06T12:02:30.720Z', true, undefined],
  [json(50, 'no') + json(30, 'hint'), '2026-02-06T12:02:30.720Z', false, 'no'],
  ['{"level":30,"time":"2026', undefined, false, undefined],
  ['', undefined, false, undefined],
])('%#', (end, at, isDone, error) => {
  const ending = readLogEnding(end, 'Europe/Berlin');

  expect({ ...ending, at: ending.at?.toISO() }).toEqual({ at, isDone, error });
});
