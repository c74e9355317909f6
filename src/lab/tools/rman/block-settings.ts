import type { Until } from '#lab/oracle/journal.ts';
import type { SetNewName } from './statement.ts';

/** What SET NEWNAME and SET UNTIL said, and what RESTORE made of it: it holds to the end of the RUN block. */
export class BlockSettings {
  until: Until | undefined;
  /** Names of the datafiles RESTORE made, by number. */
  readonly restored = new Map<number, string>();
  readonly #names: SetNewName[] = [];

  add(name: SetNewName): void {
    this.#names.push(name);
  }

  /** The name a datafile shall have; `new` when Oracle makes it up; nothing when nobody said. The last word counts, one for the file before one for the database. */
  nameOfDatafile(file: number): string | undefined {
    const own = this.#names.findLast(({ what }) => typeof what === 'object' && 'datafile' in what && what.datafile === file);
    return nameIn(own ?? this.#names.findLast(({ what }) => what === 'database'));
  }

  /** The same for a temporary file. */
  nameOfTempfile(file: number): string | undefined {
    const own = this.#names.findLast(({ what }) => typeof what === 'object' && 'tempfile' in what && what.tempfile === file);
    return nameIn(own ?? this.#names.findLast(({ what }) => what === 'database'));
  }
}

function nameIn(set: SetNewName | undefined): string | undefined {
  return set === undefined ? undefined : (set.name ?? 'new');
}
