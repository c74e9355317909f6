/** What COLUMN says about a column of that name. */
export interface ColumnFormat {
  readonly format?: string;
  readonly heading?: string;
  readonly noPrint?: boolean;
  readonly newValue?: string;
  readonly nullText?: string;
  readonly wrapping?: 'WRAPPED' | 'TRUNCATED' | 'WORD_WRAPPED';
  readonly justify?: 'LEFT' | 'CENTER' | 'RIGHT';
  readonly off?: boolean;
}
