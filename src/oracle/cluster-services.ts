// Services of a database as Grid Infrastructure knows them: `srvctl config service` read, and turned into the commands that would
// make them again. Its output is one block of `Label: value` lines for each service. What a release does not know it does not
// print, so what is printed decides which options a command gets. Read from captured outputs of 11.2, 19c and 26ai; none of the
// commands has been tried with a real cluster.
import { shellLine } from '#core/shell-word.ts';

/** Options of one letter are those before 12.1. */
export type SrvctlStyle = 'words' | 'letters';

export interface ClusterService {
  readonly name: string;
  readonly isEnabled: boolean;
  /** Values by label, as printed; empty ones too. */
  readonly values: ReadonlyMap<string, string>;
}

export interface ServiceCommands {
  /** Lines for a shell. */
  readonly commands: readonly string[];
  /** What is set and has no option here. */
  readonly untold: readonly string[];
}

export function readServices(output: string): readonly ClusterService[] {
  const blocks = output.split(/^(?=Service name:)/mu).filter((block) => block.startsWith('Service name:'));
  return blocks.map((block) => {
    const lines = block.split('\n').map((line) => line.trim());
    const values = new Map(lines.flatMap((line) => {
      const [, label, value] = /^([^:]+?) *:(.*)$/u.exec(line) ?? [];
      return label === undefined ? [] : [[label, (value ?? '').trim()] as const];
    }));
    return { name: values.get('Service name') ?? '', isEnabled: !lines.includes('Service is disabled'), values };
  });
}

interface ServiceOption {
  readonly words: string;
  /** Undefined for what came with 12.1 or later. */
  readonly letter?: string;
  /** Values that need not be said, in lower case; the empty one never is. */
  readonly usual?: readonly string[];
}

/** By label, in the order of the syntax in the manual. `TAF failover ...` is how 11.2 has it. */
const options: Readonly<Record<string, ServiceOption>> = {
  'TAF policy specification': { words: '-tafpolicy', letter: '-P', usual: ['none'] },
  Edition: { words: '-edition', letter: '-t' },
  'Service role': { words: '-role', letter: '-l' },
  'Management policy': { words: '-policy', letter: '-y' },
  'AQ HA notifications': { words: '-notification', letter: '-q', usual: ['false'] },
  'Connection Load Balancing Goal': { words: '-clbgoal', letter: '-j' },
  'Runtime Load Balancing Goal': { words: '-rlbgoal', letter: '-B', usual: ['none'] },
  'DTP transaction': { words: '-dtp', letter: '-x', usual: ['false'] },
  'Failover type': { words: '-failovertype', letter: '-e', usual: ['none'] },
  'Failover method': { words: '-failovermethod', letter: '-m', usual: ['none'] },
  'Failover retries': { words: '-failoverretry', letter: '-z', usual: ['0'] },
  'TAF failover retries': { words: '-failoverretry', letter: '-z', usual: ['0'] },
  'Failover delay': { words: '-failoverdelay', letter: '-w', usual: ['0'] },
  'TAF failover delay': { words: '-failoverdelay', letter: '-w', usual: ['0'] },
  'Failover restore': { words: '-failover_restore', usual: ['none'] },
  'Pluggable database name': { words: '-pdb' },
  Global: { words: '-global', usual: ['false'] },
  'Maximum lag time': { words: '-maxlag', usual: ['any'] },
  'SQL Translation Profile': { words: '-sql_translation_profile' },
  'Commit Outcome': { words: '-commit_outcome', usual: ['false'] },
  Retention: { words: '-retention', usual: ['86400'] },
  'Replay Initiation Time': { words: '-replay_init_time', usual: ['300'] },
  'Session State Consistency': { words: '-session_state', usual: ['dynamic'] },
  'Drain timeout': { words: '-drain_timeout' },
  'Stop option': { words: '-stopoption' },
  Failback: { words: '-failback', usual: ['no'] },
  'CSS critical': { words: '-css_critical', usual: ['no'] },
  'Reset State': { words: '-resetstate', usual: ['none'] },
};

/** Told by something else of the command, or of no use to it. */
const silent = new Set(['Service name', 'Server pool', 'Cardinality', 'Preferred instances', 'Available instances', 'Disconnect', 'Service uses Java', 'GSM Flags']);
/** Of a label without an option nothing is said when its value is one of these. */
const nothing = new Set(['', '0', 'false', 'no', 'none', 'default', 'any']);

/** How to make a service again; `database` is the DB_UNIQUE_NAME. */
export function serviceCommands({ name, isEnabled, values }: ClusterService, database: string, style: SrvctlStyle): ServiceCommands {
  const which = style === 'words' ? ['-db', database, '-service', name] : ['-d', database, '-s', name];
  const untold: string[] = [];
  const words = [...values].flatMap(([label, value]) => {
    const option = options[label];
    if (option === undefined) {
      if (!silent.has(label) && !nothing.has(value.toLowerCase())) untold.push(`${label}: ${value}`);
      return [];
    }
    const text = value.replace(/ seconds$/u, '');
    if (text === '' || option.usual?.includes(text.toLowerCase()) === true) return [];
    const flag = style === 'words' ? option.words : option.letter;
    if (flag === undefined) untold.push(`${label}: ${value}`);
    return flag === undefined ? [] : [flag, text];
  });
  const add = shellLine('srvctl', 'add', 'service', ...which, ...placement(values, style), ...words);
  return { commands: isEnabled ? [add] : [add, shellLine('srvctl', 'disable', 'service', ...which)], untold };
}

/**
 * Where it runs: on instances or in a server pool. A database that an administrator manages shows a pool as well, which srvctl has made
 * by itself; a single instance shows neither.
 */
function placement(values: ClusterService['values'], style: SrvctlStyle): readonly string[] {
  const [preferred = '', available = '', pool = '', cardinality = ''] = ['Preferred instances', 'Available instances', 'Server pool', 'Cardinality'].map((label) => values.get(label));
  const [preferredFlag, availableFlag, poolFlag, cardinalityFlag] = style === 'words' ? ['-preferred', '-available', '-serverpool', '-cardinality'] : ['-r', '-a', '-g', '-c'];
  if (preferred !== '') return [preferredFlag, preferred, ...(available === '' ? [] : [availableFlag, available])];
  const many = /^[a-z]+$/iu.test(cardinality) && (pool !== '' || cardinality.toUpperCase() !== 'SINGLETON') ? [cardinalityFlag, cardinality] : [];
  return [...(pool === '' ? [] : [poolFlag, pool]), ...many];
}
