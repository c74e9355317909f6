import type { LabDatabase } from './oracle/database.ts';
import { applicationFiles, isMoving } from './oracle/datafiles.ts';
import { RowPlaces } from './oracle/row-places.ts';
import type { RowChange } from './oracle/row-slots.ts';
import { commitTransaction, type Commit } from './oracle/transactions.ts';
import type { SeededRandom } from './seeded-random.ts';

const mostChanges = 3;
const words = ['order', 'invoice', 'shipment', 'payment', 'customer', 'article', 'return', 'note'] as const;

/** Sessions that insert, update and delete rows of the application's datafiles. */
export class RandomTransactions {
  readonly #random: SeededRandom;
  readonly #tables: readonly RowPlaces[];

  /** Reads where the rows are; afterwards nobody else may change them while this is in use. */
  constructor(db: LabDatabase, random: SeededRandom) {
    this.#random = random;
    this.#tables = [...applicationFiles(db).values()].filter(isMoving).map((file) => new RowPlaces(db, file));
  }

  /** Commits one transaction of one to three changes; nothing when no application file can be written to. */
  commitOne(db: LabDatabase): Commit | undefined {
    const changes = Array.from({ length: 1 + this.#random.below(mostChanges) }, () => this.#change(db));
    const possible = changes.filter((change) => change !== undefined);
    return possible.length === 0 ? undefined : commitTransaction(db, possible);
  }

  #change(db: LabDatabase): RowChange | undefined {
    const table = this.#tables[this.#random.below(this.#tables.length)];
    if (table === undefined) return undefined;
    const dice = this.#random.below(100);
    if (dice < 50 || table.rowCount === 0) return this.#insert(db, table) ?? this.#deletion(table);
    return dice < 85 ? this.#update(table) : this.#deletion(table);
  }

  #insert(db: LabDatabase, table: RowPlaces): RowChange | undefined {
    const key = db.sql.nextNumber('row key');
    const place = table.insert(key, 2 + this.#random.below(200));
    return place === undefined ? undefined : { action: 'put', file: table.file, ...place, text: this.#text() };
  }

  #update(table: RowPlaces): RowChange | undefined {
    const place = table.row(this.#random.below(table.rowCount));
    return place === undefined ? undefined : { action: 'put', file: table.file, ...place, text: this.#text() };
  }

  #deletion(table: RowPlaces): RowChange | undefined {
    const place = table.row(this.#random.below(table.rowCount));
    if (place === undefined) return undefined;
    table.remove(place);
    return { action: 'delete', file: table.file, ...place, text: '' };
  }

  #text(): string {
    return `${words[this.#random.below(words.length)] ?? ''} ${this.#random.below(1_000_000)}`;
  }
}
