import { openConfiguration, locateConfiguration } from '#core/config/locate.ts';
import { InvalidConfigurationError, located } from '#core/config/problem.ts';
import type { Problem } from '#core/config/problem.ts';
import { referenceEntries, renderReference } from '#core/config/reference.ts';
import { shownSections } from '#core/config/shown-sections.ts';
import { UsageError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { didYouMean } from '#core/nearest.ts';
import { spellOut } from '#core/spelled-out.ts';
import { checkEverything } from './configuration-check.ts';
import type { CommandContext } from './context.ts';

type Action = (context: CommandContext) => Promise<number> | number;

const actions: Readonly<Record<string, Action>> = { show, check, reference };

/** `icb config show | check | reference`. */
export async function run(actionName: string, context: CommandContext): Promise<number> {
  const action = Object.hasOwn(actions, actionName) ? actions[actionName] : undefined;
  if (action !== undefined) return action(context);
  const names = Object.keys(actions);
  throw new UsageError(`unknown action ${actionName}${didYouMean(actionName, names)}; allowed: ${names.join(', ')}`);
}

function show(context: CommandContext): number {
  const configuration = openConfiguration(searchOf(context));
  const { file } = configuration;
  const sections = shownSections(configuration);
  const text = Object.entries(sections).map(([name, values]) => renderSection(name, values));
  print(context, { json: { file, sections }, text: [`# ${file}\n`, ...text].join('\n') });
  return 0;
}

/** Exit code 2 when the configuration has errors; warnings do not count. */
async function check(context: CommandContext): Promise<number> {
  const search = searchOf(context);
  const file = locateConfiguration(search);
  const problems = await findProblems(context);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const totals = { errors, warnings: problems.length - errors };
  const summary = `${file}: errors: ${String(totals.errors)}, warnings: ${String(totals.warnings)}\n`;
  const text = [...problems.map((problem) => renderProblem(file, problem)), summary].join('');
  print(context, { json: { file, ...totals, problems: problems.map(plainProblem) }, text });
  return errors === 0 ? 0 : 2;
}

function reference(context: CommandContext): number {
  print(context, { json: referenceEntries(), text: renderReference() });
  return 0;
}

async function findProblems({ world, options }: CommandContext): Promise<readonly Problem[]> {
  try {
    return await checkEverything(openConfiguration(searchOf({ world, options })), world);
  } catch (error) {
    // Syntax errors: nothing else can be said about the file.
    if (error instanceof InvalidConfigurationError) return error.problems;
    throw error;
  }
}

function searchOf({ world, options }: CommandContext): Parameters<typeof openConfiguration>[0] {
  return { option: options.config, env: world.env, cwd: world.cwd, installationRoot };
}

/** The further lines of a value are indented, as they are in the file. */
function renderSection(name: string, values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([key, value]) => `${key}: ${value.replaceAll('\n', '\n    ')}\n`);
  return `[${name}]\n${lines.join('')}`;
}

function renderProblem(file: string, problem: Problem): string {
  const hint = problem.hint === undefined ? '' : `         ${problem.hint.replaceAll('\n', '\n         ')}\n`;
  return `${problem.severity.toUpperCase().padEnd(8)} ${located(file, problem)}\n${hint}`;
}

function plainProblem({ severity, message, line, section, key, hint }: Problem): Readonly<Record<string, unknown>> {
  return { severity, message, line: line ?? null, section: section ?? null, key: key ?? null, hint: hint ?? null };
}

function print({ world, options }: CommandContext, result: { readonly json: unknown; readonly text: string }): void {
  world.stdout.write(options.json ? `${JSON.stringify(result.json, null, 2)}\n` : spellOut(result.text, ''));
}
