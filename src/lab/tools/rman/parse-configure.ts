import { parsePolicy } from './parse-delete.ts';
import type { Configure } from './statement.ts';
import type { TokenReader } from './token-reader.ts';

type Setting = Pick<Configure, 'name' | 'value'>;

/**
 * CONFIGURE, after its first word. Names and values are those of V$RMAN_CONFIGURATION.
 * @throws {RmanSyntaxError}
 */
export function parseConfigure(tokens: TokenReader): Configure {
  const parse = Object.entries(settings).find(([word]) => tokens.accept(word))?.[1];
  if (parse === undefined) throw tokens.failure();
  return { kind: 'configure', ...parse(tokens) };
}

const settings: Readonly<Record<string, (tokens: TokenReader) => Setting>> = {
  archivelog: (tokens) => {
    tokens.expect('deletion');
    tokens.expect('policy');
    return clearable(tokens, 'ARCHIVELOG DELETION POLICY', archivedLogDeletion);
  },
  backup: (tokens) => {
    tokens.expect('optimization');
    return clearable(tokens, 'BACKUP OPTIMIZATION', onOrOff);
  },
  channel: (tokens) => {
    expectDeviceTypeDisk(tokens);
    return clearable(tokens, 'CHANNEL', (rest) => {
      rest.expect('format');
      return `DEVICE TYPE DISK FORMAT   '${rest.string()}'`;
    });
  },
  controlfile: (tokens) => {
    tokens.expect('autobackup');
    if (!tokens.accept('format')) return clearable(tokens, 'CONTROLFILE AUTOBACKUP', onOrOff);
    tokens.expect('for');
    expectDeviceTypeDisk(tokens);
    return clearable(tokens, 'CONTROLFILE AUTOBACKUP FORMAT FOR DEVICE TYPE', (rest) => {
      rest.expect('to');
      return `DISK TO '${rest.string()}'`;
    });
  },
  default: (tokens) => {
    tokens.expect('device');
    tokens.expect('type');
    return clearable(tokens, 'DEFAULT DEVICE TYPE TO', (rest) => {
      rest.expect('to');
      rest.expect('disk');
      return 'DISK';
    });
  },
  device: (tokens) => {
    tokens.expect('type');
    tokens.expect('disk');
    return clearable(tokens, 'DEVICE TYPE', deviceType);
  },
  retention: (tokens) => {
    tokens.expect('policy');
    return clearable(tokens, 'RETENTION POLICY', retention);
  },
  snapshot: (tokens) => {
    tokens.expect('controlfile');
    tokens.expect('name');
    return clearable(tokens, 'SNAPSHOT CONTROLFILE NAME', (rest) => {
      rest.expect('to');
      return `TO '${rest.string()}'`;
    });
  },
};

function clearable(tokens: TokenReader, name: string, parseValue: (tokens: TokenReader) => string): Setting {
  if (tokens.accept('clear')) return { name, value: undefined };
  return { name, value: parseValue(tokens) };
}

function onOrOff(tokens: TokenReader): string {
  return tokens.expectOneOf(['on', 'off']).toUpperCase();
}

function archivedLogDeletion(tokens: TokenReader): string {
  tokens.expect('to');
  if (tokens.accept('none')) return 'TO NONE';
  tokens.expect('applied');
  tokens.expect('on');
  const scope = tokens.accept('all') ? 'ALL ' : '';
  tokens.expect('standby');
  return `TO APPLIED ON ${scope}STANDBY`;
}

/** PARALLELISM and BACKUP TYPE in either order; RMAN stores both. */
function deviceType(tokens: TokenReader): string {
  let parallelism = 1;
  let backupType = 'BACKUPSET';
  const given = { parallelism: false, backupType: false };
  for (;;) {
    if (!given.parallelism && tokens.accept('parallelism')) {
      given.parallelism = true;
      parallelism = tokens.integer();
    } else if (!given.backupType && tokens.accept('backup', 'type', 'to')) {
      given.backupType = true;
      backupType = tokens.expectOneOf(['backupset', 'copy']).toUpperCase();
    } else if (given.parallelism || given.backupType) {
      return `DISK PARALLELISM ${parallelism} BACKUP TYPE TO ${backupType}`;
    } else {
      throw tokens.failure();
    }
  }
}

function retention(tokens: TokenReader): string {
  tokens.expect('to');
  if (tokens.accept('none')) return 'TO NONE';
  const policy = parsePolicy(tokens);
  if (policy === undefined) throw tokens.failure();
  return 'redundancy' in policy ? `TO REDUNDANCY ${policy.redundancy}` : `TO RECOVERY WINDOW OF ${policy.recoveryWindowDays} DAYS`;
}

function expectDeviceTypeDisk(tokens: TokenReader): void {
  tokens.expect('device');
  tokens.expect('type');
  tokens.expect('disk');
}
