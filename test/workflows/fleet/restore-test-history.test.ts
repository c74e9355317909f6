import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RestoreTestHistory } from '#workflows/fleet/restore-test-history.ts';
import { writeCertificate } from '#workflows/restore-test/certificate-store.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { checkedTest, failedTest, passedTest } from '../../reports/restore-test-results.ts';

const reading = { timeLimitMs: 10_000, signal: new AbortController().signal };

it('reads the tests of one database, newest first, and passes over what is no certificate of it', async () => {
  using logs = temporaryFolder();
  const log = (name: string): string => join(logs.path, name);
  await writeCertificate(logs.path, { ...checkedTest, logFile: log('20261119T031000-orcl.log') });
  await writeCertificate(logs.path, { ...passedTest, database: 'orcl2', logFile: log('20261119T041000-orcl2.log') });
  await writeCertificate(logs.path, { ...failedTest, logFile: log('20261120T031000-orcl.log') });
  await writeCertificate(logs.path, { ...passedTest, database: 'sales', logFile: log('20261120T041000-sales.log') });
  writeFileSync(log('20261121T031000-orcl.json'), '{"formatVersion": 1, "number"');
  symlinkSync(log('20261119T031000-orcl.json'), log('20261122T031000-orcl.json'));
  writeFileSync(log('20261123T031000-orcl.json'), '{"formatVersion": 99, "number": 9, "previous": null, "log": ""}');

  const tests = await new RestoreTestHistory(['orcl', 'sales']).of('orcl', logs.path, reading);

  expect(tests).toMatchObject([
    { certificate: 3, hasPassed: false, failure: 'recover the database: orcl: recovery failed', differenceSeconds: undefined },
    { certificate: 1, hasPassed: true, blockCheck: 'passed', differenceSeconds: -4, durationSeconds: 577.25 },
  ]);
});

it('reads a folder once, however many databases ask', async () => {
  using logs = temporaryFolder();
  const history = new RestoreTestHistory(['orcl', 'sales']);
  await writeCertificate(logs.path, { ...passedTest, logFile: join(logs.path, '20261119T031000-orcl.log') });
  await history.of('sales', logs.path, reading);
  rmSync(join(logs.path, '20261119T031000-orcl.json'));

  const tests = await history.of('orcl', logs.path, reading);

  expect(tests).toMatchObject([{ certificate: 1 }]);
});

it('says why a folder cannot be read', async () => {
  using logs = temporaryFolder();

  const tests = new RestoreTestHistory(['orcl']).of('orcl', join(logs.path, 'away'), reading);

  await expect(tests).rejects.toMatchObject({ name: 'IcbError', message: `the restore certificates in ${logs.path}/away cannot be read here: can't cd to ${logs.path}/away`, hint: expect.stringContaining('restoretestmaxage') });
});

it('says that the newest certificate cannot be understood, so that no older one stands for it', async () => {
  using logs = temporaryFolder();
  const folder = logs.path;
  for (const database of ['orcl', 'sales']) await writeCertificate(folder, { ...passedTest, database, logFile: join(folder, `20261119T031000-${database}.log`) });
  writeFileSync(join(folder, '20261118T031000-sales.json'), '');
  writeFileSync(join(folder, '20261120T031000-orcl.json'), '{"formatVersion": 99, "number": 9, "previous": null, "log": ""}');
  const history = new RestoreTestHistory(['orcl', 'sales']);

  const [orcl, sales] = await Promise.all(['orcl', 'sales'].map(async (database) => history.whyLastIsUnknown(database, folder, reading)));

  expect(orcl).toMatchObject({ part: 'restore tests', message: `the newest restore certificate 20261120T031000-orcl.json in ${folder} cannot be understood here` });
  expect(sales).toBeUndefined();
});
