import type { Configuration } from '#core/config/configuration.ts';
import { spellOutLine } from '#core/spelled-out.ts';
import { checkCertificates } from '#workflows/restore-test/certificate-chain.ts';
import type { CheckedChain } from '#workflows/restore-test/certificate-chain.ts';
import { describeNewestCertificate } from '#workflows/restore-test/certificate-store.ts';
import type { CommandContext } from '../context.ts';

/**
 * `icb autorestore --verify-certificates`: whether all certificates are there as they were written. All databases of a folder
 * are one chain, which is checked whole, whatever databases are named. Returns 1 when anything was found.
 */
export async function verifyCertificates(configuration: Configuration, databases: readonly string[], { world, options }: CommandContext): Promise<number> {
  const folders = new Set(databases.map((database) => configuration.restoreTestSettings(database).logFolder));
  const chains: { readonly folder: string; readonly chain: CheckedChain }[] = [];
  for (const folder of folders) chains.push({ folder, chain: await checkCertificates(folder) });
  if (options.json) world.stdout.write(`${JSON.stringify(chains.map(({ folder, chain }) => documentOf(folder, chain)), undefined, 2)}\n`);
  else world.stdout.write(chains.flatMap(({ folder, chain }) => linesOf(folder, chain)).map((line) => `${spellOutLine(line)}\n`).join(''));
  return chains.every(({ chain }) => chain.findings.length === 0) ? 0 : 1;
}

function linesOf(folder: string, { certificates, oldest, newest, findings }: CheckedChain): readonly string[] {
  const findingLines = findings.map(({ message }) => message);
  if (oldest === undefined || newest === undefined) return [...findingLines, `${folder}: no certificates`];
  const first = oldest.link.number;
  const start = first === 1 ? [] : [`the chain begins with number ${first}: older certificates were moved away, and nothing can be said of them`];
  const verdict = findings.length === 0 ? 'all as they were written' : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  const last = describeNewestCertificate({ number: newest.link.number, sha256: newest.sha256 });
  return [
    ...findingLines,
    ...start,
    `${folder}: ${certificates} ${certificates === 1 ? 'certificate' : 'certificates'}, ${verdict}`,
    `${last}; the log of the last restore test must say the same, or newer ones were removed`,
  ];
}

function documentOf(folder: string, { certificates, oldest, newest, findings }: CheckedChain): object {
  return {
    folder,
    certificates,
    oldest: oldest === undefined ? null : { number: oldest.link.number, file: oldest.name },
    newest: newest === undefined ? null : { number: newest.link.number, file: newest.name, sha256: newest.sha256 },
    findings: findings.map(({ kind, file, message }) => ({ kind, file: file ?? null, message })),
  };
}
