import { runBoundedScript } from './bounded-script.ts';

/** Whether there is a folder this user can write, told by a child process: a dead share hangs it and not us. */
export async function lookForWritableFolder(path: string, { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<'writable' | 'not writable' | 'no answer'> {
  const answer = await runBoundedScript({ script: 'test -d "$1" && test -w "$1"', args: [path], timeoutMs, signal });
  if (answer === 'no answer') return answer;
  return answer.exitCode === 0 ? 'writable' : 'not writable';
}
