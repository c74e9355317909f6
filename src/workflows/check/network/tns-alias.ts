import { join } from 'node:path';
import { hasAlias, readNetParameters } from '#oracle/net-files.ts';
import { fail, listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { readNetTexts } from './net-texts.ts';

export const tnsAlias: Check<CheckedDatabase> = {
  name: 'tns-alias',
  title: 'tnsnames.ora knows the database, its primary and the recovery catalog by the names the configuration uses',
  needs: ['tns-folder'],
  remedy: 'add an entry for the alias to tnsnames.ora, best with a dedicated service',
  run: async ({ settings }) => {
    const { sqlnet, tnsNames } = await readNetTexts(settings.tnsAdmin);
    const parameters = readNetParameters(sqlnet);
    const catalog = settings.recoveryCatalog?.replace(/^.*@/u, '');
    const aliases = [...new Set([settings.name, settings.primaryTns, ...(catalog === undefined ? [] : [catalog])])];
    const missing = aliases.filter((alias) => hasAlias(tnsNames, alias, parameters.get('NAMES.DEFAULT_DOMAIN') ?? '') === false);
    if (missing.length === 0) return ok(aliases.join(', '));
    const isThere = tnsNames !== '';
    const told = isThere ? `${listSome(missing)} not in tnsnames.ora` : `${join(settings.tnsAdmin, 'tnsnames.ora')} is missing, empty, or may not be read by this user`;
    const remedy = isThere ? undefined : 'put the file there, like that in tns.sample, with an entry for each database';
    const path = parameters.get('NAMES.DIRECTORY_PATH') ?? '';
    const isTnsNamesAlone = /^\(?\s*TNSNAMES\s*\)?$/iu.test(path);
    return isTnsNamesAlone ? fail(told, remedy) : warn(`${told}; another naming method may know the name`, remedy);
  },
};
