import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { World } from '#commands/context.ts';
import { instances } from '#lab/oracle/instance.ts';
import { runWorkload } from '#lab/workload.ts';
import type { CertificateContent } from '#reports/restore-certificate.ts';
import { SavedLab } from './lab-run.ts';
import { openTestLab, standingTime, type Outcome, type TestLab } from './test-lab.ts';

const hourMs = 3_600_000;
const databases = ['orcl', 'sales'];

/** A row of the result catalog. */
interface Row {
  readonly db_unique_name: string;
  readonly success: number;
  readonly logfile: string;
  readonly snapid: string | null;
}

/** A lab with two databases whose backups wait for the night's restore tests; results go to a file. */
export interface NightLab extends AsyncDisposable {
  readonly lab: TestLab;
  readonly scratch: string;
  readonly mountPoint: string;
  readonly logFolder: string;
  /** Where the appliance keeps the newest snapshot of orcl: what is changed there, a clone shows. */
  readonly snapshot: string;
  /** Puts all back to the evening before. */
  restore(): void;
  /** Sets a key in a section of the configuration. */
  configure(section: string, key: string, value: string): void;
  autorestore(...words: string[]): Promise<Outcome>;
  autorestoreIn(world: Partial<World>, ...words: string[]): Promise<Outcome>;
  /** In the order they were written. */
  certificates(): readonly CertificateContent[];
  rows(): readonly Row[];
  leftovers(): typeof nothingLeft;
}

/** What a night should leave besides logs and certificates. */
export const nothingLeft: Readonly<Record<'instances' | 'clones' | 'mounted' | 'journalsAndLocks', readonly string[]>> = { instances: [], clones: [], mounted: [], journalsAndLocks: [] };

export async function openNightLab(): Promise<NightLab> {
  const lab = await openTestLab(standingTime, { databases });
  const { directory } = lab;
  const [scratch, mountPoint, logFolder] = [join(directory, 'restore/dest'), join(directory, 'restore/mnt'), join(directory, 'restore/log')];
  const temporary = join(directory, 'tmp');
  mkdirSync(temporary);
  const configure = configurationEditor(join(directory, 'backup.cfg'));
  for (const database of databases) {
    await mustSucceed(lab.icb('backup', database, 'config'));
    await mustSucceed(lab.icb('backup', database, 'imagecopywithsnap'));
    runWorkload(directory, { database, transactions: 40, spreadOverMs: hourMs, switchEvery: 15, seed: 1, clock: lab.clock });
    await mustSucceed(lab.icb('backup', database, 'imagecopywithsnap'));
  }
  configure('autorestore', 'autorestoremodulus', '0');
  configure('autorestore', 'autorestorecatalog', `sqlite:${join(directory, 'results.db')}`);
  const autorestoreIn: NightLab['autorestoreIn'] = async (world, ...words) =>
    lab.icbIn({ effectiveUid: 1000, env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: temporary }, ...world }, 'autorestore', ...words);
  await mustSucceed(autorestoreIn({}, '--createcatalog'));
  const [newest = ''] = readdirSync(join(directory, 'storage/snapshots/orcl')).toSorted().toReversed();
  const saved = new SavedLab(lab);
  return {
    lab,
    scratch,
    mountPoint,
    logFolder,
    snapshot: join(directory, 'storage/snapshots/orcl', newest),
    restore: () => saved.restore(),
    configure,
    autorestore: async (...words) => autorestoreIn({}, ...words),
    autorestoreIn,
    certificates: () => readCertificates(logFolder),
    rows: () => readRows(join(directory, 'results.db')),
    leftovers: () => ({
      instances: instances(directory).map(({ sid }) => sid),
      clones: readdirSync(join(directory, 'nfs/demo-backup')).filter((name) => !databases.includes(name)),
      mounted: existsSync(mountPoint) ? readdirSync(mountPoint) : [],
      journalsAndLocks: readdirSync(logFolder).filter((name) => name.startsWith('running-test') || name.endsWith('.lck')),
    }),
    [Symbol.asyncDispose]: async () => {
      saved[Symbol.dispose]();
      await lab[Symbol.asyncDispose]();
    },
  };
}

export async function mustSucceed(run: Promise<Outcome>): Promise<Outcome> {
  const outcome = await run;
  if (outcome.exitCode !== 0) throw new Error(outcome.stdout + outcome.stderr);
  return outcome;
}

function configurationEditor(file: string): NightLab['configure'] {
  return (section, key, value) => {
    const [before = '', inside = '', after = ''] = readFileSync(file, 'utf8').split(new RegExp(`(?<=^\\[${section}\\]\\n)([^[]*)`, 'mu'));
    const kept = inside.split('\n').filter((line) => !line.startsWith(`${key}:`)).join('\n');
    writeFileSync(file, `${before}${key}: ${value}\n${kept}${after}`);
  };
}

function readCertificates(folder: string): readonly CertificateContent[] {
  const names = readdirSync(folder).filter((name) => /^\d{8}T\d{6}-.*\.json$/u.test(name));
  const found = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CertificateContent & { readonly number: number });
  return found.toSorted((one, other) => one.number - other.number);
}

function readRows(file: string): readonly Row[] {
  using catalog = new DatabaseSync(file, { readOnly: true });
  return catalog.prepare('select * from restoreaction order by id').all() as unknown as Row[];
}
