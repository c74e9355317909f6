import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes the program `zfs` that hands its words to the simulated ZFS behind a port of 127.0.0.1, and prints what it answers. */
export function createZfsProgram(path: string, port: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, script(port));
  chmodSync(path, 0o755);
}

// In bash, which connects by itself: starting a process for it takes a tenth of the time that Node.js takes.
function script(port: number): string {
  return `#!/bin/bash
# Simulated zfs of icb's lab. Answers while the process that plays it runs.
if ! exec 3<>/dev/tcp/127.0.0.1/${port}; then
  echo 'internal error: failed to initialize ZFS library' >&2
  exit 1
fi 2>/dev/null
printf '%s\\0' "$#" "$@" >&3
IFS= read -r -d '' code <&3 || kill -KILL $$
IFS= read -r -d '' complaint <&3
cat <&3
printf '%s' "$complaint" >&2
exit "$code"
`;
}
