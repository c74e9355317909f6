import type { ToolCall } from './tool-call.ts';

/** Each simulated program loads on its own: a start of `rman` does not pay for the SQL of `sqlplus`. */
const tools = {
  rman: async () => (await import('./rman/run-rman.ts')).runRman,
  sqlplus: async () => (await import('./sqlplus/run-sqlplus.ts')).runSqlplus,
  adrci: async () => (await import('./adrci.ts')).runAdrci,
  srvctl: async () => (await import('./srvctl.ts')).runSrvctl,
  opatch: async () => (await import('./opatch.ts')).runOpatch,
  'mount-clone': async () => (await import('./mount-clone.ts')).runMountClone,
  'umount-clone': async () => (await import('./mount-clone.ts')).runUnmountClone,
} satisfies Record<string, () => Promise<(call: ToolCall) => Promise<number>>>;

export type ToolName = keyof typeof tools;

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(tools, name);
}

/**
 * Runs a simulated Oracle program in this process and returns its exit code.
 * @throws {ToolKilled} when the program ends by a signal
 */
export async function runTool(tool: ToolName, call: ToolCall): Promise<number> {
  const run = await tools[tool]();
  return await run(call);
}
