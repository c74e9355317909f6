import { oracleTime } from '#lab/lab-clock.ts';
import { RmanFailure } from './failure.ts';
import type { RmanSession } from './session.ts';

const sysdate = /^\s*sysdate\s*(?:([-+])\s*(\d+(?:\.\d+)?)\s*(?:\/\s*(\d+)\s*)?)?$/i;
const literal = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/**
 * The time in UNTIL TIME '...': SYSDATE plus or minus days (or a fraction n/m of them), or a date as NLS_DATE_FORMAT wants it.
 * @throws {RmanFailure} ORA-01861 for what is neither
 */
export function timeOf(expression: string, { call, dates }: RmanSession): string {
  const [isSysdate, sign, count = '0', divisor = '1'] = sysdate.exec(expression) ?? [];
  if (isSysdate !== undefined) {
    const days = (sign === '-' ? -1 : 1) * (Number(count) / Number(divisor));
    return oracleTime(call.clock.now().plus({ seconds: Math.round(days * 86_400) }));
  }
  // Only the format icb sets is understood; a real RMAN understands whatever NLS_DATE_FORMAT says.
  if (literal.test(expression) && dates.text(expression) === expression) return expression;
  throw new RmanFailure(['ORA-01861: literal does not match format string']);
}
