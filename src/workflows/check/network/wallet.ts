import { stat } from 'node:fs/promises';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { readNetParameters, walletFolder } from '#oracle/net-files.ts';
import { fail, ok, warn } from '../check.ts';
import type { Check, Finding } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { readNetTexts } from './net-texts.ts';

/** Which logins it holds only mkstore tells, after its password; whether they serve the check of the login tells. */
export const wallet: Check<CheckedDatabase> = {
  name: 'wallet',
  title: 'sqlnet.ora sends logins to an auto-login wallet that this user, and nobody else, can read',
  needs: ['tns-folder'],
  remedy: 'make the wallet with mkstore -create, name its folder as WALLET_LOCATION in sqlnet.ora, and set SQLNET.WALLET_OVERRIDE = TRUE',
  run: async ({ settings }) => {
    const parameters = readNetParameters((await readNetTexts(settings.tnsAdmin)).sqlnet);
    const folder = walletFolder(parameters);
    if (folder === undefined) return warn('sqlnet.ora names no WALLET_LOCATION: /@alias then logs in without a wallet, or not at all');
    if (parameters.get('SQLNET.WALLET_OVERRIDE')?.toUpperCase() !== 'TRUE') return fail('SQLNET.WALLET_OVERRIDE is not TRUE in sqlnet.ora: the wallet is not asked');
    return await lookAt(join(folder, 'cwallet.sso'));
  },
};

async function lookAt(file: string): Promise<Finding> {
  const isReadable = await access(file, constants.R_OK).then(() => true, () => false);
  if (!isReadable) return fail(`${file} is missing or may not be read by this user`);
  const { mode } = await stat(file);
  return (mode & 0o077) === 0 ? ok(file) : warn(`${file} can be read by other users: it opens all its databases to them`, `run: chmod 600 ${file}`);
}
