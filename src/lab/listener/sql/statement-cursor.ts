import type { Grammar } from '#lab/tools/sqlplus/sql/grammar.ts';
import { parseCondition } from '#lab/tools/sqlplus/sql/parse-condition.ts';
import { parseExpression } from '#lab/tools/sqlplus/sql/parse-expression.ts';
import { parseOrderItems, parseQuery } from '#lab/tools/sqlplus/sql/parse-query.ts';
import type { Condition, Expression, OrderItem, Query } from '#lab/tools/sqlplus/sql/syntax-tree.ts';
import { TokenCursor } from '#lab/tools/sqlplus/sql/token-cursor.ts';

/** Reads statements other than queries, which contain conditions, expressions and queries. */
export class StatementCursor extends TokenCursor implements Grammar {
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
