import type { ColumnType } from './sql-types.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly isNullable: boolean;
  /** Text of the DEFAULT expression. */
  readonly defaultText?: string;
}

export interface UniqueConstraint {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface CheckConstraint {
  readonly name: string;
  /** Text of the condition. */
  readonly text: string;
}

export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** The primary key is one of them. */
  readonly uniques: readonly UniqueConstraint[];
  readonly checks: readonly CheckConstraint[];
}

export interface SequenceDefinition {
  readonly name: string;
  readonly startWith: number;
  readonly incrementBy: number;
}
