import { OracleError } from '#lab/oracle/oracle-error.ts';

/** The statements that are simulated. */
export type StatementKind = 'query' | 'insert' | 'delete' | 'create';

const notSimulated = new Set(
  ('ALTER ANALYZE AUDIT BEGIN CALL COMMENT COMMIT DECLARE DROP EXPLAIN FLASHBACK GRANT LOCK MERGE PURGE RENAME REVOKE ROLLBACK SAVEPOINT SET TRUNCATE UPDATE').split(' '),
);
const otherObjects = new Set('BITMAP CLUSTER DIRECTORY FUNCTION GLOBAL INDEX MATERIALIZED OR PACKAGE PROCEDURE ROLE SYNONYM TABLESPACE TRIGGER TYPE UNIQUE USER VIEW'.split(' '));

/**
 * Which statement it is.
 * @throws {OracleError} ORA-00900 for none, ORA-00901 for a CREATE of nothing, ORA-03001 for one that Oracle has and this model has not
 */
export function statementKind(text: string): StatementKind {
  const words = text.replaceAll(/--[^\n]*|\/\*[^]*?\*\//g, ' ').trim().toUpperCase().split(/[\s("]+/);
  const [first = '', second = ''] = words[0] === '' ? words.slice(1) : words;
  switch (first) {
    case 'SELECT': case 'WITH': return 'query';
    case 'INSERT': return 'insert';
    case 'DELETE': return 'delete';
    case 'CREATE':
      if (second === 'TABLE' || second === 'SEQUENCE') return 'create';
      if (otherObjects.has(second)) throw new OracleError('ORA-03001: unimplemented feature', `CREATE ${second} is not simulated`);
      throw new OracleError('ORA-00901: invalid CREATE command');
    default:
      if (notSimulated.has(first)) throw new OracleError('ORA-03001: unimplemented feature', `${first} is not simulated`);
      throw new OracleError('ORA-00900: invalid SQL statement');
  }
}
