/** What a command's row in V$RMAN_STATUS says beyond success. */
export interface CommandResult {
  /** Bytes read or written. */
  readonly bytes?: number;
  /** It printed a warning: COMPLETED WITH WARNINGS. */
  readonly warned?: boolean;
}
