// RMAN's own view of the backups: what needs one, what no recovery brings back, and what a restore would take. RMAN reports, it
// does not judge: its exit code is 0 whatever the lists say, so they are read.

import { integer } from './quoting.ts';
import { readScn } from './programs/printed-values.ts';
import { OracleToolError } from './programs/tool-error.ts';
import type { OracleTools } from './tools.ts';

export interface ReportedFile {
  readonly fileNumber: number;
  readonly name: string;
}

/** A file that needs a backup; `days` of redo its recovery would take now. */
export interface FileNeedingBackup extends ReportedFile {
  readonly days: number;
}

/** What a restore could do now, by RMAN's records. */
export interface RestorePreview {
  /** Undefined where RMAN does not print them. */
  readonly startScn: bigint | undefined;
  /** Recovery must go beyond it before the database can be opened. */
  readonly consistentScn: bigint | undefined;
  /** How far recovery would go. */
  readonly reachableScn: bigint | undefined;
}

type Show = (line: string) => void;

/** A row of a report: file, one more column, name. Names may hold blanks. */
const reportRow = /^\s*(\d+)\s+(\S(?:.*?\S)?)\s+((?:\/|\+).*?)\s*$/;
const previewLines = {
  reachableScn: /^\s*recovery will be done up to SCN (\d+)/i,
  startScn: /^\s*Media recovery start SCN is (\d+)/i,
  consistentScn: /^\s*Recovery must be done beyond SCN (\d+)/i,
} as const;

export async function reportFilesNeedingBackup(oracle: OracleTools, { recoveryWindowDays, show }: { readonly recoveryWindowDays: number; readonly show: Show }, signal: AbortSignal): Promise<readonly FileNeedingBackup[]> {
  const reader = new ReportReader(/^Report of files/, show);
  const values = { recovery_window_days: integer(recoveryWindowDays, 'recoverywindow') };
  await oracle.rman('report-need-backup.rman', { step: 'report files that need a backup', values, onLine: reader.read }, signal);
  return reader.rows.map(([fileNumber, days, name]) => ({ fileNumber: Number(fileNumber), days: Number(days), name }));
}

export async function reportUnrecoverableFiles(oracle: OracleTools, show: Show, signal: AbortSignal): Promise<readonly ReportedFile[]> {
  const reader = new ReportReader(/^Report of files/, show);
  await oracle.rman('report-unrecoverable.rman', { step: 'report unrecoverable files', onLine: reader.read }, signal);
  return reader.rows.map(([fileNumber, , name]) => ({ fileNumber: Number(fileNumber), name }));
}

/** Returns RMAN's refusal as a text: a restore that is not possible is what is asked for. */
export async function previewRestore(oracle: OracleTools, show: Show, signal: AbortSignal): Promise<RestorePreview | { readonly refusal: readonly string[] }> {
  const reader = new ReportReader(/^List of /, show);
  const found: Partial<Record<keyof typeof previewLines, bigint>> = {};
  const onLine = (line: string): void => {
    reader.read(line);
    for (const [name, pattern] of Object.entries(previewLines)) {
      const scn = pattern.exec(line)?.[1];
      if (scn !== undefined) found[name as keyof typeof previewLines] = readScn(scn);
    }
  };
  try {
    await oracle.rman('preview-restore.rman', { step: 'preview a restore', onLine }, signal);
  } catch (error) {
    if (!(error instanceof OracleToolError) || !error.codes.includes('RMAN-06026')) throw error;
    return { refusal: error.lines.filter((line) => !line.startsWith('RMAN-03002')) };
  }
  return { startScn: found.startScn, consistentScn: found.consistentScn, reachableScn: found.reachableScn };
}

/** Shows what RMAN answers, without its banner and the echoed command, and takes the rows of its lists. */
class ReportReader {
  readonly rows: (readonly [string, string, string])[] = [];
  readonly #title: RegExp;
  readonly #show: Show;
  #answering = false;
  #inList = false;

  constructor(title: RegExp, show: Show) {
    this.#title = title;
    this.#show = show;
  }

  readonly read = (line: string): void => {
    if (line.startsWith('Recovery Manager complete.')) this.#answering = false;
    if (this.#answering && !/^\d+>/.test(line)) this.#show(line);
    if (line.startsWith('RMAN>')) this.#answering = true;
    if (this.#title.test(line)) this.#inList = true;
    const [, file = '', middle = '', name = ''] = (this.#inList ? reportRow.exec(line) : undefined) ?? [];
    if (file !== '') this.rows.push([file, middle, name]);
  };
}
