import type { Configuration } from '#core/config/configuration.ts';
import { openConfiguration } from '#core/config/locate.ts';
import { IcbError, InterruptedError, NotStartedError, RefusedError, UsageError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { certificateContent } from '#reports/restore-certificate.ts';
import type { CommandContext } from './context.ts';
import { createCatalog } from './autorestore/create-catalog.ts';
import { listValidationDates } from './autorestore/list-validation-dates.ts';
import { planTest } from './autorestore/plan-test.ts';
import { readTestWords, selectDatabases } from './autorestore/selection.ts';
import { runTestSession } from './autorestore/test-session.ts';
import type { SessionOutcome } from './autorestore/test-session.ts';
import { verifyCertificates } from './autorestore/verify-certificates.ts';
import { refuseRestoreAsRoot, requireSandbox } from './restore-refusals.ts';

export interface AutorestoreOptions {
  readonly createcatalog?: boolean;
  readonly listvalidationdates?: boolean;
  readonly verifyCertificates?: boolean;
  readonly dryRun?: boolean;
  readonly canary?: boolean;
}

/** What became of one database. */
type Verdict = { readonly database: string; readonly outcome: SessionOutcome } | { readonly database: string; readonly error: IcbError };

/** `icb autorestore [FILE] [db|!db]`: one database after the other, whatever became of the one before. Returns the exit code. */
export async function run(words: readonly string[], testOptions: AutorestoreOptions, context: CommandContext): Promise<number> {
  const { world, options } = context;
  const { file, selection } = readTestWords(words, { cwd: world.cwd, installationRoot });
  const mode = chooseMode(testOptions);
  const isTest = mode === 'test';
  if (isTest) {
    refuseRestoreAsRoot(world.effectiveUid, `${installationRoot}/bin/icb autorestore`);
    requireSandbox(world.env);
  }
  const configuration = openConfiguration({ option: options.config, positional: file, env: world.env, cwd: world.cwd, installationRoot });
  const databases = selectDatabases(configuration, selection);
  switch (mode) {
    case 'list validation dates':
      return listValidationDates(configuration, databases, context);
    case 'verify certificates':
      return await verifyCertificates(configuration, databases, context);
    case 'create catalog':
      return await createCatalog(configuration, databases, context);
    case 'dry run':
      return await planTests(configuration, databases, { context, canary: testOptions.canary === true });
    case 'test':
      return await testAll(configuration, databases, { context, canary: testOptions.canary === true });
  }
}

type Mode = 'test' | 'dry run' | 'create catalog' | 'list validation dates' | 'verify certificates';

function chooseMode({ createcatalog, listvalidationdates, verifyCertificates: verify, dryRun }: AutorestoreOptions): Mode {
  const wanted: readonly (readonly [boolean | undefined, Mode, string])[] = [
    [createcatalog, 'create catalog', '--createcatalog'],
    [listvalidationdates, 'list validation dates', '--listvalidationdates'],
    [verify, 'verify certificates', '--verify-certificates'],
    [dryRun, 'dry run', '--dry-run'],
  ];
  const chosen = wanted.filter(([isWanted]) => isWanted === true);
  if (chosen.length > 1) throw new UsageError(`${chosen.map(([, , option]) => option).join(' and ')} exclude each other`);
  return chosen[0]?.[1] ?? 'test';
}

interface Loop {
  readonly context: CommandContext;
  readonly canary: boolean;
}

async function planTests(configuration: Configuration, databases: readonly string[], { context, canary }: Loop): Promise<number> {
  const plans = [];
  for (const database of databases) plans.push(await planTest(configuration, database, { context, canary }));
  const { stdout } = context.world;
  if (context.options.json) stdout.write(`${JSON.stringify(plans.map(({ document }) => document), undefined, 2)}\n`);
  else stdout.write(plans.map(({ lines }) => `${lines.join('\n')}\n`).join('\n'));
  return plans.every(({ isPossible }) => isPossible) ? 0 : 1;
}

async function testAll(configuration: Configuration, databases: readonly string[], { context, canary }: Loop): Promise<number> {
  const { world, options } = context;
  const verdicts: Verdict[] = [];
  for (const database of databases) {
    verdicts.push(await testOne(configuration, database, { context, canary }));
    if (world.signal.aborted) throw interruption(world.signal);
  }
  if (options.json) world.stdout.write(`${JSON.stringify(verdicts.map(documentOf), undefined, 2)}\n`);
  else world.stdout.write(summary(verdicts));
  return exitCodeOf(verdicts);
}

async function testOne(configuration: Configuration, database: string, { context, canary }: Loop): Promise<Verdict> {
  try {
    const settings = configuration.restoreTestSettings(database);
    return { database, outcome: await runTestSession({ configuration, settings, canary }, context) };
  } catch (error) {
    if (context.world.signal.aborted) throw interruption(context.world.signal);
    if (!(error instanceof IcbError)) throw error;
    context.world.stderr.write(`icb: ${database}: ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`);
    return { database, error };
  }
}

function interruption({ reason }: AbortSignal): unknown {
  return reason instanceof InterruptedError ? reason.withMeaning('instance, mount, clone and lock are given back; the session log names what could not be') : reason;
}

/** 3 when one was refused for safety, 2 when none could even be started, else 1 when one failed. */
function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.some((verdict) => ('error' in verdict ? verdict.error instanceof RefusedError : verdict.outcome.isRefused))) return 3;
  if (verdicts.every((verdict) => 'error' in verdict && verdict.error instanceof NotStartedError)) return 2;
  return verdicts.every(isGood) ? 0 : 1;
}

function isGood(verdict: Verdict): boolean {
  return 'outcome' in verdict && verdict.outcome.result.failure === undefined && verdict.outcome.isCataloged;
}

function summary(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map((verdict) => `${verdict.database}: ${describe(verdict)}\n`);
  const failed = verdicts.filter((verdict) => !isGood(verdict)).length;
  return `${lines.join('')}${verdicts.length} restore tests, ${failed === 0 ? 'all passed' : `${failed} failed`}\n`;
}

function describe(verdict: Verdict): string {
  if ('error' in verdict) return `FAILED, not tested: ${verdict.error.message}`;
  const { result, isCataloged } = verdict.outcome;
  if (result.failure !== undefined) return `FAILED: ${result.failure.step}: ${result.failure.message}`;
  const verified = `passed, verified ${result.reached?.verifiedLocalTime ?? ''} (${result.differenceSeconds ?? 0} s from the target)`;
  return isCataloged ? verified : `${verified}, but the result catalog could not take the result: FAILED`;
}

function documentOf(verdict: Verdict): Readonly<Record<string, unknown>> {
  if ('error' in verdict) return { database: verdict.database, success: false, error: verdict.error.message };
  const { result, certificate, isCataloged } = verdict.outcome;
  return { ...certificateContent(result), success: result.failure === undefined, certificate, cataloged: isCataloged };
}
