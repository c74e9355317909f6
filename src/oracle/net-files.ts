// sqlnet.ora and tnsnames.ora as far as a login hangs on them. Oracle Net reads more than this (IFILE, LDAP, another parameter
// syntax): what is not found here may still work, what is found is there.

/** Name and value of parameters, names in upper case; a value in parentheses goes over several lines. */
export function readNetParameters(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  // A line that begins in its first column begins an entry, others go on with it (Net Services Reference, "Syntax Rules").
  for (const entry of withoutComments(text).split(/\n(?=\S)/u)) {
    const [, names = '', value = ''] = /^\s*([^=()]+?)\s*=\s*(.*)$/su.exec(entry) ?? [];
    for (const name of names.split(',')) if (name.trim() !== '') parameters.set(name.trim().toUpperCase(), value.trim().replaceAll(/\s+/gu, ' '));
  }
  return parameters;
}

/** Whether tnsnames.ora has an alias, with NAMES.DEFAULT_DOMAIN or without; undefined where other files may have it (IFILE). */
export function hasAlias(tnsNames: string, alias: string, defaultDomain: string): boolean | undefined {
  const names = readNetParameters(tnsNames);
  const wanted = [alias, ...(defaultDomain === '' ? [] : [`${alias}.${defaultDomain}`])].map((name) => name.toUpperCase());
  if (wanted.some((name) => names.has(name))) return true;
  return names.has('IFILE') ? undefined : false;
}

/** Folder of the wallet that WALLET_LOCATION names; undefined where none does. */
export function walletFolder(sqlnet: ReadonlyMap<string, string>): string | undefined {
  return /\bDIRECTORY\s*=\s*"?([^)"]+?)"?\s*\)/iu.exec(sqlnet.get('WALLET_LOCATION') ?? '')?.[1];
}

function withoutComments(text: string): string {
  return text.replaceAll(/#.*$/gmu, '');
}
