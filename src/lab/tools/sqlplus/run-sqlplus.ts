import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { softwareOf } from '#lab/database-kind.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import type { ToolCall } from '../tool-call.ts';
import { readCommandLine } from './command-line.ts';
import type { CommandLine } from './command-line.ts';
import { SqlplusSession } from './client/session.ts';
import { start } from './commands/start.ts';
import { interpret } from './interpreter.ts';
import { logOn, productBanner } from './logon.ts';
import type { LogonResult } from './logon.ts';

const mostAttempts = 3;

/** The simulated `sqlplus`. @returns its exit code */
export async function runSqlplus(call: ToolCall): Promise<number> {
  const missing = missingHome(call);
  if (missing !== undefined) {
    call.stdout(missing);
    return 1;
  }
  const commandLine = readCommandLine(call.args);
  if (commandLine.showVersion) {
    call.stdout(`\n${releaseLines(call)}\n`);
    return 0;
  }
  if (commandLine.unknownOption !== undefined) {
    call.stdout(`\n${releaseLines(call)}\nUse SQL*Plus to execute SQL, PL/SQL and SQL*Plus statements.\n\nUsage 1: sqlplus -H | -V\n\nUsage 2: sqlplus [ [<option>] [{logon | /nolog}] [<start>] ]\n\n`);
    return 1;
  }
  using session = new SqlplusSession(call, commandLine.silent);
  if (!commandLine.silent) session.output.write(`\n${releaseLines(call, ` on ${startTime(call)}`)}\nCopyright (c) 1982, 2023, Oracle.  All rights reserved.\n\n`);
  if (!commandLine.noLogon && !logOnAtStart(session, commandLine)) return 1;
  enterLoginScripts(session, commandLine);
  await interpret(session);
  sayGoodbye(session);
  return session.exitCode ?? 0;
}

/** What SQL*Plus calls itself: in two lines since 18c. */
function releaseLines({ env }: ToolCall, time = ''): string {
  const { version, fullVersion } = softwareOf(env['ORACLE_HOME'] ?? '');
  return `SQL*Plus: Release ${version} - Production${time}\n${isAtLeast(version, '18.1') ? `Version ${fullVersion}\n` : ''}`;
}

/** SQL*Plus reads its messages from the Oracle home, and says nothing else when there is none. */
function missingHome({ env }: ToolCall): string | undefined {
  const home = env['ORACLE_HOME'];
  if (home !== undefined && home !== '' && existsSync(join(home, 'bin'))) return undefined;
  return 'Error 6 initializing SQL*Plus\nSP2-0667: Message file sp1<lang>.msb not found\nSP2-0750: You may need to set ORACLE_HOME to your Oracle software directory\n';
}

/** @returns whether there is a session; what was printed says why not */
function logOnAtStart(session: SqlplusSession, { logon, singleLogon }: CommandLine): boolean {
  const { output } = session;
  let given = logon;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const asked = given ?? askForLogon(session);
    given = undefined;
    if (asked === undefined) return false;
    const result = logOn(session, asked);
    if (greet(session, result)) return true;
    if (singleLogon) {
      output.line('SP2-0751: Unable to connect to Oracle.  Exiting SQL*Plus');
      return false;
    }
  }
  output.line(`SP2-0157: unable to CONNECT to ORACLE after ${mostAttempts} attempts, exiting SQL*Plus`);
  return false;
}

/** Without a logon string the first lines of input are taken for one, whatever they were meant to be. */
function askForLogon({ output, lines }: SqlplusSession): string | undefined {
  output.write('Enter user-name: ');
  const user = lines.take();
  if (user === undefined) {
    output.line();
    return undefined;
  }
  if (user.includes('/')) return user;
  output.write('Enter password: \n');
  return `${user}/${lines.take() ?? ''}`;
}

function greet(session: SqlplusSession, result: LogonResult): boolean {
  const { output, silent } = session;
  switch (result.kind) {
    case 'connected':
      if (!silent) output.write(`\nConnected to:\n${productBanner(session)}\n\n`);
      return true;
    case 'idle':
      if (!silent) output.write('Connected to an idle instance.\n\n');
      return true;
    case 'usage':
      output.line(result.line);
      return false;
    default:
      output.write(`ERROR:\n${result.lines.join('\n')}\n\n\n`);
      return false;
  }
}

/** The site's glogin.sql runs first, then the script of the command line. */
function enterLoginScripts(session: SqlplusSession, { script }: CommandLine): void {
  if (script !== undefined) start(session, script);
  const siteProfile = join(session.call.env['ORACLE_HOME'] ?? '/', 'sqlplus', 'admin', 'glogin.sql');
  if (existsSync(siteProfile)) session.lines.enterScript(readFileSync(siteProfile, 'utf8'));
}

function sayGoodbye(session: SqlplusSession): void {
  if (session.silent || session.server === undefined) return;
  session.output.line(`Disconnected from ${productBanner(session)}`);
}

function startTime({ clock }: ToolCall): string {
  return clock.now().toLocal().toFormat('ccc LLL d HH:mm:ss yyyy', { locale: 'en' });
}
