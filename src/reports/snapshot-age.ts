// The age of the newest snapshot in the form Nagios wants: one line of text, `|`, performance data.
import { formatDuration } from '#core/durations.ts';
import { spellOutLine } from '#core/spelled-out.ts';

export const nagiosExitCodes = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;

export type NagiosStatus = keyof typeof nagiosExitCodes;

/** A verdict on the age of the newest snapshot. */
export interface AgeFinding {
  readonly status: 'OK' | 'WARNING' | 'CRITICAL';
  readonly snapshot: { readonly id: string } | undefined;
  readonly ageMs: number | undefined;
  /** Set when the status is about something else than the age. */
  readonly reason: string | undefined;
}

export interface AgeThresholds {
  readonly warningSnapshotAgeMs: number;
  readonly criticalSnapshotAgeMs: number;
}

/** `OK: The latest snapshot age 0:03:57 | age=237s;93600;115200;0`, without the line break. */
export function ageLine(finding: AgeFinding, thresholds: AgeThresholds): string {
  return `${finding.status}: ${ageText(finding)} | ${agePerformance(finding, thresholds, 'age')}`;
}

export function ageText({ ageMs, reason }: AgeFinding): string {
  return reason === undefined ? `The latest snapshot age ${formatDuration(ageMs ?? 0)}` : statusText(reason);
}

/** `age=237s;93600;115200;0` */
export function agePerformance({ ageMs }: AgeFinding, { warningSnapshotAgeMs, criticalSnapshotAgeMs }: AgeThresholds, label: string): string {
  // U is Nagios' own word for a value that could not be determined.
  const age = ageMs === undefined || ageMs < 0 ? 'U' : `${seconds(ageMs)}s`;
  return `${label}=${age};${seconds(warningSnapshotAgeMs)};${seconds(criticalSnapshotAgeMs)};0`;
}

export function ageJson({ status, snapshot, ageMs }: AgeFinding, thresholds: AgeThresholds): object {
  return {
    status,
    id: snapshot?.id ?? null,
    ageSeconds: ageMs === undefined ? null : seconds(ageMs),
    warningSeconds: seconds(thresholds.warningSnapshotAgeMs),
    criticalSeconds: seconds(thresholds.criticalSnapshotAgeMs),
  };
}

/** The line for a check that could not be made. */
export function unknownLine(reason: string): string {
  return `UNKNOWN: ${statusText(reason)}`;
}

/** The same shape as {@link ageJson}, and why there is nothing in it. */
export function unknownJson(reason: string): object {
  return { status: 'UNKNOWN', id: null, ageSeconds: null, warningSeconds: null, criticalSeconds: null, message: statusText(reason) };
}

/** Text Nagios can show: one line, and no `|`, behind which it would look for performance data. */
export function statusText(text: string): string {
  return spellOutLine(text.trim().replaceAll('|', '/').replace(/\s*[\r\n]+\s*/g, '; '));
}

function seconds(durationMs: number): number {
  return Math.floor(durationMs / 1000);
}
