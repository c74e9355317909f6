import type { SqlplusSession } from '../client/session.ts';
import { logOn } from '../logon.ts';

/** CONNECT logon. A failure is no SQL error here: WHENEVER does not see it ([u] whether the real one always ignores it). */
export function connect(session: SqlplusSession, rest: string): void {
  const { output } = session;
  const wasConnected = session.server !== undefined || session.isIdle;
  const result = logOn(session, rest.trim().replace(/;$/, ''));
  if (result.kind === 'refused') {
    output.write(`ERROR:\n${result.lines.join('\n')}\n\n\n${wasConnected ? 'Warning: You are no longer connected to ORACLE.\n' : ''}`);
  } else if (result.kind === 'usage') output.line(result.line);
  else output.line(result.kind === 'connected' ? 'Connected.' : 'Connected to an idle instance.');
}

/** DISCONNECT */
export function disconnect(session: SqlplusSession): void {
  session.server = undefined;
  session.isIdle = false;
  if (!session.silent) session.output.line('Disconnected');
}
