import { expect, it } from 'vitest';
import type { Incarnation } from '#oracle/incarnations.ts';
import type { CatalogedLog } from '#workflows/restore/restorable-files.ts';
import { incarnationToResetTo } from '#workflows/restore/target-incarnation.ts';

function incarnation(key: string, resetlogsScn: bigint, time: string, status: string): Incarnation {
  return { key, resetlogsId: `90${key}`, resetlogsScn, resetlogsTime: `2026-03-01 ${time}`, priorKey: '0', status };
}

function log(resetlogsId: string, nextScn: bigint, time: string): CatalogedLog {
  return { thread: '1', sequence: '1', resetlogsId, firstScn: 1n, nextScn, nextTime: `2026-03-01 ${time}`, name: '' };
}

const files = {
  incarnations: [incarnation('1', 1n, '08:00:00', 'PARENT'), incarnation('2', 500n, '12:00:00', 'CURRENT')],
  logs: [log('901', 499n, '10:00:00'), log('902', 900n, '14:00:00')],
};
const at = (time: string) => ({ localTime: `2026-03-01 ${time}`, scn: undefined });

it.each([
  ['a time after the resetlogs', at('12:00:01'), undefined],
  ['a time before it', at('09:30:00'), '1'],
  ['an SCN of the current incarnation', { localTime: undefined, scn: 501n }, undefined],
  ['the SCN at which it began, which is excluded', { localTime: undefined, scn: 500n }, '1'],
])('%s', (_what, target, key) => {
  expect(incarnationToResetTo('orcl', files, target)?.key).toBe(key);
});

it('a time at which the database was not open is refused with the times around it', () => {
  expect(() => incarnationToResetTo('orcl', files, at('11:00:00'))).toThrow(
    'orcl: there is no redo of 2026-03-01 11:00:00: it ends at 2026-03-01 10:00:00, and the database was opened with resetlogs at 2026-03-01 12:00:00',
  );
});

it('where there has been no resetlogs there is nothing to reset', () => {
  expect(incarnationToResetTo('orcl', { ...files, incarnations: files.incarnations.slice(1) }, at('13:00:00'))).toBeUndefined();
});
