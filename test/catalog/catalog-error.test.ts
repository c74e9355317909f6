import { describe, expect, it } from 'vitest';
import { catalogError, timeLimitError } from '#catalog/catalog-error.ts';

describe('what the catalog refuses', () => {
  it.each([
    ['ORA-12541', 'cannot be reached', /listener/],
    ['NJS-511', 'cannot be reached', /firewall/],
    ['NJS-518', 'is not known to its listener', /SERVICE_NAME/],
    ['ORA-01033', 'is not open', /open its database/],
    ['ORA-12154', 'has a name that cannot be resolved', /tnsnames\.ora/],
    ['NJS-520', 'has a name that cannot be resolved', /tnsnames\.ora/],
    ['ORA-01017', 'refuses user or password', /catalogcredentials\.cfg/],
    ['ORA-28000', 'says that the account is locked', /unlock it/],
    ['ORA-28001', 'says that the password has expired', /change it in the database/],
    ['ORA-00942', 'lacks table or sequence', /icb autorestore --createcatalog/],
    ['ORA-02289', 'lacks table or sequence', /icb autorestore --createcatalog/],
    ['ORA-01536', 'has no room left', /quota/],
    ['ORA-01653', 'has no room left', /tablespace/],
    ['ORA-01031', 'lacks a privilege', /CREATE TABLE/],
    ['ORA-00257', 'waits for room for archived logs', /recovery area/],
    ['ORA-12578', 'cannot be reached, because the wallet cannot be opened', /sqlnet\.ora/],
    ['NJS-138', 'is a database older than 12.1, which needs a wallet', /\/@name/],
    ['ERR_MODULE_NOT_FOUND', 'cannot be reached, because node-oracledb cannot be loaded', /npm ci/],
    ['ORA-02091', 'failed', /manuals/],
  ])('%s is one sentence with a hint: it %s', (code, sentence, hint) => {
    const error = catalogError('results@CAT', { code, message: `${code}: as Oracle says it` });

    expect(error.message).toBe(`result catalog results@CAT ${sentence}: ${code}: as Oracle says it`);
    expect(error.hint).toMatch(hint);
  });

  it('is told from a catalog that does not answer', () => {
    expect(timeLimitError('/@CAT', 60_000).message).toBe('result catalog /@CAT did not answer within 60 s');
  });
});
