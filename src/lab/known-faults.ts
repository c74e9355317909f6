// Every fault somebody can set with `icb lab fault`, and what its parameters may be; README.md has the same as a table. A
// misspelt fault would never happen, and whoever waits for it would think that icb had survived it.
import { UsageError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest.ts';
import type { Fault } from './faults.ts';
import type { Statement } from './tools/rman/statement.ts';

interface ParameterType {
  readonly describe: string;
  /** Undefined for a text that is no such value. */
  readonly parse: (text: string) => unknown;
}

interface Parameter {
  readonly type: ParameterType;
  readonly required?: true;
}

const number: ParameterType = { describe: 'a whole number', parse: (text) => (/^\d{1,12}$/.test(text) ? Number(text) : undefined) };
const signed: ParameterType = { describe: 'a whole number, perhaps negative', parse: (text) => (/^-?\d{1,12}$/.test(text) ? Number(text) : undefined) };
const positive: ParameterType = { describe: 'a whole number, 1 or more', parse: (text) => (Number(text) > 0 ? number.parse(text) : undefined) };
const text: ParameterType = { describe: 'a text', parse: (value) => value || undefined };
const yes: ParameterType = { describe: 'true', parse: (value) => value === 'true' || undefined };
const lines: ParameterType = { describe: 'a line, or a JSON list of lines', parse: parseLines };
const pattern: ParameterType = { describe: 'a regular expression', parse: (value) => (isPattern(value) ? value : undefined) };
const object: ParameterType = { describe: 'a JSON object', parse: parseObject };
const htmlOrText: ParameterType = { describe: 'true, or the text to answer', parse: (value) => (value === 'true' ? true : value || undefined) };
const sideTool = oneOf(['adrci', 'srvctl', 'opatch']);

const rmanCommands = Object.keys({
  'allocate-channel': true, 'release-channel': true, 'backup-database': true, 'backup-archived-log': true, 'backup-spfile': true,
  'backup-control-file': true, 'backup-validate': true, 'catalog-start': true, 'change-archivelog': true, 'change-backup': true, 'change-copy': true,
  'recover-database': true, 'restore-controlfile': true, 'restore-datafile': true, 'set-newname': true, 'set-until': true,
  'switch-to-copy': true, 'switch-datafile': true, 'switch-tempfile': true, 'recover-copy': true, 'delete-backupset': true, 'delete-archived-log': true,
  'delete-datafile-copy': true, 'report-need-backup': true, 'report-unrecoverable': true, 'restore-preview': true, 'restore-validate-header': true,
  'validate-archived-logs': true, 'validate-backup-set': true, 'validate-copies': true, 'delete-obsolete': true, configure: true, connect: true, crosscheck: true,
  exit: true, list: true, register: true, 'reset-database': true, resync: true, run: true, 'set-command-id': true, 'set-echo': true, show: true, sql: true,
} satisfies Readonly<Record<Statement['kind'], true>>);
/** A command, or the words it begins with. */
const at = oneOf([...new Set(rmanCommands.flatMap((kind) => kind.split('-').map((_, index, words) => words.slice(0, index + 1).join('-'))))]);

/** Of a request to a storage system. */
const requestParameters: Readonly<Record<string, Parameter>> = {
  method: { type: oneOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) },
  pathMatch: { type: pattern },
  status: { type: positive },
  fault: { type: object },
  delayMs: { type: positive },
  hang: { type: yes },
  reset: { type: yes },
  truncate: { type: yes },
  nonJson: { type: htmlOrText },
  afterEffect: { type: yes },
};

const knownFaults: Readonly<Record<string, Readonly<Record<string, Parameter>>>> = {
  'archive-dest-error': { dest: { type: positive, required: true }, stack: { type: lines } },
  'clock-skew': { of: { type: oneOf(['database', 'appliance']), required: true }, seconds: { type: signed, required: true } },
  'login-error': { code: { type: text, required: true }, to: { type: text } },
  'login-warning': { lines: { type: lines, required: true } },
  'rman-error': { at: { type: at }, stack: { type: lines } },
  'rman-exit-0': {},
  'rman-status': { status: { type: oneOf(['COMPLETED WITH WARNINGS', 'COMPLETED WITH ERRORS', 'FAILED']), required: true }, operation: { type: oneOf(['BACKUP', 'RECOVER', 'DELETE']) } },
  'rman-die': { at: { type: at }, afterBlocks: { type: number } },
  'rman-hang': { at: { type: at } },
  'rman-chatty': { megabytes: { type: positive, required: true }, at: { type: at } },
  'rman-merge-nothing': {},
  'rman-channel-error': { channel: { type: text, required: true }, at: { type: at }, stack: { type: lines } },
  'sqlplus-error': { match: { type: text, required: true }, lines: { type: lines, required: true }, exitCode: { type: number } },
  'sqlplus-no-sentinel': {},
  'sqlplus-hang': { match: { type: text } },
  'mount-error': { lines: { type: lines }, exitCode: { type: number }, hang: { type: yes } },
  'umount-error': { lines: { type: lines }, exitCode: { type: number }, hang: { type: yes } },
  'production-visible': {},
  'redo-transport-lag': { seconds: { type: positive, required: true } },
  'redo-transport-error': {},
  'redo-apply-stopped': {},
  'tool-error': { tool: { type: sideTool, required: true }, lines: { type: lines }, exitCode: { type: number }, hang: { type: yes } },
  'catalog-error': { code: { type: text, required: true }, match: { type: text } },
  'catalog-hang': { match: { type: text } },
  'catalog-reset': { match: { type: text }, afterEffect: { type: yes } },
  dorado: requestParameters,
  ontap: requestParameters,
  // A call of zfs instead of a request: the method is its first word.
  openzfs: { ...requestParameters, method: { type: text } },
  softnas: requestParameters,
  zfssa: requestParameters,
};

/** The names of all faults. */
export const faultNames: readonly string[] = Object.keys(knownFaults);

/** How its parameters are written; one that may be left out has a question mark. */
export function faultParameters(name: string): readonly string[] {
  return Object.entries(knownFaults[name] ?? {}).map(([key, { required }]) => (required === true ? key : `${key}?`));
}

/** @throws {UsageError} naming the nearest match */
export function requireFaultName(name: string): void {
  if (Object.hasOwn(knownFaults, name)) return;
  throw new UsageError(`there is no fault ${name}${didYouMean(name, faultNames)}; there are: ${faultNames.join(', ')}`);
}

/**
 * The fault that a name and words such as `at=backup` describe.
 * @throws {UsageError} for an unknown name, a parameter that is unknown or missing, and a value that would not work
 */
export function describeFault(name: string, words: readonly string[]): Fault {
  requireFaultName(name);
  const known: Readonly<Record<string, Parameter>> = { ...knownFaults[name], times: { type: positive } };
  const values = Object.fromEntries(words.map((word) => parameterOf(word, name, known)));
  const missing = Object.entries(known).find(([key, { required }]) => required === true && values[key] === undefined);
  if (missing !== undefined) throw new UsageError(`${name} needs ${missing[0]}=..., ${missing[1].type.describe}`);
  return { ...values, name };
}

function parameterOf(word: string, name: string, known: Readonly<Record<string, Parameter>>): [string, unknown] {
  const separator = word.indexOf('=');
  if (separator < 1) throw new UsageError(`a parameter of a fault is key=value, not ${word}`);
  const [key, value] = [word.slice(0, separator), word.slice(separator + 1)];
  const type = Object.hasOwn(known, key) ? known[key]?.type : undefined;
  const keys = Object.keys(known);
  if (type === undefined) throw new UsageError(`${name} has no parameter ${key}${didYouMean(key, keys)}; it takes ${keys.join(', ')}`);
  const parsed = type.parse(value);
  if (parsed === undefined) throw new UsageError(`${key} of ${name} must be ${type.describe}, not ${JSON.stringify(value)}`);
  return [key, parsed];
}

function oneOf(choices: readonly string[]): ParameterType {
  return { describe: `one of ${choices.toSorted().join(', ')}`, parse: (value) => (choices.includes(value) ? value : undefined) };
}

function parseLines(value: string): readonly string[] | undefined {
  if (!value.startsWith('[')) return value === '' ? undefined : [value];
  const list = parseJson(value);
  return Array.isArray(list) && list.length > 0 && list.every((line) => typeof line === 'string') ? list : undefined;
}

function parseObject(value: string): object | undefined {
  const parsed = parseJson(value);
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function isPattern(value: string): boolean {
  try {
    return new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
}
