// The restore host of a command without Oracle: its programs know the scripts of a restore by what is in them and answer as
// if all went well, but for one that a test makes fail.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ToolExit, ToolInvocation, ToolLauncher } from '#oracle/programs/tool.ts';

export interface HostOptions {
  readonly dbid: string;
  /** Newest time in the restored data, local time of the source database. */
  readonly verified: string;
  /** A run that fails: its script, or its program and arguments. */
  readonly failing?: RegExp | undefined;
  /** A run during which the operator loses patience. */
  readonly interrupted?: { readonly at: RegExp; readonly interrupt: () => void } | undefined;
  /** Folder whose entries are what the mount command can mount. */
  readonly shares: string;
}

export interface FakeRestoreHost {
  readonly launch: ToolLauncher;
  /** Whether the instance is up. */
  readonly isUp: () => boolean;
  /** Programs in the order they ran, scripts by what they are about. */
  readonly runs: readonly string[];
}

type Answer = (text: string) => readonly string[];

export function fakeRestoreHost({ dbid, verified, failing, interrupted, shares }: HostOptions): FakeRestoreHost {
  const runs: string[] = [];
  let isUp = false;
  let copy = '';
  const time = '2026-02-04 00:00:00';
  const answers: readonly (readonly [RegExp, Answer])[] = [
    [/startup nomount pfile='(.*)\/icb-restore-/, (text) => {
      isUp = true;
      copy = `${/pfile='(.*)\/icb-restore-/.exec(text)?.[1] ?? ''}/data_1`;
      return [];
    }],
    [/shutdown abort/, () => {
      isUp = false;
      return [];
    }],
    [/v\$controlfile/, () => [`ICB|database|${dbid}|ORCL|NO`, 'ICB|file|datafile|/no/such/host/system01.dbf']],
    [/v\$datafile_copy\n[^]*v\$archived_log/, () => ['ICB|datafile|1|7||/no/such/host/system01.dbf', `ICB|copy|1|7|100|${time}|${copy}`, `ICB|log|1|5|1|1|999|${time}|${time}|log`]],
    [/v\$datafile_header/, () => ['ICB|database|READ ONLY|1', 'ICB|banner|Oracle Database 19c Enterprise Edition', `ICB|datafile|1|READ ONLY|ONLINE||NO|1000|${time}|8192|100|||SYSTEM|${copy}`]],
    [/database_role/, () => ['ICB|database|PRIMARY']],
    [/ICB\|verified/, () => [`ICB|verified|${verified}`]],
    [/to_char\(file#\) \|\| '\|' \|\| name\n {2}from v\$datafile/, () => [`ICB|datafile|1|${copy}`]],
  ];

  async function launch(invocation: ToolInvocation): Promise<ToolExit> {
    const text = textOf(invocation);
    const name = basename(invocation.program);
    runs.push(name === 'sqlplus' || name === 'rman' ? (/^(?:switch|recover|restore|catalog|startup|shutdown|alter)\b[^;\n]*/m.exec(text)?.[0] ?? name) : text);
    if (interrupted?.at.test(text) === true) interrupted.interrupt();
    if (invocation.signal.aborted) return { killedBy: 'SIGTERM' };
    if (failing?.test(text) === true) return fail(invocation, name);
    if (name === 'mount-clone') mount(invocation, shares);
    else if (name === 'umount-clone') unmount(invocation);
    else if (name === 'rman') invocation.onOutput('\nRecovery Manager complete.\n');
    else invocation.onOutput(`${sqlplusOutput(text, answers).join('\n')}\n`);
    return { exitCode: 0 };
  }

  return { launch, isUp: () => isUp, runs };
}

function textOf({ program, args, input }: ToolInvocation): string {
  const commandFile = args.find((arg) => arg.startsWith('cmdfile='))?.slice('cmdfile='.length);
  if (commandFile !== undefined) return readFileSync(commandFile, 'utf8');
  return input ?? [basename(program), ...args].join(' ');
}

function sqlplusOutput(text: string, answers: readonly (readonly [RegExp, Answer])[]): readonly string[] {
  const [begin = '', complete = ''] = [...text.matchAll(/^prompt (ICB-SCRIPT-.*)$/gm)].map(([, marker = '']) => marker);
  const rows = answers.find(([pattern]) => pattern.test(text))?.[1](text) ?? [];
  return [begin, ...rows, complete];
}

function mount({ args, env }: ToolInvocation, shares: string): void {
  const folder = args.at(-1) ?? '';
  const share = join(shares, basename(env['ICB_MOUNT_SOURCE'] ?? ''));
  if (!existsSync(share) || readdirSync(folder).length > 0) return;
  rmSync(folder, { recursive: true });
  symlinkSync(share, folder);
}

function unmount({ args }: ToolInvocation): void {
  const folder = args.at(-1) ?? '';
  rmSync(folder);
  mkdirSync(folder);
}

function fail({ onOutput }: ToolInvocation, name: string): ToolExit {
  const banner = ['RMAN-00571: ====', 'RMAN-00569: === ERROR MESSAGE STACK FOLLOWS ===', 'RMAN-00571: ===='];
  onOutput(`${[...(name === 'rman' ? banner : []), 'ORA-00600: internal error code'].join('\n')}\n`);
  return { exitCode: 1 };
}
