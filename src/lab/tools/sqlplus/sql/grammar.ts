import type { Condition, Expression, OrderItem, Query } from './syntax-tree.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Expressions, conditions and queries contain each other: through this the three parsers reach one another. */
export interface Grammar extends TokenCursor {
  expression(): Expression;
  condition(): Condition;
  query(): Query;
  orderItems(): OrderItem[];
}
