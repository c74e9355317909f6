import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderProblems } from '#core/config/check-folders.ts';
import { checkConfiguration } from '#core/config/check.ts';
import { loadConfiguration } from '#core/config/configuration.ts';
import { readCredentials } from '#core/config/credentials.ts';
import { installationRoot } from '#core/installation.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

const readme = readFileSync(join(installationRoot, 'README.md'), 'utf8');
const documents = [
  'README.md',
  ...readdirSync(join(installationRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('README.md'))
    .map((file) => join('src', file)),
  ...readdirSync(join(installationRoot, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

it.each(documents)('the links of %s lead somewhere', (document) => {
  const folder = dirname(join(installationRoot, document));
  const targets = [...readFileSync(join(installationRoot, document), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/gu)].map(([, target = '']) => target);

  expect(targets.filter((target) => !existsSync(join(folder, target)))).toEqual([]);
});

describe('the files that README.md says to copy', () => {
  it('make a configuration that lacks at most an Oracle home', () => {
    using folder = temporaryFolder();
    for (const name of ['config', 'tns.sample']) cpSync(join(installationRoot, name), join(folder.path, name), { recursive: true });
    const commands = /```\n(cp config\/[^`]+)```/u.exec(readme)?.[1] ?? '';

    execFileSync('/bin/sh', ['-ec', commands], { cwd: folder.path });

    const configuration = loadConfiguration(join(folder.path, 'backup.cfg'));
    const problems = [...checkConfiguration(configuration), ...folderProblems(configuration, 'orcl')].map(({ message }) => message);
    // A database host may have the Oracle home of the sample.
    expect(problems.filter((message) => !message.startsWith('oraclehome is not a folder: '))).toEqual([]);
    expect(readCredentials('zfssa', { directory: folder.path, env: {} }).user).not.toBe('');
    expect(readdirSync(folder.path).filter((name) => !isIgnored(name))).toEqual(['config', 'tns.sample']);
  });

  it('name the wallet that README.md says to make', () => {
    const wallet = /mkdir -m 700 (\S+)/u.exec(readme)?.[1];

    expect(readFileSync(join(installationRoot, 'tns.sample/sqlnet.ora'), 'utf8')).toContain(`(DIRECTORY = ${wallet})`);
    expect(isIgnored(relative('/opt/icb', wallet ?? ''))).toBe(true);
  });
});

describe('.gitignore', () => {
  it.each(['zfscredentials.cfg', 'site/netappcredentials.cfg', 'backup.cfg', 'backup-site2.cfg', 'tns.prod/tnsnames.ora', 'wallet.prod/cwallet.sso'])(
    'keeps %s out',
    (path) => {
      expect(isIgnored(path)).toBe(true);
    },
  );

  it.each(['config/backup.zfssa.sample.cfg', 'config/zfscredentials.sample.cfg', 'tns.sample/sqlnet.ora'])('lets %s in', (path) => {
    expect(statSync(join(installationRoot, path)).isFile()).toBe(true);
    expect(isIgnored(path)).toBe(false);
  });
});

/** As git sees it in an empty repository with our .gitignore: the sources may have come without one. */
function isIgnored(path: string): boolean {
  using repository = temporaryFolder();
  cpSync(join(installationRoot, '.gitignore'), join(repository.path, '.gitignore'));
  const git = (...args: string[]): number | null =>
    spawnSync('git', args, { cwd: repository.path, env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: repository.path }, stdio: 'ignore' }).status;
  expect(git('init', '--quiet')).toBe(0);
  // A folder is told by the slash behind its name.
  return [path, `${path}/`].some((name) => git('check-ignore', '--quiet', name) === 0);
}
