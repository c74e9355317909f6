// RMAN's lists of what a validation read: "List of Datafiles", "List of Datafile Copies", "List of Archived Logs". It may end
// with 0 whatever they say.

/** A datafile or an image copy, as RMAN lists it. */
export interface ValidatedFile {
  readonly fileNumber: number;
  readonly failed: boolean;
  /** Blocks that are known to be unusable, such as those changed without redo. */
  readonly markedCorrupt: number;
  readonly blocks: number;
  /** Undefined where RMAN did not say. */
  name: string | undefined;
}

export interface ValidatedLog {
  readonly thread: number;
  readonly sequence: number;
  readonly failed: boolean;
  readonly name: string;
}

/** File, status, marked corrupt, empty, examined, high SCN. */
const fileRow = /^\s*(\d+)\s+(OK|FAILED)\s+(\d+)\s+\d+\s+(\d+)\s+\d+\s*$/;
const nameLine = /^\s*File Name: (.*\S)\s*$/;
/** Thread, sequence, status, failing, examined, name. */
const logRow = /^\s*(\d+)\s+(\d+)\s+(OK|FAILED)\s+\d+\s+\d+\s+(\S.*?)\s*$/;

/** Reads the lists line by line as they come. */
export class ValidationListReader {
  readonly files: ValidatedFile[] = [];
  readonly logs: ValidatedLog[] = [];

  readonly read = (line: string): void => {
    const [, file, status, marked, blocks] = fileRow.exec(line) ?? [];
    if (file !== undefined) {
      this.files.push({ fileNumber: Number(file), failed: status === 'FAILED', markedCorrupt: Number(marked), blocks: Number(blocks), name: undefined });
      return;
    }
    const name = nameLine.exec(line)?.[1];
    const last = this.files.at(-1);
    if (name !== undefined && last !== undefined) last.name ??= name;
    const [, thread, sequence, logStatus, logName = ''] = logRow.exec(line) ?? [];
    if (thread !== undefined) this.logs.push({ thread: Number(thread), sequence: Number(sequence), failed: logStatus === 'FAILED', name: logName });
  };
}
