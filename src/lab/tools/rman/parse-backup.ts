import type { BackupArchivedLog, BackupControlFile, BackupDatabase, BackupSpfile } from './statement.ts';
import type { TokenReader } from './token-reader.ts';

type Backup = BackupDatabase | BackupArchivedLog | BackupSpfile | BackupControlFile;

interface Options {
  incremental?: true;
  copyTag?: string;
  asCopy?: true;
  reuse?: true;
  force?: true;
  format?: string;
  tag?: string;
  sectionBytes?: number;
  what?: 'database' | 'spfile' | 'control-file' | { readonly sequence: number; readonly thread: number };
}

/**
 * BACKUP, after its first word. Options come in any order, before and after what is backed up; a kind of backup the lab does
 * not make is a syntax error at the word where it turns out.
 * @throws {RmanSyntaxError}
 */
export function parseBackup(tokens: TokenReader): Backup | { readonly kind: 'backup-validate' } {
  if (tokens.accept('validate', 'check', 'logical', 'database')) return { kind: 'backup-validate' };
  const options: Options = {};
  while (optionParsers.some((parseOption) => parseOption(tokens, options))) {
    // Each turn takes one option.
  }

  const { what, incremental, copyTag, asCopy, sectionBytes } = options;
  const common = { tag: options.tag, format: options.format, force: options.force === true, reuse: options.reuse === true };
  if (what === 'database' && incremental === true && copyTag !== undefined && asCopy === undefined) {
    return { kind: 'backup-database', copyTag, sectionBytes, ...common };
  }
  if (incremental === true || copyTag !== undefined || sectionBytes !== undefined) throw tokens.failure();
  if (typeof what === 'object' && asCopy === true) return { kind: 'backup-archived-log', ...what, ...common };
  if (what === 'spfile' && asCopy === undefined) return { kind: 'backup-spfile', ...common };
  if (what === 'control-file' && asCopy === undefined) return { kind: 'backup-control-file', ...common };
  throw tokens.failure();
}

/** Each takes its option and says so, if the option follows and was not there before. */
const optionParsers: readonly ((tokens: TokenReader, options: Options) => boolean)[] = [
  function parseAsCopy(tokens, options) {
    if (options.asCopy === true || !tokens.accept('as', 'copy')) return false;
    options.asCopy = true;
    return true;
  },
  function parseForce(tokens, options) {
    if (options.force === true || !tokens.accept('force')) return false;
    options.force = true;
    return true;
  },
  function parseReuse(tokens, options) {
    if (options.reuse === true || !tokens.accept('reuse')) return false;
    options.reuse = true;
    return true;
  },
  function parseForRecoverOfCopy(tokens, options) {
    if (options.copyTag !== undefined || !tokens.accept('for', 'recover', 'of', 'copy', 'with', 'tag')) return false;
    tokens.skipEquals();
    options.copyTag = tokens.string({ wordsToo: true });
    return true;
  },
  function parseFormat(tokens, options) {
    if (options.format !== undefined || !tokens.accept('format')) return false;
    tokens.skipEquals();
    options.format = tokens.string();
    return true;
  },
  function parseIncremental(tokens, options) {
    if (options.incremental === true || !tokens.accept('incremental', 'level')) return false;
    tokens.skipEquals();
    tokens.expect('1');
    options.incremental = true;
    return true;
  },
  function parseSectionSize(tokens, options) {
    if (options.sectionBytes !== undefined || !tokens.accept('section', 'size')) return false;
    tokens.skipEquals();
    options.sectionBytes = tokens.integer() * parseUnit(tokens);
    return true;
  },
  function parseTag(tokens, options) {
    if (options.tag !== undefined || !tokens.accept('tag')) return false;
    tokens.skipEquals();
    options.tag = tokens.string({ wordsToo: true });
    return true;
  },
  function parseWhat(tokens, options) {
    if (options.what !== undefined) return false;
    const what = parseBackedUp(tokens);
    if (what === undefined) return false;
    options.what = what;
    return true;
  },
];

function parseBackedUp(tokens: TokenReader): Options['what'] {
  if (tokens.accept('database')) return 'database';
  if (tokens.accept('spfile')) return 'spfile';
  if (tokens.accept('current', 'controlfile')) return 'control-file';
  if (!tokens.accept('archivelog', 'sequence')) return undefined;
  tokens.skipEquals();
  const sequence = tokens.integer();
  // Without THREAD, RMAN takes the logs of thread 1.
  if (!tokens.accept('thread')) return { sequence, thread: 1 };
  tokens.skipEquals();
  return { sequence, thread: tokens.integer() };
}

function parseUnit(tokens: TokenReader): number {
  if (tokens.accept('k')) return 1024;
  if (tokens.accept('m')) return 1024 ** 2;
  if (tokens.accept('g')) return 1024 ** 3;
  return 1;
}
