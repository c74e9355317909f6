/** Why a simulated storage system cannot do what is asked, in no vendor's words: each has its own for them. */
export type RefusalKind = 'not found' | 'exists' | 'invalid' | 'missing';

/** A volume or snapshot is not there, is there already, or its name cannot be one. */
export class StorageRefusal extends Error {
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, message: string) {
    super(message);
    this.name = new.target.name;
    this.kind = kind;
  }
}
