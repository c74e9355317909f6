// What the parser makes of a query. Every node keeps the offset where it begins, for the asterisk under an error.

export interface Literal {
  readonly kind: 'literal';
  readonly value: string | number | null;
  /** How a string is to be read: plain text, or the date of a DATE '...' literal. */
  readonly as: 'plain' | 'date';
  readonly offset: number;
}

/** A column, or one of the functions Oracle calls without parentheses (SYSDATE, USER, ROWNUM). */
export interface NameReference {
  readonly kind: 'name';
  readonly qualifier: string | undefined;
  readonly name: string;
  /** Written in double quotes: then it is a column whatever it is called. */
  readonly quoted: boolean;
  readonly offset: number;
}

export interface FunctionCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  /** COUNT(*) */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly window: Window | undefined;
  readonly offset: number;
}

export interface Window {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
}

export interface Arithmetic {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-' | '*' | '/';
  readonly left: Expression;
  readonly right: Expression;
  readonly offset: number;
}

export interface Concatenation {
  readonly kind: 'concatenation';
  readonly parts: readonly Expression[];
  readonly offset: number;
}

export interface Negation {
  readonly kind: 'negation';
  readonly operand: Expression;
  readonly offset: number;
}

export interface CaseExpression {
  readonly kind: 'case';
  readonly branches: readonly { readonly when: Condition; readonly value: Expression }[];
  readonly otherwise: Expression | undefined;
  readonly offset: number;
}

export interface Cast {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly typeName: string;
  readonly width: number | undefined;
  readonly offset: number;
}

export interface ScalarSubquery {
  readonly kind: 'subquery';
  readonly query: Query;
  readonly offset: number;
}

export type Expression =
  Literal | NameReference | FunctionCall | Arithmetic | Concatenation | Negation | CaseExpression | Cast | ScalarSubquery;

export type Comparison = '=' | '<>' | '<' | '>' | '<=' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition; readonly offset: number }
  | { readonly kind: 'not'; readonly operand: Condition; readonly offset: number }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression; readonly offset: number }
  | { readonly kind: 'null'; readonly operand: Expression; readonly offset: number }
  | { readonly kind: 'like'; readonly operand: Expression; readonly pattern: Expression; readonly escape: Expression | undefined; readonly offset: number }
  | { readonly kind: 'between'; readonly operand: Expression; readonly low: Expression; readonly high: Expression; readonly offset: number }
  | { readonly kind: 'in-list'; readonly operand: Expression; readonly list: readonly Expression[]; readonly offset: number }
  | { readonly kind: 'in-query'; readonly operand: Expression; readonly query: Query; readonly offset: number }
  | { readonly kind: 'exists'; readonly query: Query; readonly offset: number }
  | { readonly kind: 'regexp-like'; readonly args: readonly Expression[]; readonly offset: number };

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export type SelectItem =
  | { readonly kind: 'all'; readonly qualifier: string | undefined; readonly offset: number }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly alias: string | undefined; readonly heading: string };

export type TableReference =
  | { readonly kind: 'table'; readonly schema: string | undefined; readonly name: string; readonly alias: string | undefined; readonly offset: number }
  | { readonly kind: 'derived'; readonly query: Query; readonly alias: string | undefined; readonly offset: number };

export interface FromItem {
  readonly table: TableReference;
  /** How it hangs on the items before it; the first one has `comma`. */
  readonly join: 'comma' | 'inner' | 'left' | 'right' | 'full' | 'cross';
  readonly on: Condition | undefined;
}

export interface Select {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly FromItem[];
  readonly where: Condition | undefined;
  readonly groupBy: readonly Expression[];
  readonly having: Condition | undefined;
  readonly offset: number;
}

export interface SetOperation {
  readonly kind: 'set';
  readonly operator: 'union all' | 'union' | 'intersect' | 'minus';
  readonly left: QueryBody;
  readonly right: QueryBody;
  readonly offset: number;
}

export type QueryBody = Select | SetOperation | Query;

export interface Query {
  readonly kind: 'query';
  readonly commonTables: readonly { readonly name: string; readonly columns: readonly string[]; readonly query: Query }[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly rowLimit: { readonly skip: number; readonly count: number | undefined } | undefined;
  readonly offset: number;
}
