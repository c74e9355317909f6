import { oracleTime } from '#lab/lab-clock.ts';
import { configuredRetention } from './configuration.ts';
import { RmanFailure } from './failure.ts';
import type { Keep } from './obsolete.ts';
import type { RmanSession } from './session.ts';
import type { RetentionPolicy } from './statement.ts';

/** The policy a command names, or else the configured one, and says so. @throws {RmanFailure} RMAN-06525 when it is none */
export function retentionPolicy(session: RmanSession, named: RetentionPolicy | undefined): RetentionPolicy {
  if (named !== undefined) return named;
  session.out.lines('RMAN retention policy will be applied to the command');
  const policy = session.step(configuredRetention);
  if (policy === undefined) throw new RmanFailure(['RMAN-06525: RMAN retention policy is set to none']);
  const name = 'redundancy' in policy ? `redundancy ${policy.redundancy}` : `recovery window of ${policy.recoveryWindowDays} days`;
  session.out.lines(`RMAN retention policy is set to ${name}`);
  return policy;
}

export function keepFor({ call }: RmanSession, policy: RetentionPolicy): Keep {
  if ('redundancy' in policy) return policy;
  return { windowStart: oracleTime(call.clock.now().minus({ hours: 24 * policy.recoveryWindowDays })) };
}
