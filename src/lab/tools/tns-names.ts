import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder Oracle looks for sqlnet.ora and tnsnames.ora in. */
export function tnsAdmin(env: Readonly<Record<string, string | undefined>>): string {
  return env['TNS_ADMIN'] ?? join(env['ORACLE_HOME'] ?? '/', 'network', 'admin');
}

/** The service an alias of tnsnames.ora leads to, in lower case and without domain; nothing when the alias is not there. */
export function serviceOf(folder: string, alias: string): string | undefined {
  const entries = entriesOf(withoutComments(readIfThere(join(folder, 'tnsnames.ora'))));
  const entry = entries.find(({ aliases }) => aliases.includes(alias.toLowerCase()));
  const service = /\(\s*(?:service_name|sid)\s*=\s*([^)\s]+)\s*\)/i.exec(entry?.descriptor ?? '')?.[1];
  return service?.toLowerCase().split('.')[0];
}

/** Whether sqlnet.ora sends logins without a password to a wallet. That the wallet holds the right ones is taken for granted. */
export function usesWallet(folder: string): boolean {
  const text = withoutComments(readIfThere(join(folder, 'sqlnet.ora')));
  return /^\s*wallet_location\s*=/im.test(text) && /^\s*sqlnet\.wallet_override\s*=\s*true\s*$/im.test(text);
}

interface Entry {
  readonly aliases: readonly string[];
  readonly descriptor: string;
}

/** `alias[, alias] = (descriptor)`, one after another; parentheses tell where a descriptor ends. */
function entriesOf(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (const { 0: sign, index } of text.matchAll(/[()]/g)) {
    if (sign === '(') {
      if (depth === 0) open = index;
      depth += 1;
      continue;
    }
    depth -= 1;
    if (depth > 0) continue;
    const names = text.slice(start, open).replace(/=\s*$/, '').trim().toLowerCase();
    entries.push({ aliases: names.split(/\s*,\s*/), descriptor: text.slice(open, index + 1) });
    start = index + 1;
  }
  return entries;
}

function withoutComments(text: string): string {
  return text.replaceAll(/#.*$/gm, '');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Oracle goes on without a file it cannot read, and then does not find the name.
    return '';
  }
}
