import type { RmanSession } from '../session.ts';
import type { SetNewName, UntilClause } from '../statement.ts';
import { untilTarget } from '../until-target.ts';

export function setNewName(session: RmanSession, name: SetNewName): void {
  session.blockSettings.add(name);
  session.out.separate();
  session.out.lines('executing command: SET NEWNAME');
}

export function setUntil(session: RmanSession, until: UntilClause): void {
  session.blockSettings.until = untilTarget(session, until);
  session.out.separate();
  session.out.lines('executing command: SET until clause');
}
