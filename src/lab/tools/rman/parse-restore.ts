import type { JobStatement, UntilClause } from './statement.ts';
import type { TokenReader } from './token-reader.ts';

// The commands of a restore, each after its first word.

/** CATALOG START WITH 'prefix' [NOPROMPT]; without a terminal RMAN does not ask. */
export function parseCatalog(tokens: TokenReader): JobStatement {
  tokens.expect('start');
  tokens.expect('with');
  const prefix = tokens.string();
  tokens.accept('noprompt');
  return { kind: 'catalog-start', prefix };
}

export function parseChange(tokens: TokenReader): JobStatement {
  const what = tokens.expectOneOf(['archivelog', 'backup', 'copy']);
  if (what === 'archivelog') return changed(tokens, ['all', 'uncatalog'], 'change-archivelog');
  if (what === 'copy') return changed(tokens, ['of', 'database', 'uncatalog'], 'change-copy');
  return changed(tokens, ['device', 'type', 'disk', 'unavailable'], 'change-backup');
}

function changed(tokens: TokenReader, words: readonly string[], kind: 'change-archivelog' | 'change-backup' | 'change-copy'): JobStatement {
  for (const word of words) tokens.expect(word);
  return { kind };
}

export function parseRecover(tokens: TokenReader): JobStatement {
  if (tokens.accept('database')) {
    return { kind: 'recover-database', until: tokens.accept('until') ? parseUntil(tokens) : undefined };
  }
  for (const word of ['copy', 'of', 'database', 'with', 'tag']) tokens.expect(word);
  tokens.skipEquals();
  return { kind: 'recover-copy', tag: tokens.string({ wordsToo: true }) };
}

export function parseRestore(tokens: TokenReader): JobStatement {
  const what = tokens.expectOneOf(['controlfile', 'database', 'datafile']);
  if (what === 'datafile') return { kind: 'restore-datafile', files: parseNumbers(tokens) };
  if (what === 'database') return parsePreview(tokens);
  tokens.expect('from');
  return { kind: 'restore-controlfile', piece: tokens.string() };
}

/** The lab restores no whole database: image copies are switched to. */
function parsePreview(tokens: TokenReader): JobStatement {
  if (tokens.expectOneOf(['preview', 'validate']) === 'preview') {
    tokens.accept('summary');
    return { kind: 'restore-preview' };
  }
  tokens.expect('header');
  return { kind: 'restore-validate-header' };
}

/** SET in a RUN block. */
export function parseSetInBlock(tokens: TokenReader): JobStatement {
  if (tokens.accept('until')) return { kind: 'set-until', until: parseUntil(tokens) };
  tokens.expect('newname');
  tokens.expect('for');
  const word = tokens.expectOneOf(['database', 'datafile', 'tempfile']);
  const what = word === 'database' ? word : word === 'datafile' ? { datafile: tokens.integer() } : { tempfile: tokens.integer() };
  tokens.expect('to');
  return { kind: 'set-newname', what, name: tokens.accept('new') ? undefined : tokens.string() };
}

/** SWITCH outside a RUN block: only to image copies. */
export function parseSwitchToCopy(tokens: TokenReader): JobStatement {
  const files = tokens.expectOneOf(['database', 'datafile']) === 'database' ? 'all' : parseNumbers(tokens);
  tokens.expect('to');
  tokens.expect('copy');
  return { kind: 'switch-to-copy', files };
}

/** SWITCH in a RUN block: to the names SET NEWNAME gave. */
export function parseSwitchInBlock(tokens: TokenReader): JobStatement {
  const kind = tokens.expectOneOf(['datafile', 'tempfile']) === 'datafile' ? 'switch-datafile' : 'switch-tempfile';
  return { kind, files: tokens.accept('all') ? 'all' : parseNumbers(tokens) };
}

function parseUntil(tokens: TokenReader): UntilClause {
  const what = tokens.expectOneOf(['scn', 'sequence', 'time']);
  tokens.skipEquals();
  if (what === 'time') return { time: tokens.string() };
  if (what === 'scn') return { scn: tokens.integer() };
  const sequence = tokens.integer();
  tokens.expect('thread');
  tokens.skipEquals();
  return { sequence, thread: tokens.integer() };
}

function parseNumbers(tokens: TokenReader): readonly number[] {
  const numbers = [tokens.integer()];
  while (tokens.accept(',')) numbers.push(tokens.integer());
  return numbers;
}
