// `icb backup <db> validatebackup`: reads all that a restore would need, and the database itself. Nothing is changed. It holds the
// lock of the area like a backup: a refresh rewrites the image copies block by block, and whoever reads them meanwhile finds
// blocks of two ages, or RMAN deletes what is just being read. Each check stands for itself: a finding of one does not keep the
// next from being made.

import { archivedLogFolder, controlFileBackup } from '#core/area-layout.ts';
import { queryBlockCorruption, queryCopyCorruption } from '#oracle/block-corruption.ts';
import type { BlockCorruption } from '#oracle/block-corruption.ts';
import { consistencyPoint, imageCopyTag, newestCopies, queryImageCopies, redoNeededFrom } from '#oracle/image-copies.ts';
import type { ImageCopies } from '#oracle/image-copies.ts';
import { integer, rmanString, safePath, sqlPath } from '#oracle/quoting.ts';
import { sizesOf, watchRman } from '#oracle/rman-progress.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import { ValidationListReader } from '#oracle/validation-list.ts';
import type { ValidatedFile } from '#oracle/validation-list.ts';
import type { BackupRun } from './backup-run.ts';
import { missingCopyFiles } from './image-copy-refresh.ts';
import { surveyRedo } from './redo-in-area.ts';

export interface BackupValidation {
  readonly imageCopies: FilesRead;
  readonly database: FilesRead;
  /** Archived logs that were read in the area. */
  readonly archivedLogs: number;
  readonly corrupt: readonly CorruptPlace[];
  /** Sentences; none when all is well. */
  readonly findings: readonly string[];
}

interface FilesRead {
  readonly files: number;
  readonly blocks: number;
}

export interface CorruptPlace extends BlockCorruption {
  readonly where: 'image copy' | 'database';
}

/** What a check found. */
interface Checked extends FilesRead {
  readonly corrupt: readonly CorruptPlace[];
  readonly findings: readonly string[];
}

type Check<Result> = () => Promise<Result>;

/** Something is not there, or is not what it should be: the answer to what was asked. Anything else is a failure of RMAN itself. */
const findingCodes = new Set([
  'RMAN-06026', 'RMAN-06056', 'RMAN-06059', 'RMAN-20215', 'RMAN-20230', 'RMAN-20242', 'ORA-19505', 'ORA-19587', 'ORA-19599', 'ORA-19625', 'ORA-19870', 'ORA-27037',
]);

/** @throws {OracleToolError} when a check cannot be made */
export async function validateBackup(run: BackupRun): Promise<BackupValidation> {
  const { log } = run;
  const imageCopies = await queryImageCopies(run.oracle, run.signal);
  log.info('check 1 of 5: headers of the files that a restore would take');
  const headers = await findingsOf(() => checkHeaders(run, imageCopies));
  log.info('check 2 of 5: backup of the control file');
  const controlFile = await findingsOf(() => checkControlFile(run));
  log.info('check 3 of 5: archived logs in the backup area');
  const logs = await checkArchivedLogs(run, imageCopies);
  log.info('check 4 of 5: every block of the image copies');
  const copies = await checkImageCopies(run, imageCopies);
  log.info('check 5 of 5: every block of the database');
  const database = await checkDatabase(run, imageCopies);

  const findings = [...headers, ...controlFile, ...logs.findings, ...copies.findings, ...database.findings];
  for (const finding of findings) log.error(finding);
  log.info(`read: ${copies.files} image copies with ${copies.blocks} blocks, ${database.files} datafiles with ${database.blocks} blocks, ${logs.read} archived logs`);
  log.info(findings.length === 0 ? 'verdict: good, nothing is missing and no block is corrupt' : `verdict: bad, ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`);
  return { imageCopies: readOf(copies), database: readOf(database), archivedLogs: logs.read, corrupt: [...copies.corrupt, ...database.corrupt], findings };
}

function readOf({ files, blocks }: FilesRead): FilesRead {
  return { files, blocks };
}

async function findingsOf(check: Check<readonly string[]>): Promise<readonly string[]> {
  return await check().catch(refusal);
}

/** RMAN's refusal as findings. @throws what is no answer */
function refusal(error: unknown): readonly string[] {
  if (!(error instanceof OracleToolError) || !error.codes.some((code) => findingCodes.has(code))) throw error;
  const said = error.lines.filter((line) => !/^RMAN-0300[29]/.test(line)).slice(0, 3).join(' ');
  return [`${error.step}: ${said}`];
}

async function checkHeaders({ oracle, database, signal }: BackupRun, imageCopies: ImageCopies): Promise<readonly string[]> {
  const gone = (await missingCopyFiles(imageCopies)).map((name) => `image copy ${name} is gone`);
  if (consistencyPoint(imageCopies) === undefined) return [`there is no complete image copy of ${database.name}`, ...gone];
  const said = await findingsOf(async () => {
    await oracle.rman('validate-headers.rman', { step: 'check the headers of the backups' }, signal);
    return [];
  });
  return [...gone, ...said];
}

async function checkControlFile({ oracle, database, signal }: BackupRun): Promise<readonly string[]> {
  const path = controlFileBackup(database.area);
  const rows = await oracle.sql('control-file-backup.sql', { step: 'look for the backup of the control file', values: { piece: sqlPath(path, 'backup area') } }, signal);
  const newest = rows.all('backupset', ['key']).at(-1);
  if (newest === undefined) return [`the control file knows no backup of itself in ${path}`];
  await oracle.rman('validate-control-file.rman', { step: 'check the backup of the control file', values: { key: integer(newest.key, 'key of a backup set') } }, signal);
  return [];
}

/** Those of the needed range: by the control file, by the folder, and by what is in them. */
async function checkArchivedLogs(run: BackupRun, imageCopies: ImageCopies): Promise<{ readonly read: number; readonly findings: readonly string[] }> {
  const from = redoNeededFrom(imageCopies);
  if (from === undefined) return { read: 0, findings: [] };
  const { gap } = await surveyRedo(run, { from, to: undefined });
  const missing = gap === undefined ? [] : [`archived log thread ${gap.thread} sequence ${gap.sequence} is not in the backup area: nothing after SCN ${gap.scn} (${gap.time}) can be restored from it`];
  const reader = new ValidationListReader();
  const values = { scn: integer(from, 'SCN'), pattern: rmanString(`${safePath(archivedLogFolder(run.database.area), 'backup area')}/%`, 'backup area') };
  const said = await findingsOf(async () => {
    await run.oracle.rman('validate-archived-logs.rman', { step: 'check the archived logs', values, onLine: reader.read }, run.signal);
    return reader.logs.filter(({ failed }) => failed).map(({ thread, sequence, name }) => `archived log thread ${thread} sequence ${sequence} (${name}) is corrupt`);
  });
  return { read: reader.logs.length, findings: [...missing, ...said] };
}

async function checkImageCopies({ oracle, log, clock, signal }: BackupRun, imageCopies: ImageCopies): Promise<Checked> {
  const names = new Map(newestCopies(imageCopies).map(({ fileNumber, name }) => [fileNumber, name]));
  const before = new Set((await queryCopyCorruption(oracle, signal)).map(({ recordId }) => recordId));
  const reader = new ValidationListReader();
  const said = await findingsOf(async () => {
    const values = { tag: rmanString(imageCopyTag, 'tag') };
    using watched = watchRman({ log, clock, sizes: sizesOf(imageCopies.datafiles), reader: reader.read });
    await oracle.rman('validate-image-copies.rman', { step: 'check the blocks of the image copies', values, onLine: watched.read }, signal);
    return unread(reader.files, names.size, 'image copies');
  });
  const recorded = (await queryCopyCorruption(oracle, signal)).filter(({ recordId }) => !before.has(recordId));
  // Where RMAN records what it finds in a copy is not confirmed: a file that it lists is looked up in the other view, too.
  const listed = reader.files.filter(({ failed, markedCorrupt }) => failed || markedCorrupt > 0).map(({ fileNumber }) => fileNumber);
  const elsewhere = listed.every((file) => recorded.some(({ fileNumber }) => fileNumber === file)) ? [] : await queryBlockCorruption(oracle, signal);
  const corrupt = [...recorded, ...elsewhere.filter(({ fileNumber }) => listed.includes(fileNumber) && !recorded.some((row) => row.fileNumber === fileNumber))];
  return judged(reader.files, said, { where: 'image copy', corrupt, listed, nameOf: (file) => `image copy of datafile ${file} (${names.get(file) ?? 'unknown'})` });
}

async function checkDatabase({ oracle, log, clock, signal }: BackupRun, { datafiles }: ImageCopies): Promise<Checked> {
  const reader = new ValidationListReader();
  const said = await findingsOf(async () => {
    using watched = watchRman({ log, clock, sizes: sizesOf(datafiles), doing: 'checking', reader: reader.read });
    await oracle.rman('check-blocks.rman', { step: 'check the blocks of the database', onLine: watched.read }, signal);
    return unread(reader.files, datafiles.length, 'datafiles');
  });
  const corrupt = await queryBlockCorruption(oracle, signal);
  const listed = reader.files.filter(({ failed }) => failed).map(({ fileNumber }) => fileNumber);
  const name = (file: number): string => datafiles.find(({ fileNumber }) => fileNumber === file)?.name ?? 'unknown';
  return judged(reader.files, said, { where: 'database', corrupt, listed, nameOf: (file) => `datafile ${file} (${name(file)})` });
}

function unread(read: readonly ValidatedFile[], expected: number, what: string): readonly string[] {
  const files = new Set(read.filter(({ blocks }) => blocks > 0).map(({ fileNumber }) => fileNumber)).size;
  return files < expected ? [`RMAN read only ${files} of ${expected} ${what}`] : [];
}

interface Judgement {
  readonly where: CorruptPlace['where'];
  readonly corrupt: readonly BlockCorruption[];
  /** Files RMAN's list has as damaged. */
  readonly listed: readonly number[];
  readonly nameOf: (file: number) => string;
}

function judged(read: readonly ValidatedFile[], said: readonly string[], { where, corrupt, listed, nameOf }: Judgement): Checked {
  const places = corrupt.map(({ fileNumber, block, blocks, type }) => `${nameOf(fileNumber)}: ${blocks > 1 ? `blocks ${block} to ${block + blocks - 1} are` : `block ${block} is`} corrupt (${type})`);
  const unnamed = listed.filter((file) => !corrupt.some(({ fileNumber }) => fileNumber === file)).map((file) => `${nameOf(file)} has corrupt blocks, which the session log and its trace file name`);
  return {
    files: new Set(read.map(({ fileNumber }) => fileNumber)).size,
    blocks: read.reduce((sum, { blocks }) => sum + blocks, 0),
    corrupt: corrupt.map(({ fileNumber, block, blocks, type }) => ({ where, fileNumber, block, blocks, type })),
    findings: [...said, ...places, ...unnamed],
  };
}
