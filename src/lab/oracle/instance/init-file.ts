import { readFileSync } from 'node:fs';
import { parameterKind, sizeInBytes } from './parameters.ts';
import { OracleError } from '../oracle-error.ts';

interface InitFileLine {
  /** `*` or the SID it is for. */
  readonly sid: string;
  readonly name: string;
  readonly value: string;
}

const cannotProcess = 'ORA-01078: failure in processing system parameters';

/**
 * Parameters of an init file for one SID: names in lower case, values without quotes, lists joined by commas. What is written
 * for the SID goes before what is written for all (`*.`); otherwise the last line counts.
 * @throws {OracleError} LRM-00109, LRM-00110, LRM-00101, LRM-00102, LRM-00104, each with ORA-01078
 */
export function readInitFile(path: string, sid: string): Readonly<Record<string, string>> {
  const lines = textOf(path).split('\n').flatMap((line) => parseLine(line, path));
  for (const line of lines) checkLine(line);
  const ofAll = lines.filter((line) => line.sid === '*');
  const ofThis = lines.filter((line) => line.sid.toLowerCase() === sid.toLowerCase());
  return Object.fromEntries([...ofAll, ...ofThis].map(({ name, value }) => [name, value]));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new OracleError(cannotProcess, `LRM-00109: could not open parameter file '${path}'`);
  }
}

function parseLine(line: string, path: string): readonly InitFileLine[] {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return [];
  const found = /^(?:(\*|[\w$#]+)\.)?(\w+)\s*=\s*((?:'[^']*'|"[^"]*"|[^'"#])*)(?:#.*)?$/u.exec(text);
  if (found === null) throw new OracleError(`LRM-00110: syntax error at '${text}'`, `LRM-00113: error when processing file '${path}'`, cannotProcess);
  return [{ sid: found[1] ?? '*', name: (found[2] ?? '').toLowerCase(), value: valueOf(found[3] ?? '') }];
}

/** `'a'`, `"a"`, `a`, `('a', 'b')`; a quoted value keeps its commas. */
function valueOf(written: string): string {
  const list = written.trim().replace(/^\((.*)\)$/u, '$1');
  const parts = list.match(/'[^']*'|"[^"]*"|[^,]+/gu) ?? [];
  return parts.map((part) => part.trim().replace(/^(['"])(.*)\1$/u, '$2')).filter((part) => part !== '').join(', ');
}

function checkLine({ name, value }: InitFileLine): void {
  const kind = parameterKind(name);
  if (kind === undefined) throw new OracleError(`LRM-00101: unknown parameter name '${name}'`, cannotProcess);
  if (kind === 'switch' && !/^(?:true|false)$/iu.test(value)) throw new OracleError(`LRM-00102: '${value}' is not a legal boolean for '${name}'`, cannotProcess);
  const isNumber = kind === 'size' ? sizeInBytes(value) !== undefined : /^\d+$/u.test(value);
  if ((kind === 'size' || kind === 'number') && !isNumber) throw new OracleError(`LRM-00104: '${value}' is not a legal integer for '${name}'`, cannotProcess);
}
