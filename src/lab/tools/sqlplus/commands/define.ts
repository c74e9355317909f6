import type { SqlplusSession } from '../client/session.ts';

/** DEFINE [name [= value]] */
export function define({ variables, output }: SqlplusSession, rest: string): void {
  const found = /^([A-Za-z0-9_$#]*)\s*(?:=\s*(.*))?$/.exec(rest.trim());
  const name = found?.[1]?.toUpperCase();
  if (name === undefined) {
    output.line(`SP2-0137: DEFINE requires a value following equal sign`);
    return;
  }
  const value = found?.[2];
  if (value !== undefined && value !== '') {
    variables.set(name, value.replace(/^(['"])(.*)\1$/, '$2'));
    return;
  }
  const shown = name === '' ? [...variables.keys()] : [name];
  for (const variable of shown) {
    const known = variables.get(variable);
    output.line(known === undefined ? `SP2-0135: symbol ${variable.toLowerCase()} is UNDEFINED` : `DEFINE ${variable.padEnd(15)} = "${known}" (CHAR)`);
  }
}

/** UNDEFINE name ... */
export function undefine({ variables, output }: SqlplusSession, rest: string): void {
  for (const name of rest.trim().replace(/;$/, '').split(/\s+/)) {
    if (!variables.delete(name.toUpperCase())) output.line(`SP2-0135: symbol ${name.toLowerCase()} is UNDEFINED`);
  }
}
