import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { diagnosticHomes, purgeTraces } from '#lab/oracle/diagnostic-home.ts';
import { databaseNames } from '#lab/oracle/open-database.ts';
import type { ToolCall } from './tool-call.ts';
import { failByFault } from './tool-fault.ts';

interface AdrciSession {
  /** ADR homes in the base. */
  homes: readonly string[];
  /** What SET HOMEPATH left of them. */
  chosen: readonly string[];
  base: string;
  readonly labDir: string;
  readonly clock: Clock;
}

const purgeTypes = new Set(['ALERT', 'INCIDENT', 'TRACE', 'CDUMP', 'HM', 'UTSCDMP', 'LOG']);

/**
 * The simulated `adrci`: homes, `set base`, `set homepath`, `purge`. Its commands come from `exec="..."`, `script=file` or standard input.
 * As with the real one the exit status tells nothing about the commands: errors are DIA- lines in the output.
 */
export async function runAdrci(call: ToolCall): Promise<number> {
  const failed = await failByFault(call, 'adrci');
  if (failed !== undefined) return failed;
  const { labDir, clock } = call;
  const homes = homesIn(labDir, labDir);
  const session: AdrciSession = { homes, chosen: homes, base: labDir, labDir, clock };
  for (const command of readCommands(call)) {
    if (/^(?:exit|quit)$/i.test(command)) break;
    call.stdout(execute(session, command));
  }
  return 0;
}

/** The database host's base is DIR: one home for each simulated database, and the listener's. Others have restored instances. */
function homesIn(base: string, labDir: string): readonly string[] {
  if (base !== labDir) return diagnosticHomes(base);
  return [...databaseNames(labDir).map((name) => `diag/rdbms/${name}/${name}`), 'diag/tnslsnr/labhost/listener'];
}

function readCommands(call: ToolCall): readonly string[] {
  const given = call.args.find((arg) => /^exec=/i.test(arg));
  if (given !== undefined) return split(given.slice('exec='.length).replace(/^"(.*)"$/, '$1'));
  const script = call.args.find((arg) => /^script=/i.test(arg));
  return split(script === undefined ? call.stdin : readFileSync(script.slice('script='.length), 'utf8'));
}

function split(text: string): readonly string[] {
  return text.split(/[;\n]/).map((command) => command.trim()).filter((command) => command !== '');
}

function execute(session: AdrciSession, command: string): string {
  const words = command.split(/\s+/);
  const [verb = '', object = ''] = words.map((word) => word.toLowerCase());
  if (verb === 'show' && (object === 'homes' || object === 'home')) return `ADR Homes: \n${session.chosen.join('\n')}\n`;
  if (verb === 'show' && object === 'base') return `ADR base is "${session.base}"\n`;
  if (verb === 'set' && object === 'base') return setBase(session, words.slice(2).join(' '));
  if (verb === 'set' && (object === 'homepath' || object === 'home')) return setHomes(session, words.slice(2).join(' '));
  if (verb === 'purge') return purge(session, words.slice(1));
  return `DIA-48415: Syntax error found in string [${command}] at column [${verb.length}]\n\n`;
}

/** All homes of the new base are chosen. */
function setBase(session: AdrciSession, path: string): string {
  const base = path.replace(/(?<=.)\/$/, '');
  const homes = homesIn(base, session.labDir);
  if (homes.length === 0) return noHomes(path);
  Object.assign(session, { base, homes, chosen: homes });
  return '';
}

/** A path chooses every home at or below it. */
function setHomes(session: AdrciSession, path: string): string {
  const wanted = path.replace(/\/$/, '');
  const chosen = session.homes.filter((home) => home === wanted || home.startsWith(`${wanted}/`));
  if (chosen.length === 0) return noHomes(path);
  session.chosen = chosen;
  return '';
}

function noHomes(path: string): string {
  return `DIA-48447: The input path [${path}] does not contain any ADR homes\n\n`;
}

/** `purge [-age MINUTES [-type TYPE]]`; on the database host there is nothing the lab would have to delete. */
function purge({ chosen, base, labDir, clock }: AdrciSession, options: readonly string[]): string {
  const [home, ...more] = chosen;
  if (home === undefined || more.length > 0) return 'DIA-48448: This command does not support multiple ADR homes\n\n';
  const wanted = new Map<string, string>();
  for (let at = 0; at < options.length; at += 2) {
    const [option = '', value = ''] = [options[at]?.toLowerCase(), options[at + 1]?.toUpperCase()];
    const fits = (option === '-age' && /^\d+$/.test(value)) || (option === '-type' && purgeTypes.has(value));
    if (!fits) return `DIA-48415: Syntax error found in string [${options.join(' ')}] at column [${option.length}]\n\n`;
    wanted.set(option, value);
  }
  const age = wanted.get('-age');
  if (base !== labDir && age !== undefined && (wanted.get('-type') ?? 'TRACE') === 'TRACE') purgeTraces(join(base, home), Number(age), clock);
  return '';
}
