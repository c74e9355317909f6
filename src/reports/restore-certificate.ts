// The restore certificate: what a restore test found out, as one JSON document that names its predecessor by hash. It is the
// evidence; the page is made from it. docs/restore-certificate.schema.json describes the fields for programs.
//
// Certificates are kept for years: a field may be added, but what is there keeps its name and meaning. Should that ever not
// do, formatVersion grows and the reader of the old version stays. `formatVersion`, `number`, `previous` and `log` are the same
// in every version, so that a chain can be checked across versions.
import type { DateTime } from 'luxon';
import { spellOut } from '#core/spelled-out.ts';
import type { BlockCheckResult, ContainerState, CorruptBlocks, ReachedState, RestoreTestResult, TestFailure, TestPhase } from './restore-test-result.ts';
import { blockCheckPassed } from './restore-certificate/block-check-passed.ts';
import { isSimulation, notProven, proven } from './restore-certificate/statement.ts';

/** Times are ISO 8601 in UTC, SCNs and DBIDs decimal strings. The order of the fields is that of the file. */
export interface RestoreCertificate extends CertificateContent {
  readonly formatVersion: typeof formatVersion;
  /** Of the folder's chain: 1, 2, 3 ... */
  readonly number: number;
  /** Null for number 1. */
  readonly previous: PreviousCertificate | null;
}

/** What it says of the test itself. */
export interface CertificateContent {
  readonly verdict: 'passed' | 'failed';
  readonly database: string;
  readonly dbid: string;
  /** Where the test ran. */
  readonly host: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationSeconds: number;
  readonly failure: TestFailure | null;
  readonly snapshot: { readonly id: string; readonly createdAt: string } | null;
  readonly target: { readonly time: string; readonly localTime: string | null; readonly zone: string; readonly scn: string | null } | null;
  readonly reached: { readonly time: string; readonly localTime: string; readonly scn: string; readonly datafiles: number; readonly pluggableDatabases?: readonly ContainerState[] } | null;
  /** Reached minus target; positive: the data is newer than the target. */
  readonly differenceSeconds: number | null;
  readonly toleranceSeconds: number;
  /** Null: the blocks were not checked. */
  readonly blockCheck: CertifiedBlockCheck | null;
  /** In the order they ran. */
  readonly phases: readonly TestPhase[];
  readonly versions: { readonly icb: string; readonly oracle: string | null };
  /** Oracle itself said that it is a simulation; null where it was not asked. */
  readonly simulation: boolean | null;
  /** Session log, absolute. */
  readonly log: string;
  readonly proven: readonly string[];
  readonly notProven: readonly string[];
}

export interface PreviousCertificate {
  readonly number: number;
  /** Of the bytes of its JSON file, in hexadecimal digits. */
  readonly sha256: string;
}

export interface CertifiedBlockCheck {
  readonly reason: BlockCheckResult['reason'];
  readonly passed: boolean;
  readonly files: number;
  readonly blocks: number;
  /** All of them, besides the canary. */
  readonly corruptBlocks: number;
  /** At most {@link listedCorruption} ranges. */
  readonly corrupt: readonly CorruptBlocks[];
  readonly canary: { readonly file: number; readonly block: number; readonly found: boolean } | null;
}

/** The newest version, which this icb writes. */
export const formatVersion = 1;

/** A certificate stays small however bad things are; the session log has the rest. */
const listedCorruption = 200;
const stackLines = 100;
const longestText = 4000;

/** @param previous the newest certificate of the folder so far; null when there is none */
export function buildCertificate(result: RestoreTestResult, previous: PreviousCertificate | null): RestoreCertificate {
  return { formatVersion, number: (previous?.number ?? 0) + 1, previous, ...certificateContent(result) };
}

/** The bytes that are hashed: indented JSON, which ends with a line break. */
export function formatCertificate(certificate: RestoreCertificate): string {
  return `${JSON.stringify(certificate, undefined, 2)}\n`;
}

/** All that a certificate says but its place in the chain; for programs that get the results of a run at once. */
export function certificateContent(result: RestoreTestResult): CertificateContent {
  const { startedAt, finishedAt, failure, snapshot, target, reached, blockCheck, versions } = result;
  return {
    verdict: failure === undefined ? 'passed' : 'failed',
    database: result.database,
    dbid: result.dbid,
    host: result.host,
    startedAt: instant(startedAt),
    finishedAt: instant(finishedAt),
    durationSeconds: finishedAt.diff(startedAt).toMillis() / 1000,
    failure: failure === undefined ? null : certifiedFailure(failure),
    snapshot: snapshot === undefined ? null : { id: snapshot.id, createdAt: instant(snapshot.createdAt) },
    target: target === undefined ? null : { time: instant(target.time), localTime: target.localTime ?? null, zone: target.zone, scn: target.scn?.toString() ?? null },
    reached: reached === undefined ? null : certifiedState(reached),
    differenceSeconds: result.differenceSeconds ?? null,
    toleranceSeconds: result.toleranceSeconds,
    blockCheck: blockCheck === undefined ? null : certifiedBlockCheck(blockCheck, reached?.datafiles),
    phases: result.phases.map(({ name, seconds }) => ({ name, seconds })),
    versions: { icb: versions.icb, oracle: versions.oracle ?? null },
    simulation: versions.oracle === undefined ? null : isSimulation(versions.oracle),
    log: result.logFile,
    proven: proven(result),
    notProven: notProven(result),
  };
}

function certifiedFailure({ step, message, errorStack }: TestFailure): TestFailure {
  const dropped = errorStack.length - stackLines;
  const shown = errorStack.slice(0, stackLines).map(shortened);
  return { step: shortened(step), message: shortened(message), errorStack: dropped > 0 ? [...shown, `(${dropped} more lines in the session log)`] : shown };
}

/** Only of a container database its pluggable databases are told. */
function certifiedState({ verifiedTime, verifiedLocalTime, scn, datafiles, pluggableDatabases }: ReachedState): CertificateContent['reached'] {
  const state = { time: instant(verifiedTime), localTime: verifiedLocalTime, scn: String(scn), datafiles };
  return pluggableDatabases === undefined ? state : { ...state, pluggableDatabases: pluggableDatabases.map(({ name, openMode }) => ({ name, openMode })) };
}

function certifiedBlockCheck(check: BlockCheckResult, datafiles: number | undefined): CertifiedBlockCheck {
  const { reason, files, blocks, corrupt, canary } = check;
  return {
    reason,
    passed: blockCheckPassed(check, datafiles),
    files,
    blocks,
    corruptBlocks: corrupt.reduce((sum, range) => sum + range.blocks, 0),
    corrupt: corrupt.slice(0, listedCorruption).map(({ file, block, blocks, type }) => ({ file, block, blocks, type })),
    canary: canary === undefined ? null : { file: canary.file, block: canary.block, found: canary.found },
  };
}

function instant(time: DateTime): string {
  const text = time.toUTC().toISO();
  if (text === null) throw new TypeError('a result of a restore test without a valid time');
  return text;
}

function shortened(text: string): string {
  const plain = spellOut(text, '');
  return plain.length <= longestText ? plain : `${plain.slice(0, longestText)}...`;
}
