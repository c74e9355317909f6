// What Oracle tools say when they fail. RMAN's stack is read bottom up: RMAN-03002 and RMAN-03009 on top only tell which
// command and channel failed, the last coded line is the cause (Backup and Recovery User's Guide, Troubleshooting).

/** The error stack of a tool that failed. */
export interface OracleFailure {
  /** `RMAN-03002`, `ORA-19502`, ... in the tool's order, each once. */
  readonly codes: readonly string[];
  /** The tool's own lines, outermost cause first. */
  readonly lines: readonly string[];
  /** The line that says why, with what belongs to it and the line that says where; absent when no line has a code. */
  readonly cause: string | undefined;
}

const codeAtStart = /^(?:RMAN|ORA|SP2|PLS|TNS|LRM|PRC[A-Z]|PLW|DIA|CRS)-\d{4,5}(?=:|\s|$)/;

// Lines that only say where something else went wrong.
const positionCodes = new Set([
  'ORA-06512', // at "SYS.X", line n
  'RMAN-01006', // error signaled during parse
  'RMAN-01007', // at line n column m
  'SP2-0751', // unable to connect, exiting
]);

/** The code a line starts with: `ORA-01017` of `ORA-01017: invalid username/password; logon denied`. */
export function codeOf(line: string): string | undefined {
  return codeAtStart.exec(line)?.[0];
}

/** Makes sense of the lines of an error stack. */
export function readErrorStack(lines: readonly string[]): OracleFailure {
  const errors = lines.flatMap(splitDatabaseError);
  const codes = [...new Set(errors.map(codeOf).filter((code) => code !== undefined))];
  return { codes, lines, cause: findCause(errors) };
}

/** RMAN repeats what a database said on its own line: `RMAN-06004: ORACLE error from recovery catalog database: RMAN-20001: ...`. */
function splitDatabaseError(line: string): string[] {
  const { which, said } = /^(?<which>RMAN-\d{5}: (?:ORACLE )?error from [a-z ]*database:)\s*(?<said>\S.*)$/i.exec(line)?.groups ?? {};
  return which === undefined || said === undefined || codeOf(said) === undefined ? [line] : [which, said];
}

// What follows the error it belongs to, and names the file.
const namingCodes = new Set([
  'ORA-00312', // online log n thread n: 'file'
  'ORA-01110', // data file n: 'file'
]);

function findCause(lines: readonly string[]): string | undefined {
  const start = lines.findLastIndex(isCause);
  if (start === -1) return lines.find((line) => codeOf(line) !== undefined);
  const rest = lines.slice(start + 1);
  const nextCode = rest.findIndex((line) => codeOf(line) !== undefined && !isNaming(line));
  const details = (nextCode === -1 ? rest : rest.slice(0, nextCode)).filter((line) => isDetail(line.trim()));
  const cause = [lines[start], ...details.slice(0, 2)].map((line) => line?.trim()).join(' ');
  const place = findPlace(lines.slice(0, start), cause);
  return place === undefined ? cause : `${place.replace(/:$/, '')}: ${cause}`;
}

/** The innermost line above the cause that names what the cause leaves out: the file, or which database it was. */
function findPlace(above: readonly string[], cause: string): string | undefined {
  const file = /"\/[^"]+"/;
  const place = above.findLast((line) => isCause(line) && (file.test(line) || /\bdatabase:\s*$/.test(line)));
  return file.test(cause) ? undefined : place?.trim();
}

function isCause(line: string): boolean {
  const code = codeOf(line);
  return code !== undefined && !positionCodes.has(code) && !namingCodes.has(code);
}

function isNaming(line: string): boolean {
  const code = codeOf(line.trim());
  return code !== undefined && namingCodes.has(code);
}

/** What belongs to the line above: the system's own error, or the rest of a wrapped message. */
function isDetail(line: string): boolean {
  return line !== '' && !line.startsWith('Additional information:') && !/^Help: https?:/.test(line);
}
