// What Grid Infrastructure and OPatch know of a database: as text, of which the commands can be pasted, and as JSON.
import { spellOut, spellOutLine } from '#core/spelled-out.ts';

export interface DatabaseInventory {
  readonly database: string;
  readonly oracleHome: string;
  /** What the configuration says; else there is no cluster to be asked. */
  readonly gridManaged: boolean;
  /** Undefined: not asked, or there is no answer. */
  readonly cluster: ClusterInventory | undefined;
  /** Undefined: there is no answer. */
  readonly patches: readonly { readonly id: string; readonly description: string }[] | undefined;
  /** Why something is missing here. */
  readonly problems: readonly string[];
}

export interface ClusterInventory {
  /** As srvctl prints it. */
  readonly configuration: string;
  /** Undefined: there is no answer. */
  readonly services: readonly InventoriedService[] | undefined;
}

export interface InventoriedService {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly values: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
  readonly untold: readonly string[];
}

/** Everything but the commands is a comment for a shell. */
export function inventoryText({ database, oracleHome, gridManaged, cluster, patches, problems }: DatabaseInventory): string {
  const services = cluster?.services?.flatMap(({ commands, untold }) => [...commands.map(spellOutLine), ...untold.map((line) => `#   set, and not in this command: ${spellOutLine(line)}`)]);
  const parts = [
    gridManaged ? [] : ['# Grid Infrastructure was not asked: gimanaged is false'],
    cluster === undefined ? [] : [`# ${database} in Grid Infrastructure`, ...comment(cluster.configuration)],
    services === undefined ? [] : ['# services: these commands would make them again', ...(services.length === 0 ? ['#   none'] : services)],
    patches === undefined ? [] : [`# patches of ${oracleHome}`, ...(patches.length === 0 ? ['#   none'] : patches.map(({ id, description }) => `#   ${id}  ${spellOutLine(description)}`))],
    problems.map((problem) => `# MISSING: ${spellOutLine(problem)}`),
  ];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

export function inventoryJson({ database, oracleHome, cluster, patches, problems }: DatabaseInventory): object {
  return {
    database,
    oracleHome,
    configuration: cluster === undefined ? null : Object.fromEntries(cluster.configuration.split('\n').flatMap((line) => labelled(line))),
    services: cluster?.services?.map(({ name, isEnabled, values, commands, untold }) => ({ name, enabled: isEnabled, values: Object.fromEntries(values), commands, untold })) ?? null,
    patches: patches ?? null,
    problems,
  };
}

function labelled(line: string): readonly (readonly [string, string])[] {
  const [, label, value] = /^([^:]+?) *:(.*)$/u.exec(line.trim()) ?? [];
  return label === undefined ? [] : [[label, (value ?? '').trim()]];
}

function comment(text: string): readonly string[] {
  return spellOut(text.trim(), '').split('\n').map((line) => `#   ${line}`.trimEnd());
}
