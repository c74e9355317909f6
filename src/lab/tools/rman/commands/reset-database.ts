import { resetToIncarnation } from '#lab/oracle/incarnations.ts';
import type { RmanSession } from '../session.ts';

export function resetDatabase(session: RmanSession, incarnation: number): void {
  session.step((db) => resetToIncarnation(db, incarnation));
  session.out.lines(`database reset to incarnation ${incarnation}`);
}
