import { archivedLogFolder } from '#core/area-layout.ts';
import type { ScheduledJobs } from '#oracle/backup-jobs.ts';
import { queryArchivedRedo, queryBackupJobs, queryReportFacts } from '#oracle/report-facts.ts';
import type { ArchivedRedo } from '#oracle/redo-in-area.ts';
import type { OracleTools } from '#oracle/tools.ts';

export interface OpenedOracle {
  readonly oracle: OracleTools;
  readonly dbid: string;
  /** By the configuration: a standby has a primary of another name. */
  readonly isPrimary: boolean;
  /** Resolves when a program of Oracle's has been started. */
  readonly started: Promise<void>;
}

export interface OracleAnswers {
  /** Undefined for a database whose backup area the configuration does not name. */
  readonly redo: Promise<ArchivedRedo | undefined>;
  readonly jobs: Promise<ScheduledJobs>;
  /** The question has been put, or could not be; never rejects. */
  readonly underWay: Promise<unknown>;
}

/** A primary is asked once; of a standby and its primary one may be away. */
export function askOracle(opening: Promise<OpenedOracle>, { name, area }: { readonly name: string; readonly area: string | undefined }, signal: AbortSignal): OracleAnswers {
  const jobsAlone = async (): Promise<ScheduledJobs> => queryBackupJobs((await opening).oracle, signal);
  const started = opening.then((opened) => opened.started);
  if (area === undefined) return withProgress({ redo: Promise.resolve(undefined), jobs: jobsAlone() }, started);
  const folder = archivedLogFolder(area);
  const both = opening.then(({ oracle, dbid, isPrimary }) => (isPrimary ? queryReportFacts(oracle, { name, dbid, folder }, signal) : undefined));
  return withProgress({
    redo: both.then(async (facts) => (facts === undefined ? opening.then(({ oracle, dbid }) => queryArchivedRedo(oracle, { name, dbid, folder }, signal)) : facts.redo)),
    jobs: both.then(async (facts) => facts?.jobs ?? jobsAlone()),
  }, started);
}

function withProgress(answers: Omit<OracleAnswers, 'underWay'>, started: Promise<void>): OracleAnswers {
  return { ...answers, underWay: Promise.race([started, answers.jobs]).catch(() => undefined) };
}
