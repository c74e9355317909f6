import { runStatement } from '../client/run-statement.ts';
import type { SqlplusSession } from '../client/session.ts';

const nothingInBuffer = 'SP2-0223: No lines in SQL buffer.';

/** EXECUTE statement: a PL/SQL block of one statement. */
export async function execute(session: SqlplusSession, rest: string): Promise<void> {
  const statement = rest.trim().replace(/;$/, '');
  await runStatement(session, `BEGIN ${statement}; END;`);
}

/** LIST: the statement in the buffer. */
export function list({ buffer, output }: SqlplusSession): void {
  if (buffer === '') {
    output.line(nothingInBuffer);
    return;
  }
  const lines = buffer.split('\n');
  lines.forEach((line, index) => {
    output.line(`${String(index + 1).padStart(3)}${index === lines.length - 1 ? '*' : ' '} ${line}`);
  });
}

/** RUN: lists the buffer, then runs it. */
export async function run(session: SqlplusSession): Promise<void> {
  list(session);
  if (session.buffer !== '') await runStatement(session, session.buffer);
}
