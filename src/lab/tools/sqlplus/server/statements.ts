import type { LabDatabase } from '#lab/oracle/database.ts';
import { SqlError } from '../sql/sql-error.ts';
import { TokenCursor } from '../sql/token-cursor.ts';
import { alterDatabase } from './alter-database.ts';
import { alterSession } from './alter-session.ts';
import { alterSystem } from './alter-system.ts';
import { alterPluggableDatabase, createPluggableDatabaseStatement, dropPluggableDatabaseStatement } from './pluggable-databases.ts';
import { executeBlock } from '../plsql/execute-block.ts';
import type { BindVariables, PlsqlContext } from '../plsql/package.ts';
import { done } from './statement-result.ts';
import type { StatementResult } from './statement-result.ts';
import { alterUser, createUser, grant } from './users.ts';
import { alterTablespace, createTablespaceStatement, dropTablespaceStatement } from './tablespaces.ts';

/** What a statement may touch: the database, and the session it runs in. */
export interface StatementContext {
  readonly db: LabDatabase;
  readonly session: { nlsDateFormat: string; container: number | undefined; readonly user: string };
  readonly binds: BindVariables;
  readonly query: PlsqlContext['query'];
  readonly runJob: PlsqlContext['runJob'];
}

/** Executes a statement that is no query. @throws {OracleError} for everything the lab does not know */
export function executeStatement(text: string, context: StatementContext): StatementResult {
  const cursor = new TokenCursor(text);
  if (cursor.tryWords('ALTER', 'SYSTEM')) return alterSystem(cursor, context.db);
  if (cursor.tryWords('ALTER', 'DATABASE')) return alterDatabase(cursor, context.db);
  if (cursor.tryWords('ALTER', 'PLUGGABLE', 'DATABASE')) return alterPluggableDatabase(cursor, context.db);
  if (cursor.tryWords('ALTER', 'TABLESPACE')) return alterTablespace(cursor, context.db);
  if (cursor.tryWords('ALTER', 'SESSION')) return alterSession(cursor, context);
  if (cursor.tryWords('CREATE', 'PLUGGABLE', 'DATABASE')) return createPluggableDatabaseStatement(cursor, context.db);
  if (cursor.tryWords('DROP', 'PLUGGABLE', 'DATABASE')) return dropPluggableDatabaseStatement(cursor, context.db);
  if (cursor.tryWords('CREATE', 'TABLESPACE')) return createTablespaceStatement(cursor, context.db);
  if (cursor.tryWords('DROP', 'TABLESPACE')) return dropTablespaceStatement(cursor, context.db);
  if (cursor.atWord('BEGIN', 'DECLARE')) return runBlock(cursor, context);
  const administration = { db: context.db, user: context.session.user };
  if (cursor.tryWords('CREATE', 'USER')) return createUser(cursor, administration);
  if (cursor.tryWords('ALTER', 'USER')) return alterUser(cursor, administration);
  if (cursor.tryWords('GRANT')) return grant(cursor, administration);
  if (cursor.tryWords('COMMIT')) return ended(cursor, 'Commit complete.');
  if (cursor.tryWords('ROLLBACK')) return ended(cursor, 'Rollback complete.');
  throw refusal(cursor);
}

function runBlock(cursor: TokenCursor, { db, session, binds, query, runJob }: StatementContext): StatementResult {
  executeBlock(cursor, { db, user: session.user, binds, query, runJob });
  return done('PL/SQL procedure successfully completed.');
}

function ended(cursor: TokenCursor, feedback: string): StatementResult {
  cursor.tryWords('WORK');
  cursor.expectEnd('ORA-02185: a token other than WORK follows COMMIT');
  return done(feedback);
}

/** What Oracle says to statements of this kind that it cannot read; the lab has no tables, so changing one finds none. */
function refusal(cursor: TokenCursor): SqlError {
  const second = cursor.peek(1).offset;
  if (cursor.atWord('ALTER')) return new SqlError('ORA-00940: invalid ALTER command', second);
  if (cursor.atWord('CREATE')) return new SqlError('ORA-00901: invalid CREATE command', second);
  if (cursor.atWord('DROP')) return new SqlError('ORA-00950: invalid DROP option', second);
  if (cursor.atWord('INSERT', 'DELETE', 'MERGE')) return new SqlError('ORA-00942: table or view does not exist', cursor.peek(2).offset);
  if (cursor.atWord('UPDATE', 'TRUNCATE', 'LOCK')) return new SqlError('ORA-00942: table or view does not exist', second);
  return new SqlError('ORA-00900: invalid SQL statement', cursor.offset);
}
