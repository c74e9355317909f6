import { exitStatus } from '../client/exit-status.ts';
import type { SqlplusSession } from '../client/session.ts';

const exitUsage = `Usage: { EXIT | QUIT }  [ SUCCESS | FAILURE | WARNING | n |
       <variable> | :<bindvariable> ] [ COMMIT | ROLLBACK ]`;
const wheneverUsage = `Usage: WHENEVER SQLERROR { CONTINUE [ COMMIT | ROLLBACK | NONE ]
       | EXIT [ SUCCESS | FAILURE | WARNING | n |
       <variable> | :<bindvariable> ] [ COMMIT | ROLLBACK ] }
       WHENEVER OSERROR { CONTINUE [ COMMIT | ROLLBACK | NONE ]
       | EXIT [ SUCCESS | FAILURE | WARNING | n |
       <variable> | :<bindvariable> | OSCODE ] [ COMMIT | ROLLBACK ] }`;

/** EXIT and QUIT [status] [COMMIT|ROLLBACK]: what to do with open changes does not matter here, no session of the lab has any. */
export function exit(session: SqlplusSession, rest: string): void {
  const words = withoutTerminator(rest).split(/\s+/).filter((word) => word !== '');
  if (isTransactionEnd(words.at(-1))) words.pop();
  const [written = '', ...others] = words;
  const status = others.length > 0 ? undefined : exitStatus(session, written);
  if (status !== undefined) {
    session.exit(status);
    return;
  }
  // [u] that SQL*Plus stays after this; a script that relies on leaving here shall not pass
  session.output.write(`SP2-0584: EXIT variable "${written.toUpperCase()}" was non-numeric\n${exitUsage}\n`);
}

/** WHENEVER SQLERROR|OSERROR EXIT [status] [COMMIT|ROLLBACK] | CONTINUE [COMMIT|ROLLBACK|NONE] */
export function whenever(session: SqlplusSession, rest: string): void {
  const [event = '', verb = '', ...words] = withoutTerminator(rest).toUpperCase().split(/\s+/);
  if (isTransactionEnd(words.at(-1)) || (verb === 'CONTINUE' && words.at(-1) === 'NONE')) words.pop();
  const [status = '', ...others] = words;
  const isKnown = ['SQLERROR', 'OSERROR'].includes(event) && ['EXIT', 'CONTINUE'].includes(verb) && others.length === 0;
  if (!isKnown || (verb === 'CONTINUE' && status !== '')) {
    session.output.write(`SP2-0714: invalid combination of WHENEVER options\n${wheneverUsage}\n`);
    return;
  }
  const action = verb === 'EXIT' ? ({ kind: 'exit', status } as const) : ({ kind: 'continue' } as const);
  if (event === 'SQLERROR') session.onSqlError = action;
  else session.onSystemError = action;
}

function withoutTerminator(text: string): string {
  return text.trim().replace(/;$/, '').trim();
}

function isTransactionEnd(word: string | undefined): boolean {
  return ['COMMIT', 'ROLLBACK'].includes(word?.toUpperCase() ?? '');
}
