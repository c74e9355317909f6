// Scripts are templates: a file a DBA can review, with `${name}` placeholders. Strict both ways: each placeholder needs a
// value and each value a placeholder. The header (comment lines above the first other line) explains and is not rendered.

import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { readRegularFile } from '#core/read-regular-file.ts';
import type { RmanValue, SqlValue } from './quoting.ts';

export type RmanScriptName = `${string}.rman`;
export type SqlScriptName = `${string}.sql`;
export type ValuesFor<Name extends string> = Readonly<Record<string, Name extends RmanScriptName ? RmanValue : SqlValue>>;

/** A script ready to run. */
export interface Script {
  /** `refresh-image-copy.rman` */
  readonly name: string;
  /** The file it was rendered from: ours, or the site's own version. */
  readonly file: string;
  readonly ofSite: boolean;
  readonly text: string;
}

/** A script's file, header taken off. */
interface Template {
  readonly file: string;
  readonly ofSite: boolean;
  /** Number of the body's first line in the file. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/**
 * Renders `rman/<name>` or `sql/<name>`, or the file of that name in the site's `templateDir` when there is one.
 * With several sets of values the body is repeated, once for each.
 * @throws {ConfigurationError} when the site's own version cannot be read or its placeholders do not fit
 */
export async function renderScript<Name extends RmanScriptName | SqlScriptName>(
  name: Name,
  values: ValuesFor<Name> | ReadonlyArray<ValuesFor<Name>>,
  { templateDir }: { templateDir?: string | undefined } = {},
): Promise<Script> {
  const template = await loadTemplate(name, templateDir);
  const sets: ReadonlyArray<Readonly<Record<string, string>>> = Array.isArray(values) ? values : [values];
  return { name, file: template.file, ofSite: template.ofSite, text: sets.map((set) => renderBody(template, set)).join('') };
}

/**
 * Looks at all of a site's own scripts before anything is started: their placeholders must be those of ours. Returns the
 * scripts in the folder that replace none of ours.
 * @throws {ConfigurationError} for the first one that cannot be used
 */
export async function checkSiteScripts(templateDir: string): Promise<readonly string[]> {
  const ours = (await Promise.all(['rman', 'sql'].map((folder) => readdir(join(installationRoot, 'src', 'oracle', folder))))).flat();
  for (const name of ours) {
    if ((await siteVersion(templateDir, name)) === undefined) continue;
    const { lines } = await loadTemplate(name, undefined);
    const names = [...lines.join('\n').matchAll(/\$\{([^}]*)\}/g)].map(([, placeholder = '']) => [placeholder, ''] as const);
    renderBody(await loadTemplate(name, templateDir), Object.fromEntries(names));
  }
  const theirs = await readdir(templateDir);
  return theirs.filter((name) => /\.(rman|sql)$/.test(name) && !ours.includes(name)).toSorted();
}

async function loadTemplate(name: string, templateDir: string | undefined): Promise<Template> {
  const own = join(installationRoot, 'src', 'oracle', name.endsWith('.rman') ? 'rman' : 'sql', name);
  const site = templateDir === undefined ? undefined : await siteVersion(templateDir, name);
  const file = site ?? own;
  const text = site === undefined ? await readFile(own, 'utf8') : await readSiteVersion(site);
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n').replace(/\n+$/, '').split('\n');
  const comment = name.endsWith('.rman') ? '#' : '--';
  const bodyStart = lines.findIndex((line) => !line.startsWith(comment));
  const template = { file, ofSite: site !== undefined, firstLine: bodyStart + 1, lines: lines.slice(bodyStart) };
  if (bodyStart === -1 || template.lines.every((line) => line.trim() === '')) {
    throw misfit(template, `${file}: nothing to run in it`, 'add statements, or remove the file to use the one icb ships');
  }
  return template;
}

async function siteVersion(templateDir: string, name: string): Promise<string | undefined> {
  const folder = await stat(templateDir).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new ConfigurationError(`templatedir is not a folder: ${templateDir}`, { hint: 'correct templatedir or leave it out' });
  }
  const file = join(templateDir, name);
  try {
    // Not stat: a link to a missing file is a mistake to be told, not a reason to take our own version.
    await lstat(file);
    return file;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, cause);
  }
}

async function readSiteVersion(file: string): Promise<string> {
  try {
    return (await readRegularFile(file)).bytes.toString('utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function renderBody(template: Template, values: Readonly<Record<string, string>>): string {
  const unused = new Set(Object.keys(values));
  const problems: string[] = [];
  const rendered = template.lines.map((line, index) =>
    line.replace(/\$\{([^}]*)(\}?)/g, (placeholder, name: string, end: string) => {
      unused.delete(name);
      const value = end === '' || !Object.hasOwn(values, name) ? undefined : values[name];
      if (value === undefined) problems.push(`${template.file}:${template.firstLine + index}: unknown placeholder ${placeholder}`);
      return value ?? placeholder;
    }),
  );
  const lastLine = template.firstLine + template.lines.length - 1;
  problems.push(...[...unused].map((name) => `${template.file}:${lastLine}: placeholder \${${name}} is missing up to here`));
  if (problems.length > 0) {
    const allowed = Object.keys(values).map((name) => `\${${name}}`);
    throw misfit(template, problems.join('; '), `this script needs exactly these placeholders: ${allowed.join(', ') || 'none'}`);
  }
  return `${rendered.join('\n')}\n`;
}

/** A site's file is for its DBA to mend; one of ours that does not fit is a bug. */
function misfit({ ofSite }: Template, message: string, hint: string): Error {
  return ofSite ? new ConfigurationError(message, { hint }) : new Error(message);
}

function unreadable(file: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(`cannot read ${file}: ${(cause as Error).message}`, { cause, hint: 'make it readable for the user icb runs as' });
}
