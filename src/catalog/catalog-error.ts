import { IcbError } from '#core/errors.ts';

interface KnownFailure {
  readonly codes: readonly string[];
  /** Completes "result catalog X ...". */
  readonly sentence: string;
  readonly hint: string;
}

const kept = 'the result is kept and sent by the next run';

// Database Error Messages; node-oracledb's own errors (NJS) from its documentation.
const knownFailures: readonly KnownFailure[] = [
  {
    codes: ['NJS-500', 'NJS-501', 'NJS-503', 'NJS-510', 'NJS-511', 'ORA-12541', 'ORA-12170', 'ORA-12543', 'ORA-12545', 'ORA-12547', 'ORA-03113', 'ORA-03114', 'ORA-03135'],
    sentence: 'cannot be reached',
    hint: `check host, port, firewall and listener of its TNS name; ${kept}`,
  },
  {
    codes: ['NJS-518', 'NJS-519', 'ORA-12514', 'ORA-12505'],
    sentence: 'is not known to its listener',
    hint: `open its database, or correct SERVICE_NAME of its TNS name; ${kept}`,
  },
  { codes: ['ORA-01033', 'ORA-01034', 'ORA-01089', 'ORA-12528'], sentence: 'is not open', hint: `open its database; ${kept}` },
  {
    codes: ['NJS-516', 'NJS-517', 'NJS-520', 'NJS-512', 'NJS-530', 'ORA-12154'],
    sentence: 'has a name that cannot be resolved',
    hint: 'add the TNS name of autorestorecatalog to tnsnames.ora in the folder that tnsadmin names, or correct its host there',
  },
  {
    codes: ['ORA-01017'],
    sentence: 'refuses user or password',
    hint: 'correct the password in catalogcredentials.cfg, or for /@name in the wallet',
  },
  { codes: ['ORA-28000'], sentence: 'says that the account is locked', hint: 'unlock it in the database of the catalog' },
  {
    codes: ['ORA-28001'],
    sentence: 'says that the password has expired',
    hint: 'change it in the database, then in catalogcredentials.cfg, or for /@name in the wallet',
  },
  { codes: ['ORA-00942', 'ORA-02289'], sentence: 'lacks table or sequence', hint: 'run: icb autorestore --createcatalog' },
  {
    codes: ['ORA-01536', 'ORA-01653', 'ORA-01654', 'ORA-01691', 'ORA-01950', 'ORA-01658'],
    sentence: 'has no room left',
    hint: `enlarge its tablespace, or the quota of the user; ${kept}`,
  },
  { codes: ['ORA-01031'], sentence: 'lacks a privilege', hint: 'grant its user CREATE SESSION, CREATE TABLE, CREATE SEQUENCE' },
  { codes: ['ORA-00257'], sentence: 'waits for room for archived logs', hint: `make room in the recovery area of its database; ${kept}` },
  { codes: ['ORA-12578'], sentence: 'cannot be reached, because the wallet cannot be opened', hint: 'check WALLET_LOCATION in sqlnet.ora, and the owner of cwallet.sso' },
  {
    codes: ['NJS-138'],
    sentence: 'is a database older than 12.1, which needs a wallet',
    hint: 'put the login into the wallet of the Oracle home and write autorestorecatalog as /@name',
  },
  {
    codes: ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED', 'NJS-045'],
    sentence: 'cannot be reached, because node-oracledb cannot be loaded',
    hint: 'run npm ci in the folder of icb',
  },
];

/** What the catalog's database or its driver refused, in one sentence. */
export function catalogError(catalog: string, { code, message }: { readonly code: string; readonly message: string }): IcbError {
  const known = knownFailures.find(({ codes }) => codes.includes(code));
  if (known !== undefined) return new IcbError(`result catalog ${catalog} ${known.sentence}: ${message}`, { hint: known.hint });
  return new IcbError(`result catalog ${catalog} failed: ${message}`, { hint: `look for the code in Oracle's manuals; ${kept}` });
}

export function timeLimitError(catalog: string, limitMs: number): IcbError {
  return new IcbError(`result catalog ${catalog} did not answer within ${limitMs / 1000} s`, {
    hint: `look whether its database hangs or a row is locked; ${kept}`,
  });
}

/** The process that talked to the database ended without a verdict. */
export function lostClientError(catalog: string, how: string): IcbError {
  return new IcbError(`result catalog ${catalog}: the process that talks to it ended without an answer: ${how}`, {
    hint: `look into the system log whether it was killed; ${kept}`,
  });
}
