import type { Delete, RetentionPolicy } from './statement.ts';
import type { TokenReader } from './token-reader.ts';

/**
 * DELETE, after its first word. Without a terminal RMAN never asks before it deletes, so NOPROMPT changes nothing here.
 * @throws {RmanSyntaxError}
 */
export function parseDelete(tokens: TokenReader): Delete {
  let force = false;
  let option: string | undefined;
  do {
    option = ['force', 'noprompt'].find((word) => tokens.accept(word));
    force ||= option === 'force';
  } while (option !== undefined);

  const what = tokens.expectOneOf(['archivelog', 'backupset', 'datafilecopy', 'obsolete']);
  if (what === 'backupset') return { kind: 'delete-backupset', tag: parseTag(tokens), force };
  if (what === 'archivelog') return { kind: 'delete-archived-log', until: parseUntil(tokens), force };
  if (what === 'obsolete') return { kind: 'delete-obsolete', policy: parsePolicy(tokens), force };
  return { kind: 'delete-datafile-copy', names: parseNames(tokens), force };
}

/** RECOVERY WINDOW OF n DAYS or REDUNDANCY n, if there. */
export function parsePolicy(tokens: TokenReader): RetentionPolicy | undefined {
  if (tokens.accept('redundancy')) {
    tokens.skipEquals();
    return { redundancy: tokens.integer() };
  }
  if (!tokens.accept('recovery', 'window', 'of')) return undefined;
  const recoveryWindowDays = tokens.integer();
  tokens.expect('days');
  return { recoveryWindowDays };
}

function parseTag(tokens: TokenReader): string {
  tokens.expect('tag');
  tokens.skipEquals();
  return tokens.string({ wordsToo: true });
}

/** The time in UNTIL TIME '...'; nothing for ALL. */
function parseUntil(tokens: TokenReader): string | undefined {
  if (tokens.accept('all')) return undefined;
  tokens.expect('until');
  tokens.expect('time');
  tokens.skipEquals();
  return tokens.string();
}

function parseNames(tokens: TokenReader): readonly string[] {
  const names = [tokens.string()];
  while (tokens.accept(',')) names.push(tokens.string());
  return names;
}
