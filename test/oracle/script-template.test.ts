import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { rmanString } from '#oracle/quoting.ts';
import { renderScript } from '#oracle/script-template.ts';

const tag = rmanString('t', 'tag');
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'icb-templates-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function siteScript(text: string): Promise<string> {
  const file = join(folder, 'delete-datafile-copy.rman');
  await writeFile(file, text);
  return file;
}

it('renders one of our scripts without its header', async () => {
  const script = await renderScript('delete-datafile-copy.rman', { name: tag });

  expect(script.text).toBe("delete noprompt datafilecopy 't';\n");
  expect(script.file).toBe(join(installationRoot, 'src/oracle/rman/delete-datafile-copy.rman'));
});

it('repeats the body once for each set of values', async () => {
  const script = await renderScript('delete-datafile-copy.rman', [{ name: rmanString('/a', 'x') }, { name: rmanString('/b', 'x') }]);

  expect(script.text).toBe("delete noprompt datafilecopy '/a';\ndelete noprompt datafilecopy '/b';\n");
});

it('calls a value that one of our own scripts does not take a bug', async () => {
  await expect(renderScript('delete-datafile-copy.rman', { name: tag, more: tag })).rejects.toMatchObject({ name: 'Error' });
});

describe("a site's own version", () => {
  it('wins where there is one, and only there', async () => {
    const file = await siteScript('# site\n# ${name}\nrecover copy of database with tag ${name};\n# done ${name}');

    const own = await renderScript('delete-datafile-copy.rman', { name: tag }, { templateDir: folder });
    const shipped = await renderScript('archive-current-log.sql', {}, { templateDir: folder });

    expect(own).toMatchObject({ name: 'delete-datafile-copy.rman', file, ofSite: true, text: "recover copy of database with tag 't';\n# done 't'\n" });
    expect(shipped.file.startsWith(installationRoot)).toBe(true);
  });

  it('may have been written on Windows', async () => {
    await siteScript('\uFEFF# site\r\nrecover tag ${name};\r\n\r\n');

    expect((await renderScript('delete-datafile-copy.rman', { name: tag }, { templateDir: folder })).text).toBe("recover tag 't';\n");
  });

  it.each([
    ['an unknown placeholder', '# site\nset echo on;\nrecover ${name} ${tga};\n', ':3: unknown placeholder ${tga}'],
    ['a placeholder without an end', '# site\nrecover ${tag;\n', ':2: unknown placeholder ${tag;'],
    ['a missing placeholder', '# ${name}\nset echo on;\nrecover;\n', ':3: placeholder ${name} is missing up to here'],
    ['nothing but a header', '# site\n', ': nothing to run in it'],
    ['nothing at all', '', ': nothing to run in it'],
  ])('with %s is refused, with file and line', async (_what, text, problem) => {
    const file = await siteScript(text);

    const rendering = renderScript('delete-datafile-copy.rman', { name: tag }, { templateDir: folder });

    await expect(rendering).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining(`${file}${problem}`) });
  });

  it('with several mistakes lists them all', async () => {
    await siteScript('a ${x};\nb ${y};\n');

    const rendering = renderScript('delete-datafile-copy.rman', { name: tag }, { templateDir: folder });

    await expect(rendering).rejects.toThrow(/:1: unknown placeholder \$\{x\}; .*:2: unknown placeholder \$\{y\}; .*\$\{name\} is missing/);
  });

  it('that cannot be read is not silently replaced by ours', async () => {
    await symlink(join(folder, 'gone'), join(folder, 'delete-datafile-copy.rman'));
    await mkdir(join(folder, 'archive-current-log.sql'));

    const dangling = renderScript('delete-datafile-copy.rman', { name: tag }, { templateDir: folder });
    const directory = renderScript('archive-current-log.sql', {}, { templateDir: folder });

    await expect(dangling).rejects.toThrow(`cannot read ${folder}/delete-datafile-copy.rman`);
    await expect(directory).rejects.toThrow(`cannot read ${folder}/archive-current-log.sql`);
  });

  it('in a folder that does not exist is a mistake in the configuration', async () => {
    const rendering = renderScript('delete-datafile-copy.rman', { name: tag }, { templateDir: join(folder, 'none') });

    await expect(rendering).rejects.toMatchObject({ exitCode: 2, message: `templatedir is not a folder: ${folder}/none` });
  });
});
