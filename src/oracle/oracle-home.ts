import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IcbError, NotStartedError } from '#core/errors.ts';
import { checkProgram } from './programs/program-check.ts';

/**
 * Looks at what every run needs before anything is started: the home, its programs, the TNS folder.
 * @throws {NotStartedError}
 */
export async function checkOracleHome({ oracleHome, tnsAdmin }: { readonly oracleHome: string; readonly tnsAdmin: string }): Promise<void> {
  await checkOraclePrograms(oracleHome);
  await checkTnsFolder(tnsAdmin);
}

/** @throws {NotStartedError} */
export async function checkOraclePrograms(oracleHome: string): Promise<void> {
  if (!(await isFolder(oracleHome))) {
    throw new NotStartedError(`the Oracle home is not a folder: ${oracleHome}`, {
      hint: 'correct oraclehome in section [generic] or in that of the database',
    });
  }
  for (const name of ['rman', 'sqlplus']) await checkProgramOfHome(join(oracleHome, 'bin', name));
}

/** @throws {NotStartedError} */
export async function checkTnsFolder(tnsAdmin: string): Promise<void> {
  if (!(await isFolder(tnsAdmin)) || !(await isReadable(tnsAdmin))) {
    throw new NotStartedError(`the TNS folder is not a readable folder: ${tnsAdmin}`, {
      hint: 'correct tnsadmin: the folder with sqlnet.ora and tnsnames.ora',
    });
  }
}

async function checkProgramOfHome(program: string): Promise<void> {
  try {
    await checkProgram(program);
  } catch (error) {
    if (!(error instanceof IcbError)) throw error;
    throw new NotStartedError(error.message, { cause: error.cause, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
