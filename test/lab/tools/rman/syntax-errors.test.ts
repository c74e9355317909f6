import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommandFile } from '#lab/tools/rman/parse-statement.ts';
import { RmanSyntaxError } from '#lab/tools/rman/syntax-error.ts';
import { TokenReader } from '#lab/tools/rman/token-reader.ts';
import { RmanLab, tag } from './rman-lab.ts';

const scripts = join(import.meta.dirname, '../../../../src/oracle/rman');

describe('syntax errors', () => {
  it('law 42: a command file with an error is refused as a whole, in the layout of the real tool', async () => {
    using lab = new RmanLab();

    const { exitCode, output } = await lab.runFile("set echo on;\nrun {\n  backup spfile tag 'x';\n  duplicate database;\n}\nshow all;\n");

    await expect(lab.neutral(output)).toMatchFileSnapshot('expected/syntax-error.log');
    expect(exitCode).toBe(1);
    expect(lab.inDatabase((db) => db.sql.all('select * from backup_piece'))).toEqual([]);
  });

  it('law 42: on standard input the next line still runs, and the exit code tells', async () => {
    using lab = new RmanLab();

    const { exitCode, output } = await lab.run({ stdin: 'set echo on\nshut abort;\nconfigure backup optimization on;\nexit\n' });

    await expect(lab.neutral(output)).toMatchFileSnapshot('expected/syntax-error-on-standard-input.log');
    expect(exitCode).toBe(1);
  });

  it('law 42: on standard input a failed command does not end the session', async () => {
    using lab = new RmanLab();

    const { exitCode, output } = await lab.run({ stdin: "delete noprompt datafilecopy '/nowhere';\nconfigure backup optimization on;\n" });

    expect(output).toContain('RMAN-03002: failure of delete command at 2016-11-08 21:53:37\nRMAN-20230');
    expect(output).toContain('CONFIGURE BACKUP OPTIMIZATION ON;\nnew RMAN configuration parameters are successfully stored');
    expect(exitCode).toBe(1);
  });

  it.each([
    ['duplicate database;', 'found "duplicate"', 'line 1 column 1'],
    ['backup database;', 'found ";": expecting one of: "as, for, force, format, incremental, reuse, section, tag"', 'line 1 column 16'],
    ['backup incremental level 0 database;', 'found "integer": expecting one of: "1, equal"', 'line 1 column 26'],
    ["backup tag 'a' tag 'b' spfile;", 'found "tag"', 'line 1 column 16'],
    ['recover copy of database;', 'found ";": expecting one of: "with"', 'line 1 column 25'],
    ['delete noprompt backupset;', 'found ";": expecting one of: "tag"', 'line 1 column 26'],
    ['delete noprompt noprompt force backup;', 'found "backup": expecting one of: "archivelog, backupset, datafilecopy, force, noprompt, obsolete"', 'line 1 column 32'],
    ['configure device type disk;', 'found ";": expecting one of: "backup, clear, parallelism"', 'line 1 column 27'],
    ['run {\n\n  register database;\n}', 'found "register"', 'line 3 column 3'],
    ['show all\nshow all;', 'found "show": expecting one of: ";"', 'line 2 column 1'],
  ])('%s', (source, message, place) => {
    const causes = causesOf(source);

    expect(causes[0]).toContain(`RMAN-01009: syntax error: ${message}`);
    expect(causes.at(-1)).toBe(`RMAN-01007: at ${place} file: /x.rman`);
  });

  it('names an unknown word as an identifier and repeats it as it was written', () => {
    const causes = causesOf('show Everything;');

    expect(causes).toEqual([
      'RMAN-01009: syntax error: found "identifier": expecting one of: "all"',
      'RMAN-01008: the bad identifier was: Everything',
      'RMAN-01007: at line 1 column 6 file: /x.rman',
    ]);
  });

  it.each([
    ['show all', 'RMAN-02002: unexpected end of input file reached'],
    ['run { show all;', 'RMAN-02002: unexpected end of input file reached'],
    ["backup spfile tag 'x;", 'RMAN-02002: unexpected end of input file reached'],
    ['-- a comment of SQL\nshow all;', 'RMAN-02001: unrecognized punctuation symbol "-"'],
  ])('%s is not read to its end', (source, message) => {
    expect(causesOf(source)).toEqual(['RMAN-01006: error signaled during parse', message]);
  });
});

describe('the scripts of icb', () => {
  it('reads options in any order, keywords in any case, comments and several lines', () => {
    const [backup, deletion] = parse(`# a comment
      BACKUP Tag="${tag}" database # another
        section size = 2 G for recover of copy with tag ${tag} incremental level = 1 format '/b/%U' force;
      delete force noprompt archivelog until time "sysdate-1";`);

    expect(backup).toEqual({ kind: 'backup-database', copyTag: tag, tag, sectionBytes: 2 * 1024 ** 3, format: '/b/%U', force: true, reuse: false });
    expect(deletion).toEqual({ kind: 'delete-archived-log', until: 'sysdate-1', force: true });
  });

  it.each(readdirSync(scripts))('parses %s', (name) => {
    const template = readFileSync(join(scripts, name), 'utf8');
    const script = template.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => placeholders[key] ?? "'/some/file'");

    expect(parse(script).length).toBeGreaterThan(0);
  });
});

const placeholders: Readonly<Record<string, string>> = {
  archived_log_deletion: 'applied on all standby',
  file: '5',
  force: 'force',
  incarnation: '2',
  key: '12',
  parallel: '4',
  recovery_window_days: '2',
  scn: '804126',
  section_size: 'section size 100M',
  sequence: '90',
  thread: '1',
};

function parse(source: string): readonly unknown[] {
  return parseCommandFile(new TokenReader(source, '/x.rman'));
}

function causesOf(source: string): readonly string[] {
  try {
    parse(source);
  } catch (error) {
    if (error instanceof RmanSyntaxError) return error.causes;
    throw error;
  }
  throw new Error(`understood: ${source}`);
}
