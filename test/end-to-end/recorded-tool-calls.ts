import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { installationRoot } from '#core/installation.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import type { ToolInvocation, ToolLauncher } from '#oracle/programs/tool.ts';
import type { TestLab } from './test-lab.ts';

export interface RecordedToolCalls {
  readonly launch: ToolLauncher;
  /** What was sent since the last time, with all that differs between labs replaced. */
  take(): readonly string[];
}

/** Starts the lab's programs and writes down what they were told: arguments, and the script. */
export function recordToolCalls({ directory, clock }: TestLab): RecordedToolCalls {
  const start = labLauncher(directory, clock);
  let sent: string[] = [];
  return {
    async launch(invocation) {
      // A restore test's SID comes from its scratch folder, which is another in every lab.
      sent.push(describeCall(invocation).replaceAll(directory, 'LAB').replaceAll(installationRoot, 'ICB').replaceAll(/\borcl[0-9a-z]{4}\b/giu, 'TESTSID').replaceAll(/\bicb-[0-9a-z]{24}\b/gu, 'COMMAND_ID'));
      return await start(invocation);
    },
    take() {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
}

function describeCall({ program, args, env, input = '' }: ToolInvocation): string {
  const commandFile = args.find((word) => word.startsWith('cmdfile='))?.slice('cmdfile='.length);
  const script = commandFile === undefined ? statementsOf(input) : readFileSync(commandFile, 'utf8');
  const words = args.map((word) => (word.startsWith('cmdfile=') ? 'cmdfile=FILE' : word));
  const sid = env['ORACLE_SID'] === undefined ? '' : `ORACLE_SID=${env['ORACLE_SID']} `;
  return [`-- ${sid}${basename(program)} ${words.join(' ')}`, script.trimEnd()].filter((text) => text !== '').join('\n');
}

/** What icb puts around every SQL*Plus script is the same everywhere, and has tests of its own. */
function statementsOf(input: string): string {
  const [, statements = input] = /^prompt ICB-SCRIPT-BEGINS [^]*?^set sqlblanklines on\n([^]*?)\n*^prompt ICB-SCRIPT-COMPLETE /mu.exec(input) ?? [];
  return statements;
}
