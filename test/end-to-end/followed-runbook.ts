// Follows a runbook as somebody does who has nothing else: takes the commands between its markers, in their order, and has a
// shell run them, with the lab's real programs.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface RunbookBlock {
  readonly id: string;
  readonly who: string;
  readonly text: string;
}

export function blocksOf(runbook: string): readonly RunbookBlock[] {
  return [...runbook.matchAll(/^#>> (\S+) (\w+)\n([^]*?)^#<< \1$/gmu)].map(([, id = '', who = '', text = '']) => ({ id, who, text }));
}

/** Root's mount on a host of the lab: a link in place of the empty folder. */
const mountOfTheLab = `mount() {
  folder=\${@: -1} source=\${@: -2:1}
  rmdir "$folder" && ln -s "$LAB/nfs/demo-backup/\${source##*/}" "$folder"
}
`;

/** Runs all blocks but those for later. Each must succeed. @returns what they printed, each after a line with its number */
export async function followRunbook(runbook: string, { labDir, extra = {} }: { readonly labDir: string; readonly extra?: Readonly<Record<string, string>> }): Promise<string> {
  const blocks = blocksOf(runbook).filter(({ who }) => who !== 'later');
  const script = blocks.map(({ id, text }) => `${extra[id] ?? ''}echo "== ${id}"\n${text}`).join('');
  try {
    const { stdout } = await run('/bin/bash', ['--norc', '-e', '-o', 'pipefail', '-c', `${mountOfTheLab}${script}`], { env: { PATH: '/usr/bin:/bin', LAB: labDir }, cwd: '/', maxBuffer: 2 ** 24 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`the runbook cannot be followed:\n${stdout.slice(-3000)}\n${stderr}`, { cause: error });
  }
}

/** What somebody does who pastes one block after the other and sees no error. @returns what was printed, errors too */
export async function pasteBlindly(runbook: string, ids: readonly string[]): Promise<string> {
  const script = blocksOf(runbook).filter(({ id }) => ids.includes(id)).map(({ text }) => text).join('');
  const { stdout } = await run('/bin/bash', ['--norc', '-c', `{\n${script}\ntrue\n} 2>&1`], { env: { PATH: '/usr/bin:/bin' }, cwd: '/' });
  return stdout;
}
