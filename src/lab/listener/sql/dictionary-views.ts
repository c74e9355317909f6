import { date, type DictionaryView, number, text, view } from '#lab/tools/sqlplus/dictionary/dictionary-view.ts';
import { sqlTypeOf } from './sql-types.ts';
import type { TableDefinition } from './table-definition.ts';

const createdAlways = "'2026-01-01 00:00:00'";
const columnRows = `(SELECT o.name AS table_name, c.key + 1 AS column_id, json_extract(c.value, '$.name') AS column_name,
  upper(json_extract(c.value, '$.type.kind')) AS data_type, json_extract(c.value, '$.type.size') AS size, json_extract(c.value, '$.isNullable') AS is_nullable
  FROM icb_objects o, json_each(o.definition, '$.columns') c WHERE o.kind = 'table')`;

/** The views of a user's own objects, as far as somebody asks for them. */
const views = [
  view('DUAL', "(SELECT 'X' AS dummy)", { DUMMY: text(1, 'dummy') }),
  view('USER_TABLES', "icb_objects WHERE kind = 'table'", { TABLE_NAME: text(128, 'name') }),
  view('USER_SEQUENCES', 'icb_sequences', {
    SEQUENCE_NAME: text(128, 'name'),
    MIN_VALUE: number('1'),
    INCREMENT_BY: number('increment_by'),
    LAST_NUMBER: number('coalesce(last_value + increment_by, start_with)'),
  }),
  view('USER_OBJECTS', 'icb_objects', { OBJECT_NAME: text(128, 'name'), OBJECT_TYPE: text(23, 'upper(kind)'), CREATED: date(createdAlways) }),
  view('USER_TAB_COLUMNS', columnRows, {
    TABLE_NAME: text(128, 'table_name'),
    COLUMN_NAME: text(128, 'column_name'),
    DATA_TYPE: text(128, "CASE data_type WHEN 'TIMESTAMP' THEN 'TIMESTAMP(6)' ELSE data_type END"),
    DATA_LENGTH: number("coalesce(size, CASE data_type WHEN 'NUMBER' THEN 22 WHEN 'DATE' THEN 7 WHEN 'TIMESTAMP' THEN 11 ELSE 4000 END)"),
    NULLABLE: text(1, "CASE WHEN is_nullable THEN 'Y' ELSE 'N' END"),
    COLUMN_ID: number('column_id'),
  }),
];

export function findDictionaryView(name: string): DictionaryView | undefined {
  return views.find((view) => view.name === name);
}

/** A table, as the binder of queries wants it. */
export function tableView({ name, columns }: TableDefinition): DictionaryView {
  return { name, from: `"${name}"`, columns: columns.map((column) => ({ name: column.name, type: sqlTypeOf(column.type), sql: `"${column.name}"` })) };
}
