import type { SqlplusSession } from '../client/session.ts';
import { clear, column } from './column.ts';
import { connect, disconnect } from './connect.ts';
import { define, undefine } from './define.ts';
import { describe } from './describe.ts';
import { execute, list, run } from './buffer.ts';
import { exit, whenever } from './ending.ts';
import { prompt, remark } from './prompt.ts';
import { set } from './set.ts';
import { show } from './show.ts';
import { shutdown } from './shutdown.ts';
import { spool } from './spool.ts';
import { start } from './start.ts';
import { print, variable } from './variable.ts';
import { startup } from './startup.ts';

/** A command of SQL*Plus itself. */
export interface SqlplusCommand {
  readonly name: string;
  /** Its shortest abbreviation. */
  readonly shortest: number;
  /** @param rest the line behind the command's name */
  readonly run: (session: SqlplusSession, rest: string) => void | Promise<void>;
}

const commands: readonly SqlplusCommand[] = [
  { name: 'CLEAR', shortest: 2, run: clear },
  { name: 'COLUMN', shortest: 3, run: column },
  { name: 'CONNECT', shortest: 4, run: connect },
  { name: 'DEFINE', shortest: 3, run: define },
  { name: 'DESCRIBE', shortest: 4, run: describe },
  { name: 'DISCONNECT', shortest: 4, run: disconnect },
  { name: 'EXECUTE', shortest: 4, run: execute },
  { name: 'EXIT', shortest: 4, run: exit },
  { name: 'LIST', shortest: 1, run: list },
  { name: 'PRINT', shortest: 3, run: print },
  { name: 'PROMPT', shortest: 3, run: prompt },
  { name: 'QUIT', shortest: 4, run: exit },
  { name: 'REMARK', shortest: 3, run: remark },
  { name: 'RUN', shortest: 1, run },
  { name: 'SET', shortest: 3, run: set },
  { name: 'SHOW', shortest: 3, run: show },
  { name: 'SHUTDOWN', shortest: 8, run: shutdown },
  { name: 'SPOOL', shortest: 3, run: spool },
  { name: 'START', shortest: 3, run: start },
  { name: 'STARTUP', shortest: 7, run: startup },
  { name: '@', shortest: 1, run: start },
  { name: '@@', shortest: 2, run: start },
  { name: 'UNDEFINE', shortest: 5, run: undefine },
  { name: 'VARIABLE', shortest: 3, run: variable },
  { name: 'WHENEVER', shortest: 8, run: whenever },
];

export function findCommand(word: string): SqlplusCommand | undefined {
  const upper = word.replace(/;$/, '').toUpperCase();
  return commands.find(({ name, shortest }) => upper.length >= shortest && name.startsWith(upper));
}
