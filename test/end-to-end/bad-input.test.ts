import { spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { commandLine, filesOf, leftovers, openFailingLab, rewrite } from './failing-lab.ts';
import type { Ending, FailingLab } from './failing-lab.ts';
import type { TestLab } from './test-lab.ts';

let failing: FailingLab;
let lab: TestLab;
let before: readonly string[];

beforeAll(async () => {
  failing = await openFailingLab();
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => {
  failing.reset();
  before = filesOf(lab);
});

const backupWords = ['backup', 'orcl', 'imagecopywithsnap'];
const inLab = (name: string): string => join(lab.directory, name);
const program = (name: string): string => inLab(`oracle_home/bin/${name}`);
const otherDatabase = (settings: string): string => `[other]\ndbid: 5\nrecoverywindow: 1\nsnapexpirationdays: 1\n${settings}\n[orcl]`;

function noTool(): Promise<never> {
  return Promise.reject(new Error('an Oracle program was started'));
}

/** icb as a process of a user who owns nothing here. */
function asStranger(...words: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [join(installationRoot, 'src/main.ts'), ...words], { uid: 4711, gid: 4711, env: {}, cwd: '/', encoding: 'utf8' });
}

/** Runs a command line that must not start anything: no Oracle program, no change in the area, nothing left behind. */
async function refused(...words: string[]): Promise<Ending> {
  const ending = await commandLine(lab, words, { launchTool: noTool });
  expect(filesOf(lab)).toEqual(before);
  expect(leftovers(lab)).toEqual([]);
  return ending;
}

describe('wrong words', () => {
  it.each([
    ['an unknown command', ['backu', 'orcl', 'config'], 'unknown command backu (did you mean backup?); allowed: backup, autorestore, restore, snapper, volume, report, exec-all, check, dbinfo, config, completion, man, demo, lab'],
    ['no command', [], 'no command given; allowed: backup,'],
    ['an unknown action', ['backup', 'orcl', 'imagecopywithsnp'], 'unknown action imagecopywithsnp (did you mean imagecopywithsnap?); allowed: config, setschedule, imagecopywithsnap,'],
    ['an unknown action of snapper', ['snapper', 'orcl', 'lst'], 'unknown action lst (did you mean list?); allowed: list, clean,'],
    ['an unknown action of volume', ['volume', 'orcl', 'crate'], 'unknown action crate (did you mean create?); allowed: create'],
    ['an unknown action of config', ['config', 'shw'], 'unknown action shw (did you mean show?); allowed: show, check, reference'],
    ['an unknown database', ['backup', 'orc1', 'config'], 'no database orc1 in CONFIG (did you mean orcl?)'],
    ['a database in the wrong case', ['snapper', 'ORCL', 'list'], 'no database ORCL in CONFIG (did you mean orcl?)'],
    ['a section of settings', ['backup', 'zfssa', 'config'], '[zfssa] holds settings and is not a database in CONFIG'],
    ['an empty database', ['backup', '', 'config'], 'no database "" in CONFIG'],
    ['an unknown option', ['backup', 'orcl', 'config', '--verbos'], 'backup: unknown option --verbos (did you mean --verbose?); allowed: --config, --json,'],
    ['an unknown option before the command', ['--jsn', 'backup', 'orcl', 'config'], 'unknown option --jsn (did you mean --json?); allowed: --config, --json,'],
    ['an option without its value', ['backup', 'orcl', 'config', '--config'], 'option --config <file> needs a value'],
    ['a missing argument', ['backup', 'orcl'], 'backup: <action> is missing (config | setschedule | imagecopywithsnap | backupimagecopy | missingarchlog | report | validatebackup | generaterestore); usage: icb backup <db> <action>'],
    ['two missing arguments', ['snapper'], 'snapper: <db> is missing (database: a section of the configuration file); usage: icb snapper <db> <action> [name]'],
    ['too many arguments', ['backup', 'orcl', 'config', 'now', 'please'], 'backup: too many words: now please; usage: icb backup <db> <action>'],
    ['a word too many for an action', ['snapper', 'orcl', 'list', 'all'], 'list takes no further word: all'],
    ['a missing name', ['snapper', 'orcl', 'clone'], 'clone needs the id of a snapshot'],
    ['a time that is none', ['snapper', 'orcl', 'search', 'yesterday'], '"yesterday" is not a time'],
    ['--dry-run where it means nothing', ['snapper', 'orcl', 'create', '--dry-run'], '--dry-run belongs to clean, not to create'],
  ])('%s: what is wrong, what is allowed, exit code 2', async (_what, words, sentence) => {
    const ending = await refused(...words);

    expect(ending).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ending.sentence).toContain(`icb: ${sentence.replace('CONFIG', failing.configurationFile)}`);
  });

  it('for checkage are UNKNOWN, not an alarm', async () => {
    const ending = await refused('snapper', 'orcl', 'checkage', 'now');

    expect(ending).toMatchObject({ exitCode: 3, stdout: 'UNKNOWN: checkage takes no further word: now\n', stderr: '' });
  });
});

describe('a configuration file', () => {
  it.each([
    ['does not exist', '/nowhere/backup.cfg', 'configuration file /nowhere/backup.cfg, named by --config, does not exist'],
    ['is a folder', '/etc', 'configuration file /etc cannot be read: it is a folder'],
    ['has an empty name', '', 'the name of the configuration file given by --config is empty'],
  ])('that %s', async (_what, file, sentence) => {
    const ending = await refused(...backupWords, '--config', file);

    expect(ending).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ending.sentence).toContain(`icb: ${sentence}`);
  });

  it('that the user may not read', ({ skip }) => {
    skip(process.getuid?.() !== 0 || asStranger('--version').status !== 0, 'needs root, and a clone that other users can read');
    chmodSync(lab.directory, 0o755);
    chmodSync(failing.configurationFile, 0o600);

    const { status, stderr } = asStranger('--config', failing.configurationFile, ...backupWords);

    expect([status, stderr]).toEqual([2, `icb: configuration file ${failing.configurationFile} cannot be read: permission denied\n  let the user icb runs as read it\n`]);
  });

  it.each([
    ['a line without separator', /^requiremount.*/m, 'requiremount', 7, 'neither a [section] nor a key followed by : or ='],
    ['a section without bracket', '[orcl]', '[orcl', 38, 'section name without closing bracket'],
    ['text before the first section', /^#.*/, 'tnsadmin: /tns', 1, 'text before the first [section]'],
    ['a value without a key', /^logretention/m, '', 11, 'no key before the : or ='],
    ['an indented line after nothing', /^# The simulated.*/m, '   indented', 5, 'indented line without a value to continue'],
    ['a reference to nothing', /^tnsadmin.*/m, 'tnsadmin: %(home)s/tns', 9, 'tnsadmin in [generic]: %(home)s refers to a key that is neither in this section nor in [DEFAULT]'],
    ['a lonely per cent sign', /^tnsadmin.*/m, 'tnsadmin: /a%b', 9, 'tnsadmin in [generic]: % must be followed by (name)s, or be written %%'],
  ])('with %s is refused with its line', async (_what, from, to, line, complaint) => {
    rewrite(lab, 'backup.cfg', from, to);

    const ending = await refused(...backupWords);

    expect(ending).toMatchObject({ exitCode: 2, stdout: '', sentence: `icb: ${failing.configurationFile}:${line}: ${complaint}` });
  });

  it('with several syntax errors names them all', async () => {
    rewrite(lab, 'backup.cfg', /^requiremount.*/m, 'requiremount');
    rewrite(lab, 'backup.cfg', '[orcl]', '[orcl');

    const { stderr } = await refused(...backupWords);

    expect(stderr.match(/backup\.cfg:\d+/g)).toEqual(['backup.cfg:7', 'backup.cfg:38']);
  });
});

describe('a setting', () => {
  it.each([
    ['missing: the DBID', /^dbid.*\n/m, '', ':38: dbid is missing in [orcl]', 'select dbid from v$database'],
    ['missing: the Oracle home', /^oraclehome.*\n/m, '', ':4: oraclehome is missing in [generic]', 'or set ORACLE_HOME in the environment'],
    ['of the wrong type: a number', /^parallel.*/m, 'parallel: many', ':41: parallel in [orcl] must be a whole number, 1 to 254, not "many"', ''],
    ['of the wrong type: a switch', /^hasdataguard.*/m, 'hasdataguard: maybe', ':45: hasdataguard in [orcl] must be true or false, not "maybe"', ''],
    ['of the wrong type: the DBID', /^dbid.*/m, 'dbid: orcl', ':39: dbid in [orcl] must be a number, as in v$database, not "orcl"', ''],
    ['with a relative path: the area', /^backupdest.*/m, 'backupdest: nfs', ':6: backupdest in [generic] must be an absolute path', ''],
    ['with a path Oracle cannot archive to: a blank in it', /^backupdest: (.*)/m, 'backupdest: $1/my backup', ':6: backupdest in [generic] must be an absolute path without blanks', ''],
    ['with a relative path: the Oracle home', /^oraclehome.*/m, 'oraclehome: home', ':8: oraclehome in [generic] must be an absolute path', ''],
    ['two databases share: an area given twice', '[orcl]', otherDatabase('genericbackupdest: AREA\ngenericbackupdestshared: no'), ': the backup area AREA of orcl is also that of other', 'a backup area of its own'],
    ['two databases share: no folder for each', /^requiremount/m, 'backupdestshared: false\n[generic]\nrequiremount', ': the backup area', 'a backup area of its own'],
    ['nobody knows: an unknown storage system', /^storage.*/m, 'storage: zfsa', ':10: storage in [generic] must be one of zfssa, ontap, softnas, dorado, openzfs, not "zfsa" (did you mean zfssa?)', ''],
  ])('%s', async (what, from, to, complaint, remedy) => {
    if (what.endsWith('no folder for each')) rewrite(lab, 'backup.cfg', '[orcl]', otherDatabase(''));
    rewrite(lab, 'backup.cfg', from, to.replace('AREA', lab.area));

    const ending = await refused(...backupWords);

    expect(ending.exitCode).toBe(2);
    expect(ending.sentence).toContain(failing.configurationFile);
    expect(ending.sentence).toContain(complaint.replace('AREA', lab.area));
    expect(ending.remedy).toContain(remedy);
  });

  it('that makes a name no Oracle knows a database is refused', async () => {
    rewrite(lab, 'backup.cfg', '[orcl]', '[my-db]');

    const ending = await refused('backup', 'my-db', 'config');

    expect(ending.exitCode).toBe(2);
    expect(ending.sentence).toContain(':38: the name of a database must be an Oracle name: a letter, then at most 29 letters, digits, _, $ or #, not "my-db"');
  });
});

describe('what the configuration names', () => {
  it.each([
    ['the Oracle home is missing', () => renameSync(inLab('oracle_home'), inLab('old_home')), 'the Oracle home is not a folder: LAB/oracle_home', 'correct oraclehome'],
    ['the TNS folder is missing', () => rmSync(inLab('tns'), { recursive: true }), 'the TNS folder is not a readable folder: LAB/tns', 'correct tnsadmin'],
    ['rman is missing', () => rmSync(program('rman')), 'cannot start LAB/oracle_home/bin/rman: there is no such file', 'check oraclehome'],
    ['sqlplus is missing', () => rmSync(program('sqlplus')), 'cannot start LAB/oracle_home/bin/sqlplus: there is no such file', 'check oraclehome'],
    ['rman is not executable', () => chmodSync(program('rman'), 0o644), 'cannot start LAB/oracle_home/bin/rman: it is not executable for this user', 'check oraclehome'],
    ['sqlplus is empty after a failed relink', () => writeFileSync(program('sqlplus'), ''), 'cannot start LAB/oracle_home/bin/sqlplus: the file is empty', 'check oraclehome'],
    ['the folder of own scripts is missing', () => rewrite(lab, 'backup.cfg', '[zfssa]', `templatedir: ${inLab('scripts')}\n[zfssa]`), 'templatedir is not a folder: LAB/scripts', 'correct templatedir'],
    ['the credentials are missing', () => rmSync(inLab('zfscredentials.cfg')), 'no credentials for zfssa: LAB/zfscredentials.cfg does not exist', 'ICB_ZFSSA_PASSWORD'],
    ['others can read the credentials', () => chmodSync(inLab('zfscredentials.cfg'), 0o644), 'credentials file LAB/zfscredentials.cfg can be read or changed by other users', 'run: chmod 600 LAB/zfscredentials.cfg'],
    ["the CA's certificate is missing", () => rewrite(lab, 'backup.cfg', 'ca.pem', 'no.pem'), 'cacert in section [zfssa]: there is no file LAB/zfssa/no.pem', 'correct cacert'],
    ['the appliance has no url', () => rewrite(lab, 'backup.cfg', /^url.*\n/m, ''), 'url is missing in section [zfssa] (database orcl)', 'icb config reference'],
    ['the url holds a password', () => rewrite(lab, 'backup.cfg', 'https://', 'https://admin:hidden@'), 'url in section [zfssa] must not hold user or password', 'zfscredentials.cfg'],
    ['no storage is configured', () => rewrite(lab, 'backup.cfg', /^storage.*\n/m, ''), 'no storage system is configured for orcl', 'set storage in [generic] of LAB/backup.cfg'],
    ["a site's adapter is missing", () => rewrite(lab, 'backup.cfg', /^storage.*/m, 'snappermodule: ./own.js\nsnapperclass: Own'), 'snappermodule: there is no file LAB/own.js', ''],
  ])('%s', async (_what, breakIt, sentence, remedy) => {
    breakIt();

    const ending = await refused(...backupWords);

    expect(ending).toMatchObject({ exitCode: 2, sentence: `icb: ${sentence.replace('LAB', lab.directory)}` });
    expect(ending.remedy).toContain(remedy.replace('LAB', lab.directory));
    expect(ending.stdout + ending.stderr).not.toContain('hidden');
  });

  it("a site's own script with a wrong placeholder stops the run before it began", async () => {
    mkdirSync(inLab('scripts'));
    writeFileSync(inLab('scripts/refresh-image-copy.rman'), '# our own\nrun {\n  backup incremental level 1 for recover of copy with tag ${tga} database;\n}\n');
    rewrite(lab, 'backup.cfg', '[zfssa]', 'templatedir: scripts\n[zfssa]');

    const ending = await refused(...backupWords);

    expect(ending.exitCode).toBe(2);
    expect(ending.sentence).toContain(`icb: ${inLab('scripts/refresh-image-copy.rman')}:3: unknown placeholder \${tga}`);
    expect(ending.remedy).toContain('this script needs exactly these placeholders: ');
    expect(readdirSync(lab.area)).toEqual([]);
  });
});
