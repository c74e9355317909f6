import { databaseIdentity, databaseTime, type LabDatabase } from '../database.ts';
import { resetlogsId } from '../resetlogs-id.ts';

/** What a file name made from a format may tell. */
export interface FormatFacts {
  readonly kind: 'datafile copy' | 'backup piece' | 'archived log' | 'autobackup';
  readonly tablespace?: string;
  readonly file?: number;
  readonly thread?: number;
  readonly sequence?: number;
}

const alphabet = '0123456789abcdefghijklmnopqrstuv';

/**
 * The path RMAN makes of a FORMAT: `%U` as it is for this kind of file, `%F` the autobackup name, `%d %I %N %f %t %s %p %c %u
 * %h %e %T %%`. Every call takes a new set name.
 */
export function expandFormat(db: LabDatabase, format: string, facts: FormatFacts): string {
  const { name, dbid } = databaseIdentity(db);
  const day = databaseTime(db).slice(0, 10).replaceAll('-', '');
  const unique = setName(db);
  const values: Readonly<Record<string, () => string>> = {
    U: () => uniqueName({ name, dbid, unique }, facts),
    F: () => autobackupName(db),
    d: () => name,
    I: () => String(dbid),
    N: () => facts.tablespace ?? '',
    f: () => String(facts.file ?? 0),
    u: () => unique,
    s: () => String(counterValue(db, 'backup name')),
    t: () => String(resetlogsId(databaseTime(db))),
    p: () => '1',
    c: () => '1',
    h: () => String(facts.thread ?? 0),
    e: () => String(facts.sequence ?? 0),
    T: () => day,
    '%': () => '%',
  };
  return format.replace(/%(.)/gu, (all, letter: string) => values[letter]?.() ?? all);
}

/** `c-<dbid>-<yyyymmdd>-<nn>`, nn counting up in hexadecimal within a day. */
export function autobackupName(db: LabDatabase): string {
  const { dbid } = databaseIdentity(db);
  const day = databaseTime(db).slice(0, 10).replaceAll('-', '');
  const count = db.sql.nextNumber(`autobackup ${day}`) - 1;
  return `c-${dbid}-${day}-${count.toString(16).padStart(2, '0')}`;
}

function uniqueName({ name, dbid, unique }: { name: string; dbid: number; unique: string }, facts: FormatFacts): string {
  if (facts.kind === 'datafile copy') return `data_D-${name}_I-${dbid}_TS-${facts.tablespace ?? ''}_FNO-${facts.file ?? 0}_${unique}`;
  if (facts.kind === 'archived log') return `arch_D-${name}_id-${dbid}_S-${facts.sequence ?? 0}_T-${facts.thread ?? 0}_${unique}`;
  return `${unique}_1_1`;
}

/** Eight letters and digits: the number of the backup set, two or more, then the time. */
function setName(db: LabDatabase): string {
  const count = inBase32(db.sql.nextNumber('backup name'));
  const time = inBase32(resetlogsId(databaseTime(db)));
  return `${count.padStart(2, '0')}${time.padStart(6, '0').slice(-6)}`;
}

function inBase32(value: number): string {
  if (value < alphabet.length) return alphabet.charAt(value);
  return inBase32(Math.floor(value / alphabet.length)) + alphabet.charAt(value % alphabet.length);
}

function counterValue(db: LabDatabase, name: string): number {
  return db.sql.get<{ value: number }>('select value from counter where name = ?', name)?.value ?? 0;
}
