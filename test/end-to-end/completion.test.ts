// The completion scripts in the shells they are for, with the real program.

import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../core/temporary-folder.ts';
import { launcher, RunningProcess, startIcb } from './icb-process.ts';

/** Stand-ins for what zsh has only while somebody types. */
const zshAtPrompt = 'compdef() { }; _describe() { print -rl -- "${(@P)4}" }; _files() { print FILES }';

/** A line for each shell that prints what it would offer for `icb snapper orcl cl` and for `icb exec`. */
const shells = {
  bash: { program: '/usr/bin/bash', args: ['--norc', '-c', 'source "$1"; for line in "snapper orcl cl" exec; do COMP_WORDS=("$0" $line); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _icb; printf "%s\\n" "${COMPREPLY[@]}"; done'] },
  zsh: { program: '/usr/bin/zsh', args: ['-fc', `${zshAtPrompt}; source "$1"; for line in "snapper orcl cl" exec; do words=("$0" \${=line}); CURRENT=$#words; _icb; done`] },
  fish: { program: '/usr/bin/fish', args: ['--no-config', '-c', 'source $argv[2]; complete -C "icb snapper orcl cl"; complete -C "icb exec"'] },
} as const;

it.for(['bash', 'zsh', 'fish'] as const)('%s completes words of icb (skipped where it is not installed)', async (shell, { skip }) => {
  const { program, args } = shells[shell];
  skip(!existsSync(program), `${shell} is not installed`);
  using folder = temporaryFolder();
  const script = join(folder.path, 'completion');
  const configuration = join(folder.path, 'backup.cfg');
  writeFileSync(configuration, '[orcl]\ndbid: 1\n');
  writeFileSync(script, (await startIcb(['completion', shell]).ended).stdout);

  await using running = new RunningProcess(program, [...args, launcher, script], { env: { PATH: `${dirname(launcher)}:/usr/bin:/bin`, HOME: folder.path, BACKUPCONFIG: configuration } });
  const { stdout, stderr } = await running.ended;

  expect(stderr).toBe('');
  expect(stdout.split('\n').map((line) => line.split(/[\t:]/u)[0])).toEqual(['clean', 'clone', 'exec-all', '']);
});
