import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyCertificates } from '#commands/autorestore/verify-certificates.ts';
import { writeCertificate } from '#workflows/restore-test/certificate-store.ts';
import type { WrittenCertificate } from '#workflows/restore-test/certificate-store.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { passedTest } from '../../reports/restore-test-results.ts';
import { offlineCommand } from './offline-command.ts';

const databases = '[orcl]\ndbid: 1453211232\n[sales]\ndbid: 2\n';

/** Certificates 1, 2, 3, of which those with these numbers were lost; oldest first. */
async function certify(folder: string, ...lost: readonly number[]): Promise<readonly WrittenCertificate[]> {
  const log = join(folder, 'log');
  mkdirSync(log);
  const all = [];
  for (const number of [1, 2, 3]) all.push(await writeCertificate(log, { ...passedTest, logFile: join(log, `2026112${number}T031000-orcl.log`) }));
  for (const { number, path } of all) if (lost.includes(number)) rmSync(path);
  return all;
}

it('finds nothing to complain of, checks the chain of all databases once, and names the newest certificate', async () => {
  using folder = temporaryFolder();
  const all = await certify(folder.path);
  const { configuration, context, screen } = offlineCommand(folder.path, { databases });

  const exitCode = await verifyCertificates(configuration, ['orcl', 'sales'], context);

  expect(exitCode).toBe(0);
  expect(screen().stdout).toBe(
    `${folder.path}/log: 3 certificates, all as they were written\n` +
      `newest certificate: number 3, SHA-256 ${all[2]?.sha256}; the log of the last restore test must say the same, or newer ones were removed\n`,
  );
});

it('fails when one is missing, and names it', async () => {
  using folder = temporaryFolder();
  await certify(folder.path, 2);
  const { configuration, context, screen } = offlineCommand(folder.path, { databases });

  const exitCode = await verifyCertificates(configuration, ['orcl'], context);

  expect(exitCode).toBe(1);
  expect(screen().stdout).toMatch(/^certificate 2 is missing\n.*: 2 certificates, 1 finding\n/);
});

it('does not fail when the oldest were moved away, but says so', async () => {
  using folder = temporaryFolder();
  await certify(folder.path, 1, 2);
  const { configuration, context, screen } = offlineCommand(folder.path, { databases });

  const exitCode = await verifyCertificates(configuration, ['orcl'], context);

  expect(exitCode).toBe(0);
  expect(screen().stdout).toMatch(/^the chain begins with number 3: older certificates were moved away, and nothing can be said of them\n.*: 1 certificate, all as they were written\n/);
});

it('is one JSON document for programs', async () => {
  using folder = temporaryFolder();
  const all = await certify(folder.path, 2);
  const { configuration, context, screen } = offlineCommand(folder.path, { databases, json: true });

  const exitCode = await verifyCertificates(configuration, ['orcl', 'sales'], context);

  expect(exitCode).toBe(1);
  expect(JSON.parse(screen().stdout)).toEqual([
    {
      folder: `${folder.path}/log`,
      certificates: 2,
      oldest: { number: 1, file: '20261121T031000-orcl.json' },
      newest: { number: 3, file: '20261123T031000-orcl.json', sha256: all[2]?.sha256 },
      findings: [{ kind: 'missing', file: null, message: 'certificate 2 is missing' }],
    },
  ]);
});

it('says when there are none', async () => {
  using folder = temporaryFolder();
  await certify(folder.path, 1, 2, 3);
  const { configuration, context, screen } = offlineCommand(folder.path, { databases });

  expect(await verifyCertificates(configuration, ['orcl'], context)).toBe(0);
  expect(screen().stdout).toBe(`${folder.path}/log: no certificates\n`);
});

it('fails where there is no folder to look into', async () => {
  using folder = temporaryFolder();
  const { configuration, context } = offlineCommand(folder.path, { databases });

  await expect(verifyCertificates(configuration, ['orcl'], context)).rejects.toThrow(`cannot read the certificates in ${folder.path}/log: `);
});
