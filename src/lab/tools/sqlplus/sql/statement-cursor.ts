import type { Grammar } from './grammar.ts';
import { parseCondition } from './parse-condition.ts';
import { parseExpression } from './parse-expression.ts';
import { parseOrderItems, parseQuery } from './parse-query.ts';
import type { Condition, Expression, OrderItem, Query } from './syntax-tree.ts';
import { TokenCursor } from './token-cursor.ts';

/** Reads a statement from left to right: its conditions, expressions and queries, and the words between them. */
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
