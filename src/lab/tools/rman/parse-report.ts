import { parsePolicy } from './parse-delete.ts';
import type { Report, Validation } from './statement.ts';
import type { TokenReader } from './token-reader.ts';

/** REPORT NEED BACKUP [policy] [DATABASE], REPORT UNRECOVERABLE [DATABASE], after the first word. */
export function parseReport(tokens: TokenReader): Report {
  if (tokens.expectOneOf(['need', 'unrecoverable']) === 'unrecoverable') {
    tokens.accept('database');
    return { kind: 'report-unrecoverable' };
  }
  tokens.expect('backup');
  const policy = parsePolicy(tokens);
  tokens.accept('database');
  return { kind: 'report-need-backup', policy };
}

/** VALIDATE, after its first word. CHECK LOGICAL changes nothing: the lab's blocks have no inside that could be wrong. */
export function parseValidate(tokens: TokenReader): Validation {
  tokens.accept('check', 'logical');
  const what = tokens.expectOneOf(['archivelog', 'backupset', 'datafilecopy']);
  if (what === 'backupset') return { kind: 'validate-backup-set', key: tokens.integer() };
  tokens.expect('from');
  if (what === 'datafilecopy') {
    tokens.expect('tag');
    tokens.skipEquals();
    return { kind: 'validate-copies', tag: tokens.string({ wordsToo: true }) };
  }
  tokens.expect('scn');
  tokens.skipEquals();
  const fromScn = tokens.integer();
  return { kind: 'validate-archived-logs', fromScn, like: tokens.accept('like') ? tokens.string() : undefined };
}
