// The part of PL/SQL that the lab reads: calls of packages, loops over a query, assignments to bind variables.

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** `:name`, upper case. */
  | { readonly kind: 'bind'; readonly name: string; readonly offset: number }
  /** A variable, a constant of a package, or a function. */
  | { readonly kind: 'name'; readonly path: readonly string[]; readonly args: readonly Argument[] | undefined; readonly offset: number };

export interface Argument {
  /** Of named notation, upper case. */
  readonly name: string | undefined;
  readonly value: Expression;
}

export type Statement =
  | { readonly kind: 'null' }
  | { readonly kind: 'assign'; readonly bind: string; readonly value: Expression; readonly offset: number }
  | { readonly kind: 'call'; readonly path: readonly string[]; readonly args: readonly Argument[]; readonly offset: number }
  /** FOR name IN (query) LOOP ... END LOOP */
  | { readonly kind: 'loop'; readonly query: string; readonly body: readonly Statement[] };

export interface Block {
  /** Declared variables, upper case. */
  readonly variables: ReadonlySet<string>;
  readonly statements: readonly Statement[];
}
