import type { ValueType } from './value-type.ts';

/** One key of the configuration file. */
export interface Setting {
  readonly key: string;
  readonly type: ValueType;
  readonly meaning: string;
  /** Text that stands for a missing value. */
  readonly default?: string;
  /** Where a missing value is taken from when it is not the same everywhere; `filer` is the key of that name. */
  readonly defaultFrom?: '$ORACLE_HOME' | 'the database' | 'filer' | 'restorenfsclient';
  /** Without it the section is of no use. */
  readonly required?: boolean;
  /** A value for the sample files. */
  readonly example: string;
}
