import { isPrimaryRole, parameter, type LabDatabase } from '../database.ts';

/** A LOG_ARCHIVE_DEST_n as the archiver sees it; also a row of V$ARCHIVE_DEST. */
export interface ArchiveDestination {
  readonly dest_id: number;
  readonly dest_name: string;
  /** VALID, INACTIVE (not set), DEFERRED, ALTERNATE, ERROR. */
  readonly status: string;
  readonly binding: 'MANDATORY' | 'OPTIONAL';
  readonly destination: string | null;
  readonly is_recovery_area: 'YES' | 'NO';
  readonly reopen_secs: number;
  readonly fail_time: string | null;
  readonly error: string | null;
  /** PRIMARY: a folder of this host; STANDBY: a service, behind which is a standby database. */
  readonly target: 'PRIMARY' | 'STANDBY';
  /** Of the database at the other end; nothing where it is not said. */
  readonly db_unique_name: string | null;
  /** VALID_FOR. */
  readonly valid_type: string;
  readonly valid_role: string;
  /** Whether VALID_FOR fits the role the database has. */
  readonly valid_now: 'YES' | 'WRONG VALID_TYPE' | 'WRONG VALID_ROLE';
}

/** What the parameters make of a destination, before it is used. */
type DescribedDestination = Omit<ArchiveDestination, 'fail_time' | 'error'>;

/** What the text of LOG_ARCHIVE_DEST_n says. */
interface DestinationText {
  readonly location: string;
  readonly binding: 'MANDATORY' | 'OPTIONAL';
  readonly reopenSeconds: number;
  readonly isService: boolean;
  readonly uniqueName: string | undefined;
  readonly validType: string;
  readonly validRole: string;
}

export const recoveryAreaLocation = 'USE_DB_RECOVERY_FILE_DEST';
const destinationCount = 31;
/** LOG_ARCHIVE_DEST_STATE_n, and what V$ARCHIVE_DEST calls it. */
const unusedStates: Readonly<Record<string, string>> = { DEFER: 'DEFERRED', ALTERNATE: 'ALTERNATE' };
const defaultReopenSeconds = 300;

/** Every local destination that is set and meant for the role the database has, in order. */
export function archiveDestinations(db: LabDatabase): readonly ArchiveDestination[] {
  return db.sql.all<ArchiveDestination>("select * from archive_dest where status <> 'INACTIVE' and target = 'PRIMARY' and valid_now = 'YES' order by dest_id");
}

/**
 * Brings V$ARCHIVE_DEST in step with the parameters. A destination that was set, or whose state was, forgets its last error.
 * As long as none is set the recovery area serves as the first; once any is set it must be named.
 */
export function refreshArchiveDestinations(db: LabDatabase, changedId?: number): void {
  const texts = Array.from({ length: destinationCount }, (_, index) => parameter(db, `log_archive_dest_${index + 1}`));
  const isImplicit = texts.every((text) => text === '') && parameter(db, 'db_recovery_file_dest') !== '';
  for (const [index, text] of texts.entries()) {
    const id = index + 1;
    const destination = describeDestination(db, id, isImplicit && id === 1 ? `LOCATION=${recoveryAreaLocation}` : text);
    if (id === changedId || !isKnown(db, destination)) replaceDestination(db, destination);
  }
}

/** Reads `LOCATION=folder|SERVICE=name [OPTIONAL|MANDATORY] [REOPEN=n] [VALID_FOR=(t,r)] ...`; nothing when neither of the first is there, and first. */
export function parseDestination(text: string): DestinationText | undefined {
  const location = /^\s*(?:location|service)\s*=\s*(?:"([^"]+)"|(\S+))/iu.exec(text);
  const folder = location?.[1] ?? location?.[2];
  if (folder === undefined) return undefined;
  const [, validType = 'ALL_LOGFILES', validRole = 'ALL_ROLES'] = /\bvalid_for\s*=\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)/iu.exec(text) ?? [];
  const reopen = /\breopen\s*=\s*(\d+)/iu.exec(text)?.[1];
  return {
    location: folder.toUpperCase() === recoveryAreaLocation ? recoveryAreaLocation : folder,
    binding: /\bmandatory\b/iu.test(text) ? 'MANDATORY' : 'OPTIONAL',
    reopenSeconds: reopen === undefined ? defaultReopenSeconds : Number(reopen),
    isService: /^\s*service/iu.test(text),
    uniqueName: /\bdb_unique_name\s*=\s*(\w+)/iu.exec(text)?.[1],
    validType: validType.toUpperCase().replace(/(ONLINE|STANDBY)_LOGFILES/u, '$1_LOGFILE'),
    validRole: validRole.toUpperCase(),
  };
}

/** After a failure the archiver leaves a destination alone for REOPEN seconds; logs of that time are missing there. */
export function isDue(destination: ArchiveDestination, secondsSinceFailure: number): boolean {
  if (destination.status === 'VALID') return true;
  return destination.status === 'ERROR' && secondsSinceFailure >= destination.reopen_secs;
}

/** A primary archives what is in its online logs, a standby what comes from there through its standby logs. */
function validNow(db: LabDatabase, { validType, validRole }: DestinationText): ArchiveDestination['valid_now'] {
  const isPrimary = isPrimaryRole(db);
  if (!['ALL_ROLES', isPrimary ? 'PRIMARY_ROLE' : 'STANDBY_ROLE'].includes(validRole)) return 'WRONG VALID_ROLE';
  return ['ALL_LOGFILES', isPrimary ? 'ONLINE_LOGFILE' : 'STANDBY_LOGFILE'].includes(validType) ? 'YES' : 'WRONG VALID_TYPE';
}

function describeDestination(db: LabDatabase, id: number, text: string): DescribedDestination {
  const parsed = parseDestination(text);
  const state = parameter(db, `log_archive_dest_state_${id}`).toUpperCase();
  return {
    dest_id: id,
    dest_name: `LOG_ARCHIVE_DEST_${id}`,
    status: parsed === undefined ? 'INACTIVE' : (unusedStates[state] ?? 'VALID'),
    binding: parsed?.binding ?? 'OPTIONAL',
    destination: parsed?.location ?? null,
    is_recovery_area: parsed?.location === recoveryAreaLocation ? 'YES' : 'NO',
    reopen_secs: parsed?.reopenSeconds ?? 0,
    target: parsed?.isService === true ? 'STANDBY' : 'PRIMARY',
    db_unique_name: parsed?.uniqueName ?? null,
    valid_type: parsed?.validType ?? 'ALL_LOGFILES',
    valid_role: parsed?.validRole ?? 'ALL_ROLES',
    valid_now: parsed === undefined ? 'YES' : validNow(db, parsed),
  };
}

/** Whether V$ARCHIVE_DEST has it like this already; an error it may have met does not count. */
function isKnown(db: LabDatabase, { dest_id, status, binding, destination, reopen_secs, valid_now }: DescribedDestination): boolean {
  const known = db.sql.get<ArchiveDestination>('select * from archive_dest where dest_id = ?', dest_id);
  if (known === undefined || known.destination !== destination || known.valid_now !== valid_now || known.binding !== binding) return false;
  return known.reopen_secs === reopen_secs && (known.status === status || (known.status === 'ERROR' && status === 'VALID'));
}

function replaceDestination(db: LabDatabase, destination: DescribedDestination): void {
  db.sql.run('delete from archive_dest where dest_id = ?', destination.dest_id);
  db.sql.insert('archive_dest', { ...destination });
}
