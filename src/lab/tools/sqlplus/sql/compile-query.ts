import type { DictionaryView } from '../dictionary/dictionary-view.ts';
import { bindCondition } from './bind-condition.ts';
import { bindExpression } from './bind-expression.ts';
import { bindQuery } from './bind-query.ts';
import type { StatementSettings } from './bound.ts';
import { readQuery } from './read-query.ts';
import type { Binder, OutputColumn } from './scope.ts';

export interface CompiledQuery {
  /** For SQLite, with the functions of `text-runtime.ts` and `value-runtime.ts`. */
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

/** Translates an Oracle query. @throws {SqlError} what Oracle says when it cannot be parsed or resolved */
export function compileQuery(
  text: string,
  settings: StatementSettings,
  view: (schema: string | undefined, name: string) => DictionaryView | undefined,
): CompiledQuery {
  const binder: Binder = {
    settings,
    view,
    expression: (expression, scope) => bindExpression(expression, scope, binder),
    condition: (condition, scope) => bindCondition(condition, scope, binder),
    query: (query, outer) => bindQuery(query, outer, binder),
  };
  const { sql, columns } = binder.query(readQuery(text), undefined);
  return { sql, columns };
}
