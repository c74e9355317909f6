import type { Grammar } from './grammar.ts';
import { parseCondition } from './parse-condition.ts';
import { parseExpression } from './parse-expression.ts';
import { parseOrderItems, parseQuery } from './parse-query.ts';
import type { Condition, Expression, OrderItem, Query } from './syntax-tree.ts';
import { TokenCursor } from './token-cursor.ts';

class QueryCursor extends TokenCursor implements Grammar {
  expression(): Expression {
    return parseExpression(this);
  }

  condition(): Condition {
    return parseCondition(this);
  }

  query(): Query {
    return parseQuery(this);
  }

  orderItems(): OrderItem[] {
    return parseOrderItems(this);
  }
}

/** Reads a statement that is a query from beginning to end. @throws {SqlError} with Oracle's syntax errors */
export function readQuery(text: string): Query {
  const cursor = new QueryCursor(text);
  const query = cursor.query();
  cursor.expectEnd('ORA-00933: SQL command not properly ended');
  return query;
}
